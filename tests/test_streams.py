"""The streams of orders with seeded defects: the truth beside them is true, whatever the seed."""

import datetime
import random
import sys
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from streams.clean import Clean
from streams.curve import draw
from streams.defects import CHECKABLE, STATISTICAL, Defects
from streams.score import EXPECTED, Score
from streams.world import SCARCE_STOCK, World

TODAY = datetime.date(2026, 11, 23)


class Desk:
    """A world with its history, and what makes orders in it."""

    def __init__(self, seed):
        self.world = World(random.Random(seed), TODAY)
        self.clean = Clean(self.world)
        self.history = self.clean.make_history()
        self.defects = Defects(self.world, self.clean, self.history)

    def arrive(self, count):
        rng = self.world.rng
        return [self.clean.make_arrival(rng.choice(self.world.customers)) for _n in range(count)]


@pytest.fixture(scope="module", params=(7, 20261123))
def desk(request):
    return Desk(request.param)


def test_a_seed_makes_the_same_stream_again():
    one, other = Desk(7), Desk(7)
    assert repr(one.history) == repr(other.history)
    assert repr(one.arrive(50)) == repr(other.arrive(50))
    assert repr(Desk(8).history) != repr(one.history)


def test_clean_orders_are_within_the_habits_of_their_customer(desk):
    for order in desk.arrive(300):
        habits = {habit.product: habit for habit in order.customer.habits}
        numbers = [line.product.number for line in order.lines]
        assert len(numbers) == len(set(numbers))
        for line in order.lines:
            assert line.product in habits
            assert line.price == order.customer.get_price(line.product.price)
            assert line.quantity > 0
            assert line.quantity % line.product.pack == 0
        assert order.requested > order.day
        assert order.truth is None
        if order.totals:
            lines, pieces, amount = order.totals
            assert lines == len(order.lines)
            assert pieces == sum(line.quantity for line in order.lines)
            assert amount == pytest.approx(order.amount, abs=0.01)


def test_numbers_of_clean_orders_are_used_once_unless_it_is_a_blanket(desk):
    orders = [o for o in desk.history + desk.arrive(300) if not o.customer.is_blanket]
    used = Counter((order.customer.number, order.reference) for order in orders)
    assert used.most_common(1)[0][1] == 1


def test_history_used_every_address_and_both_price_levels(desk):
    for customer in desk.world.customers:
        assert set(customer.used) == set(customer.addresses)
    old = {
        line.price == order.customer.get_price(line.product.old_price)
        for order in desk.history
        for line in order.lines
        if line.product.old_price != line.product.price
    }
    assert old == {True, False}


def test_some_customers_pay_less_than_the_list(desk):
    paid = {
        order.customer.agreed: line.price / line.product.price
        for order in desk.arrive(300)
        for line in order.lines
        if line.product.price > 50
    }
    assert len(paid) > 1
    for agreed, share in paid.items():
        assert share == pytest.approx(1 - agreed / 100, abs=0.001)


@pytest.mark.parametrize("kind", CHECKABLE + STATISTICAL)
def test_each_defect_is_really_there(desk, kind):
    for _n in range(60):
        order = desk.defects.make(kind)
        assert order.truth == kind
        assert globals()[f"has_{kind}"](desk, order), order


def has_stale_price(desk, order):
    pay = order.customer.get_price
    prices = ((line.price, line.product) for line in order.lines)
    return any(price == pay(p.old_price) != pay(p.price) for price, p in prices)


def has_duplicate(desk, order):
    digits = "".join(character for character in order.reference if character.isdigit())
    return any(
        old.lines == order.lines and digits in old.reference.replace("/", "")
        for old in desk.history
        if old.customer is order.customer
    )


def has_near_address(desk, order):
    known = order.customer.addresses
    near = [
        address
        for address in known
        if address.city == order.address.city
        and (address.zip == order.address.zip or address.street == order.address.street)
    ]
    return near and order.address not in known


def has_impossible_date(desk, order):
    return order.requested < order.day


def has_missing_reference(desk, order):
    return order.customer.needs_reference and not any(c.isdigit() for c in order.reference)


def has_over_credit(desk, order):
    return order.amount > order.customer.credit_limit


def has_short_stock(desk, order):
    return any(line.product.is_scarce and line.quantity > SCARCE_STOCK for line in order.lines)


def has_wrong_item(desk, order):
    habits = {habit.product for habit in order.customer.habits}
    used = Counter(line.product.number for line in order.lines)
    return used.most_common(1)[0][1] == 1 and (
        any(line.product not in habits for line in order.lines) or not order.totals
    )


def has_wrong_item_stated(desk, order):
    return order.totals[2] != round(order.amount, 2)


def has_transposed(desk, order):
    return order.totals is None


def has_transposed_stated(desk, order):
    return order.totals[1] != sum(line.quantity for line in order.lines)


has_unit, has_unit_stated = has_transposed, has_transposed_stated


def test_the_score_counts_what_was_found_and_says_what_is_missed():
    truths = {1: None, 2: None, 3: None, 4: None, 5: "duplicate", 6: "duplicate", 7: "unit"}
    found = {
        1: [("pricelist_price", True)],
        2: [("quantity_unusual", False)],
        5: [("duplicate_order", True)],
        6: [("pricelist_price", True)],
        7: [("unit_unusual", False)],
    }
    score = Score(truths, found)
    assert (score.stopped, score.informed) == (25.0, 25.0)
    assert score.get_share_found("duplicate") == 50.0
    assert score.get_share_found("unit") == 100.0
    missed = score.get_missed()
    assert "clean orders stopped: 25.00 % > 2.0 %" in missed
    assert "duplicate: 50.0 % found < 99.0 %" in missed
    assert set(EXPECTED) == set(CHECKABLE + STATISTICAL)


def test_the_curve_is_a_picture_with_its_points():
    picture = draw("found", {"unit": [(2, 5.0, 90.0), (4, 1.0, 50.0)]}, 20)
    assert picture.startswith("<svg")
    assert picture.count("<circle") == 2
