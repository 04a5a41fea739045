"""A pytest plugin that gathers what tests found, and the table that is printed of it.

A test (or class of tests) that tries a way through a gate has an attribute `matrix_rows`, a list of
dicts with the keys path, gate, group, verdict (refused, parked, passed) and queries. Which rows
there have to be, and how many queries each may cost at most, stands in `tests/matrix.csv`.
"""

import csv
import json

import pytest

from .home import HOME, ROOT

FOUND = HOME / "matrix"
EXPECTED = ROOT / "tests/matrix.csv"
GATES = ("confirm", "handoff", "ship", "invoice")
#: What the table means by "everybody".
EVERYBODY = (
    *("clerk", "warehouse lead", "salesperson", "accountant"),
    *("specialist", "supervisor", "controller", "auditor", "administrator"),
)


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


def show(is_whole):
    """Print each path through each gate: what became of it, for whom, with how many queries.

    :param is_whole: whether all tests ran, so that each row has to be there
    :returns: how many rows are not as the table of expected rows says
    """
    lines = FOUND.read_text().splitlines() if FOUND.is_file() else []
    rows = {tuple(sorted(json.loads(line).items())) for line in lines}
    rows = [dict(row) for row in rows]
    if table := render(rows):
        print(table, flush=True)
    faults = find_faults(rows, read_expected(EXPECTED.read_text()), is_whole)
    for fault in faults:
        print(f"matrix: {fault}", flush=True)
    return len(faults)


def read_expected(text):
    """Return ``{(path, gate, group): (verdict, most queries)}`` of the text of the file."""
    expected = {}
    for line in csv.DictReader(text.splitlines()):
        for group in line["groups"].replace("everybody", "/".join(EVERYBODY)).split("/"):
            key = (line["path"], line["gate"], group)
            assert key not in expected, key
            expected[key] = (line["verdict"], int(line["most"]))
    return expected


def find_faults(rows, expected, is_whole):
    """Return sentences: what was not tried, is not expected, came out otherwise or cost more."""
    faults, tried = [], set()
    for row in rows:
        key = (row["path"], row["gate"], row["group"])
        name = "{} × {} as {}".format(*key)
        tried.add(key)
        verdict, most = expected.get(key, (None, 0))
        if not verdict:
            faults.append(f"{name} does not stand in {EXPECTED.name}")
        elif row["verdict"] != verdict:
            faults.append(f"{name} was {row['verdict']}, not {verdict}")
        elif row["queries"] > most:
            faults.append(f"{name} took {row['queries']} queries, more than {most}")
    if is_whole:
        faults += ["{} × {} as {} was not tried".format(*key) for key in {*expected} - tried]
    return sorted(faults)


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
