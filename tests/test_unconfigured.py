"""With nothing configured the addon changes nothing: not one query more, on the whole way."""

import json
from pathlib import Path

SCRIPT = Path(__file__).parent / "scripts" / "count_queries.py"


def count_queries(run_script, monkeypatch, name):
    """Return the least queries of each step over several runs.

    Odoo writes what is pending in the order of sets, and so does one query more or less by
    chance; with a seed, chance is the same for both.
    """
    counts = {}
    for seed in ("0", "1", "2"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        output = run_script(name, SCRIPT.read_text())
        line = next(line for line in output.splitlines() if line.startswith("COUNTS "))
        for step, count in json.loads(line.removeprefix("COUNTS ")).items():
            counts[step] = min(count, counts.get(step, count))
    return counts


def test_no_query_more_on_the_whole_way_of_an_order(database, run_script, monkeypatch):
    plain = count_queries(run_script, monkeypatch, database(addon=False))
    ours = count_queries(run_script, monkeypatch, database())
    assert plain["one order: confirm"] > 50, "the steps were not counted"
    more = {step: (plain[step], count) for step, count in ours.items() if count > plain[step]}
    assert not more
