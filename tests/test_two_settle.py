"""Two people settle at once, on real connections: one document, one clear sentence."""

from scripts.two import assert_one_wins

SETTLING = "Somebody else is settling claim"
INVOICE = "Somebody else is working on invoice"


def test_two_settle(meet):
    results = meet("two_settle")
    assert_one_wins(results, "one claim settled twice", SETTLING)
    assert_one_wins(results, "two claims on one invoice", INVOICE)
    assert "cannot be credited" in results["afterwards"][0]
    assert results["credited"] == 30.0
    for race in ("approved twice", "settled and cancelled", "settled and taken back"):
        assert_one_wins(results, race, SETTLING)
    assert_one_wins(results, "settled and credited by hand", INVOICE)
    # afterwards each reads what has happened, and nothing is there twice
    assert "done already by anna" in results["approved again"][0]
    assert "cannot become Cancelled" in results["cancelled again"][0]
    assert "undone by cancelling its document" in results["taken back again"][0]
    assert "would be credited twice" in results["credited again"][0]
    assert results["notes"] == [1, 2, 1]
    assert results["states"] == ["settled"] * 4
