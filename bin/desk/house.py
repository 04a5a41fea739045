"""The house's own numbers: what no linter checks as we want it."""

import ast
import re

from .database import addons
from .home import ROOT, say

FILE_LINES = 300
METHOD_LINES = 40
FORBIDDEN = {
    r"\bcr\.commit\(": "commits inside the addon",
    r"\bself\._cr\b": "self.env.cr",
    r"_sql_constraints\b": "Odoo 19 ignores it: models.Constraint",
    r"\battrs\s*=|<tree\b": "a view of before Odoo 17",
    r"\bgroups_id\b": "group_ids since Odoo 19",
    r"odoo\.osv": "odoo.fields.Domain since Odoo 19",
    r"\b(TODO|FIXME|XXX)\b": "unfinished",
    r"except(\s+Exception)?\s*:\s*(pass)?\s*$": "a swallowed error",
    r"\.search\(\[\]\)": "reads a whole table",
}


def complain():
    """Print each place that is beyond a number or forbidden, and return how many there are."""
    say("house")
    found = [line for path in _files() for line in _look_at(path)]
    print("\n".join(found) or "All numbers kept!")
    return len(found)


def _files():
    patterns = [f"{addon}/**/*.{kind}" for addon in addons() for kind in ("py", "xml")]
    found = {path for pattern in (*patterns, "bin/**/*.py") for path in ROOT.glob(pattern)}
    return sorted(path for path in found if path.stat().st_size)


def _look_at(path):
    text, where = path.read_text(), path.relative_to(ROOT)
    forbidden = {} if {"bin", "static"} & {*where.parts} else FORBIDDEN
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, why in forbidden.items():
            if re.search(pattern, line):
                yield f"{where}:{number}: {why}: {line.strip()}"
    if path.suffix == ".py" and "tests" not in where.parts:
        yield from _measure(text, where)


def _measure(text, where):
    lines = sum(bool(line.strip()) for line in text.splitlines())
    if lines > FILE_LINES:
        yield f"{where}: {lines} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and node.body[1:] else node.body
            length = body[-1].end_lineno - body[0].lineno + 1
            if length > METHOD_LINES:
                yield f"{where}:{node.lineno}: {node.name} has {length} lines"
