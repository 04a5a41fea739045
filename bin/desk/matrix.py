"""A pytest plugin that gathers what tests found, and the table that is printed of it.

A test (or class of tests) that tries a way through a gate has an attribute `matrix_rows`, a list of
dicts with the keys path, gate, group, verdict (refused, parked, passed) and queries.
"""

import json

import pytest

from .home import HOME

FOUND = HOME / "matrix"
GATES = ("confirm", "handoff", "ship", "invoice")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Have the rows of a test travel with its report, from the worker that ran it."""
    report = (yield).get_result()
    if call.when == "call":
        rows = getattr(getattr(item, "instance", None), "matrix_rows", ())
        report.user_properties += [("matrix", row) for row in rows]


def pytest_terminal_summary(terminalreporter):
    """Keep the rows of all tests: `make test` runs pytest more than once."""
    reports = [report for found in terminalreporter.stats.values() for report in found]
    with FOUND.open("a") as handle:
        for report in reports:
            for name, row in getattr(report, "user_properties", ()):
                if name == "matrix":
                    handle.write(json.dumps(row) + "\n")


def forget():
    """Start with an empty table."""
    FOUND.unlink(missing_ok=True)


def show():
    """Print each path through each gate: what became of it, for whom, with how many queries."""
    lines = FOUND.read_text().splitlines() if FOUND.is_file() else []
    rows = {tuple(sorted(json.loads(line).items())) for line in lines}
    if table := render([dict(row) for row in rows]):
        print(table, flush=True)


def render(rows):
    """Return the table of some rows."""
    cells = {}
    for row in rows:
        cells.setdefault(row["path"], {}).setdefault(row["gate"], []).append(row)
    lines = [("path × gate (queries)", *GATES)] if cells else []
    for path, found in sorted(cells.items()):
        lines.append((path, *(_cell(found.get(gate, [])) for gate in GATES)))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _cell(rows):
    """Return what became of one path at one gate; groups are named where they differ."""
    verdicts = sorted({row["verdict"] for row in rows})
    parts = []
    for verdict in verdicts:
        found = [row for row in rows if row["verdict"] == verdict]
        groups = "/".join(sorted({row["group"] for row in found}))
        queries = "-".join(map(str, sorted({min(_queries(found)), max(_queries(found))})))
        parts.append(f"{verdict}{f' for {groups}' if len(verdicts) > 1 else ''} ({queries})")
    return ", ".join(parts)


def _queries(rows):
    return [row["queries"] for row in rows]
