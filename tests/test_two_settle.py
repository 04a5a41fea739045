"""Two people settle at once, on real connections: one document, one clear sentence."""

from scripts.two import assert_one_wins


def test_two_settle(meet):
    results = meet("two_settle")
    assert_one_wins(results, "one claim settled twice", "Somebody else is settling claim")
    assert_one_wins(results, "two claims on one invoice", "Somebody else is working on invoice")
    assert "cannot be credited" in results["afterwards"][0]
    assert results["credited"] == 30.0
