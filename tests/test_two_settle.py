"""Two people settle at once, on real connections: one document, one clear sentence."""

import json
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "scripts" / "two_settle.py"


@pytest.fixture
def results(database, run_script):
    output = run_script(database(), SCRIPT.read_text())
    line = next(line for line in output.splitlines() if line.startswith("RESULTS "))
    return json.loads(line.removeprefix("RESULTS "))


def test_two_settle(results):
    assert results["first"] == "done"
    assert "Somebody else is settling claim" in results["same claim"]
    assert "Somebody else is working on invoice" in results["same invoice"]
    # the first wrote on the order's and the invoice's rows: who has not seen it starts over
    assert results["snapshot from before"] == "retry"
    assert "cannot be credited" in results["afterwards"]
    assert results["credited"] == 20.0
