"""Two people at one gate, on two real connections: one wins, nothing slips through or doubles."""

from scripts.two import assert_one_wins


def test_two_gates(meet):
    """One run for all of them: each has an order of its own."""
    results = meet("two_gates")
    hold_is_not_placed_on_goods_that_leave(results)
    goods_do_not_leave_past_a_hold_that_came_meanwhile(results)
    hold_is_released_once(results)
    order_is_cancelled_once(results)
    line_is_changed_once(results)
    order_whose_goods_leave_is_not_cancelled(results)


def hold_is_not_placed_on_goods_that_leave(results):
    assert_one_wins(results, "hold while goods leave")
    assert results["states"][0] == "sale"
    assert results["shipped"][0] == 2


def goods_do_not_leave_past_a_hold_that_came_meanwhile(results):
    assert_one_wins(results, "goods leave while held")
    assert_one_wins(results, "begun while held")
    assert results["shipped"][6] == 0
    assert results["goods leave after a hold: old snapshot"][0] == "retry"
    assert results["goods leave after a hold: once more"][0].startswith("GateClosed"), results
    assert results["shipped"][1] == 0


def hold_is_released_once(results):
    assert_one_wins(results, "one hold released twice")
    assert len(results["released"]) == 1
    assert results["holds"] == 3, "only those that stopped the goods are left"


def order_is_cancelled_once(results):
    assert_one_wins(results, "cancelled twice")
    assert results["states"][3] == "cancel"
    kinds = [kind for kind, _old, _new in results["changes"]]
    assert kinds.count("cancel_order") == 1


def line_is_changed_once(results):
    assert_one_wins(results, "changed twice")
    assert results["quantity"] == 3
    assert results["changes"].count(("quantity", "2", "3")) == 1
    assert ("quantity", "2", "5") not in results["changes"]


def order_whose_goods_leave_is_not_cancelled(results):
    assert_one_wins(results, "cancelled while goods leave")
    refusal = results["cancelled after goods left"][0]
    assert "cannot be cancelled: goods have left" in refusal, results
    assert results["states"][5] == "sale"
