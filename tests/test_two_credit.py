"""Two orders of one customer at once, on real connections: never beyond the limit together."""


def test_two_orders_never_exceed_the_limit_together(meet):
    results = meet("two_credit")
    # the first wrote on the customer's row: who has not seen its order starts over
    assert results["confirmed one after the other: old snapshot"][0] == "retry"
    assert results["confirmed one after the other: once more"][0] == "done"
    assert results["one after the other"] == ["released", "to_release"]
    assert results["states"] == ["sale", "sale"]
    assert results["at_once"] == ["released", "to_release"]
    assert results["holds"] == 1
