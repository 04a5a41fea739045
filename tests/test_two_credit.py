"""Two orders of one customer at once, on real connections: never beyond the limit together."""

import json
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent / "scripts" / "two_credit.py"


@pytest.fixture
def results(database, run_script):
    output = run_script(database(), SCRIPT.read_text())
    line = next(line for line in output.splitlines() if line.startswith("RESULTS "))
    return json.loads(line.removeprefix("RESULTS "))


def test_two_orders_never_exceed_the_limit_together(results):
    # the first wrote on the customer's row: who has not seen its order starts over
    assert results["second"] == "retry"
    assert results["one after the other"] == ["released", "to_release"]
    assert results["states"] == ["sale", "sale"]
    assert results["at once"] == ["released", "to_release"]
    assert results["holds"] == 1
