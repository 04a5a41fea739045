"""Two people verify and edit one quotation, on two real connections: nothing slips through."""

from scripts.two import assert_one_wins


def test_two_verify(meet):
    results = meet("two_verify")
    it_is_verified_and_typed_once(results)
    whoever_edits_is_seen(results)
    what_was_overridden_stays_what_it_was(results)
    what_comes_in_meanwhile_does_not_ship(results)
    assert results["slipped"] == [], results


def it_is_verified_and_typed_once(results):
    assert_one_wins(results, "verified twice")
    assert results["verifications"] == 1
    assert results["issues"] == [("Price", True)], "no issue is there twice"
    assert_one_wins(results, "typed twice")
    assert results["entries"] == [("Two Doris", True)]


def whoever_edits_is_seen(results):
    assert_one_wins(results, "verified while edited")
    # the amount stays the same: he meets the other one at the line, starts over, and sees it
    assert results["confirmed while edited: first"][0] == "done"
    assert results["confirmed while edited: second"][0] == "waited"
    assert results["confirmed while edited: old snapshot"][0] == "retry"
    assert results["confirmed after the edit"][0].startswith("GateClosed"), results
    assert results["edited while confirmed: first"][0] == "done"
    # he waits for the other one, starts over, and changes a confirmed order
    assert results["edited while confirmed: second"][0] == "waited"
    assert results["edited while confirmed: old snapshot"][0] == "retry"
    states = ["draft", "draft", "draft", "draft", "draft", "draft", "sale"]
    assert results["states"] == states, results


def what_was_overridden_stays_what_it_was(results):
    assert_one_wins(results, "overridden while edited")
    assert results["edited while overridden: second"][0] == "waited"
    assert results["edited while overridden: old snapshot"][0] == "retry"
    assert results["edited after the override"][0] == "done"
    assert results["confirmed after both"][0].startswith("GateClosed"), results


def what_comes_in_meanwhile_does_not_ship(results):
    """A free line, or another product of the same price, leaves the order's sums as they were."""
    for change in ("add_free", "swap"):
        for meet in ("meet_and_keep", "go_on"):
            edited, confirmed = (
                f"{change}, {change} first, {meet}",
                f"{change}, confirm first, {meet}",
            )
            for name in (edited, confirmed):
                assert results[f"{name}: first"][0] == "done", (name, results)
                assert results[f"{name}: second"][0] != "done", (name, results)
            # he starts over: who confirms is shown what stops it, who adds changes an order
            assert results["came_in"][edited][0] == "draft"
            once_more = results[f"{confirmed}: once more"][0]
            if change == "swap":
                assert "cannot modify the product" in once_more, once_more
                assert results["came_in"][confirmed] == ("sale", [9.0], [10.0])
            else:
                assert once_more == "done", once_more
                assert results["came_in"][confirmed] == ("sale", [9.0, 0.0], [0.0, 0.0])
                shipped = results[f"{confirmed}: shipped"][0]
                assert shipped.startswith("GateClosed") and "price 0.00" in shipped, shipped
