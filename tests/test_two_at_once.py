"""Two people at the same order, on two real connections: one wins, nothing slips through."""

from scripts.two import assert_one_wins


def test_two_at_once(meet):
    results = meet("two_at_once")
    # the order row was updated by the hold, so the gate starts over instead of not seeing it
    assert results["confirmed after a hold: old snapshot"][0] == "retry"
    assert results["confirmed after a hold: once more"][0].startswith("GateClosed"), results
    assert_one_wins(results, "held while confirmed")
    assert_one_wins(results, "confirmed twice")
    assert_one_wins(results, "confirmed while held")
    assert results["states"] == ["draft", "sale", "sale", "draft"]
    assert results["transfers"] == [0, 1, 1, 0]
    assert results["holds"] == [1, 0, 0, 1]
