"""Who in Odoo's source confirms, posts or ships: read from its syntax, not from its text."""

import ast
from pathlib import Path

#: The methods that a gate guards, or that lead to it.
METHODS = frozenset(
    (
        "action_confirm",
        "_validate_order",
        "_create_invoices",
        "action_post",
        "_post",
        "_action_done",
        "button_validate",
    )
)
LEFT_OUT = {"tests", "demo", "populate", "upgrades", "migrations"}


def find_callers(folders):
    """Return ``{"addon/path.py:function method"}`` of all calls in the addons in ``folders``."""
    callers = set()
    for folder in map(Path, folders):
        # a folder of addons may hold other things too, such as Python's packages
        for manifest in folder.glob("*/__manifest__.py"):
            for path in manifest.parent.rglob("*.py"):
                place = path.relative_to(folder)
                if LEFT_OUT.isdisjoint(place.parts):
                    callers |= _find_in(path, place.as_posix())
    return callers


def _find_in(path, place):
    text = path.read_text()
    if not any(f"{method}(" in text for method in METHODS):
        return set()
    return {f"{place}:{function} {method}" for function, method in _walk(ast.parse(text), "")}


def _walk(node, function):
    """Yield ``(function, method)`` of the calls below ``node``; an override calls no other."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            yield from _walk(child, child.name)
            continue
        if isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute):
            method, of = child.func.attr, child.func.value
            if method in METHODS and not (_is_super(of) and method == function):
                yield function, method
        yield from _walk(child, function)


def _is_super(node):
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
    )
