"""Two people at the same order, on two real connections: one wins, nothing slips through."""

import json
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "scripts" / "two_at_once.py"


@pytest.fixture
def results(database, run_script):
    output = run_script(database(), SCRIPT.read_text())
    line = next(line for line in output.splitlines() if line.startswith("RESULTS "))
    return json.loads(line.removeprefix("RESULTS "))


def test_two_at_once(results):
    # the order row was updated by the hold, so the gate starts over instead of not seeing it
    assert results["confirm after a hold"][0] == "retry"
    assert results["confirm once more"][0].startswith("GateClosed"), results
    assert results["confirm first"][0] == "done"
    assert "Somebody else is working on this order" in results["hold meanwhile"][0]
    assert results["first confirms"][0] == "done"
    loser, milliseconds = results["second confirms"]
    assert "Somebody else is working on this order" in loser
    assert milliseconds < 200, "the loser did the work before he knew"
    assert results["states"] == ["draft", "sale", "sale"]
    assert results["transfers"] == [0, 1, 1]
