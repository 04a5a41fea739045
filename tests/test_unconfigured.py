"""With nothing configured the addon changes nothing: not one query more, on the whole way."""

import json
from pathlib import Path

SCRIPT = Path(__file__).parent / "scripts" / "count_queries.py"
ROUNDS = 7


def count_queries(run_script, monkeypatch, name, seed):
    """Return the queries of each step, with the addon and without it, counted by one process.

    Odoo writes what is pending in the order of sets, and so does one query more or less by
    chance; a seed makes chance the same for both, but for what is ordered by its place in memory.
    """
    monkeypatch.setenv("PYTHONHASHSEED", str(seed))
    output = run_script(name, SCRIPT.read_text())
    line = next(line for line in output.splitlines() if line.startswith("COUNTS "))
    return json.loads(line.removeprefix("COUNTS "))


def test_no_query_more_on_the_whole_way_of_an_order(database, run_script, monkeypatch):
    name, least = database(), {"ours": {}, "plain": {}}
    monkeypatch.setenv("PLAIN", database(addon=False))
    for seed in range(ROUNDS):
        for side, counts in count_queries(run_script, monkeypatch, name, seed).items():
            for step, count in counts.items():
                least[side][step] = min(count, least[side].get(step, count))
        plain = least["plain"]
        assert plain["one order: confirm"] > 50, "the steps were not counted"
        more = {
            step: (plain[step], count)
            for step, count in least["ours"].items()
            if count > plain[step]
        }
        # a query that is really one more is there in every round; chance is not
        if not more:
            break
    assert not more
