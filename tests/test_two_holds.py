"""Two people at one hold, or at a hold and its goods, on real connections: one wins."""

import json
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "scripts" / "two_holds.py"


@pytest.fixture
def results(database, run_script):
    output = run_script(database(), SCRIPT.read_text())
    line = next(line for line in output.splitlines() if line.startswith("RESULTS "))
    return json.loads(line.removeprefix("RESULTS "))


def test_two_at_one_hold(results):
    assert results["release"] == results["release first"] == "done"
    assert "Somebody else is working on this order" in results["release meanwhile"]
    # who looked before starts over, finds the hold released, and does nothing twice
    assert results["release after a look"] == "retry"
    assert results["release again"] == "done"
    assert results["messages"] == [1, 1]

    assert results["ship"] == "done"
    assert "Somebody else is working on this order" in results["hold meanwhile"]
    assert results["ship after a hold"] == "retry"
    assert results["ship once more"].startswith("GateClosed")
    assert results["shipped"] == [0.0, 0.0, 1.0, 0.0]
