"""Two people release, accept, cancel or answer at once, on real connections: one wins."""

import json
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "scripts" / "two_releases.py"


@pytest.fixture
def results(database, run_script):
    output = run_script(database(), SCRIPT.read_text())
    line = next(line for line in output.splitlines() if line.startswith("RESULTS "))
    return json.loads(line.removeprefix("RESULTS "))


def test_two_releases(results):
    for name in ("release", "accept", "cancel", "put back", "take"):
        assert results[f"first: {name}"][0] == "done", results
        loser, milliseconds = results[f"second: {name}"]
        assert "Somebody else is working on this order" in loser, (name, loser)
        assert milliseconds < 200, f"who lost to {name} did the work before he knew"
    # afterwards: nothing to do, or a sentence that says what has happened
    assert results["again: release"][0] == "done"
    assert results["again: accept"][0] == "done"
    assert "not recalled" in results["again: put back"][0]
    assert "answered already" in results["again: take"][0]
    # and nothing is doubled
    assert results["releases"] == [1, 1, 1, 1, 1]
    assert results["states"] == ["sale", "sale", "cancel", "cancel", "sale"]
    assert results["handoffs"] == ["offered", "accepted", "cancelled", "cancelled", "accepted"]
    assert (results["ordered"], results["planned"]) == (8, 8)
