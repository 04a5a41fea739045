"""Two people release, accept, send back, answer or cancel at once, on real connections."""

from scripts.two import assert_one_wins

RACES = ("released", "accepted", "cancelled", "put back", "taken", "sent back")


def test_two_releases(meet):
    results = meet("two_releases")
    for name in RACES:
        assert_one_wins(results, f"{name} twice")
    # afterwards: nothing to do, or a sentence that says what has happened
    assert results["released twice: again"][0] == "done"
    assert results["accepted twice: again"][0] == "done"
    assert "not recalled" in results["put back twice: again"][0]
    assert "answered already" in results["taken twice: again"][0]
    # and nothing is doubled
    assert results["releases"] == [1, 1, 1, 1, 1, 1]
    assert results["states"] == ["sale", "sale", "cancel", "cancel", "sale", "sale"]
    states = ["offered", "accepted", "cancelled", "cancelled", "accepted", "sent_back"]
    assert results["handoffs"] == states
    assert (results["ordered"], results["planned"]) == (8, 8)
    assert results["to_do"] == 1
