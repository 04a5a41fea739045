"""Two people decide about the same order, on two real connections: the first one counts."""

import json
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "scripts" / "two_decide.py"


@pytest.fixture
def results(database, run_script):
    output = run_script(database(), SCRIPT.read_text())
    line = next(line for line in output.splitlines() if line.startswith("RESULTS "))
    return json.loads(line.removeprefix("RESULTS "))


def test_two_decide(results):
    for name in ("override", "review"):
        assert results[f"first {name}"][0] == "done", results
        loser, milliseconds = results[f"second {name} meanwhile"]
        assert "Somebody else is working on this order" in loser, results
        assert milliseconds < 200, "the loser did the work before he knew"
        # the order's row was updated: he starts over and sees what the first one did
        assert results[f"second {name} too late"][0] == "retry", results
    assert results["overrides"] == 1
    assert results["reviewer"] == "Two Anna"
