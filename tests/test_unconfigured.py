"""With nothing configured the addon changes nothing: not one query more, on the whole way."""

import json
from pathlib import Path

SCRIPT = Path(__file__).parent / "scripts" / "count_queries.py"


def count_queries(run_script, name):
    output = run_script(name, SCRIPT.read_text())
    line = next(line for line in output.splitlines() if line.startswith("COUNTS "))
    return json.loads(line.removeprefix("COUNTS "))


def test_no_query_more_on_the_whole_way_of_an_order(database, run_script):
    plain = count_queries(run_script, database(addon=False))
    ours = count_queries(run_script, database())
    assert plain["one order: confirm"] > 50, "the steps were not counted"
    assert ours == plain
