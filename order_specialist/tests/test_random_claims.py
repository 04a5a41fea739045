"""Orders, deliveries, invoices, claims and settlements as chance has them: the sums hold.

The usual run tries the same few each time, so that a change is judged by itself;
``ORDER_DESK_EXAMPLES=500`` tries as many others. A failure prints what happened, step by step, and
a ``@reproduce_failure`` line that repeats it.
"""

import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from odoo.tests import tagged

from .claim_day import ClaimDay
from .claim_sums import ClaimSums
from .claim_world import ClaimWorld, Plan, Sold

EXAMPLES = int(os.environ.get("ORDER_DESK_EXAMPLES", "0"))
USUAL = 8
PLACES = st.integers(0, 3)
SHARES = st.sampled_from((1.0, 1.0, 0.5, 0.3))
QUANTITIES = st.sampled_from((1, 2, 3, 7, 12, 100, 0.5, 2.25, 12.34))
PRICES = st.integers(1, 9999).map(lambda cents: cents / 100)
TAXES = st.sampled_from(
    ((), ("20",), ("7.7",), ("in 20",), ("20", "7.7"), ("eco", "20"), ("in 20", "7.7"))
)
KINDS = st.sampled_from(
    ("damaged", "lost", "short_received", "wrong_item", "over", "quantity_billed", "short_shipped")
)
DAYS = st.sampled_from((None, "2024-03-01", "2023-03-01"))


@st.composite
def sold(draw):
    """Draw one line of an order; serial numbers are sold in whole pieces."""
    article = draw(st.sampled_from(("delivered", "delivered", "ordered", "lot", "serial")))
    is_serial = article == "serial"
    return Sold(
        article,
        draw(st.integers(1, 4)) if is_serial else draw(QUANTITIES),
        draw(PRICES),
        draw(st.sampled_from((0, 0, 10, 12.5, 33.33))),
        draw(TAXES),
        article in ("delivered", "ordered") and draw(st.booleans()),
    )


PLANS = st.builds(
    Plan,
    lines=st.lists(sold(), min_size=1, max_size=2).map(tuple),
    steps=st.sampled_from((1, 1, 2, 3)),
    rounding=st.sampled_from(("round_per_line", "round_globally")),
    is_foreign=st.booleans(),
    prepaid=st.sampled_from(((), (), (), ("percentage", 30), ("fixed", 1.23))),
    posting=st.sampled_from(("posted", "posted", "draft")),
)


def needs(what):
    """Let chance choose a step only where there is something of ``what`` to do it with."""
    return precondition(lambda machine: machine.day is not None and machine.day.has(what))


class Machine(RuleBasedStateMachine):
    """One order, from its confirmation to its last document."""

    test = None

    def __init__(self):
        super().__init__()
        self.world = self.test._undone()
        self.world.__enter__()
        self.day = None
        self.is_broken = False

    @initialize(plan=PLANS, is_delivered=st.sampled_from((True, True, False)))
    def sell(self, plan, is_delivered):
        self.day = ClaimDay(self.test, plan)
        if is_delivered:
            for _step in range(plan.steps):
                self.day.attempt("ship", 1.0, True)
            self.day.attempt("bill", None, False)

    @needs("outgoing")
    @rule(share=SHARES, has_backorder=st.booleans())
    def ship(self, share, has_backorder):
        self.day.attempt("ship", share, has_backorder)

    @needs("billable")
    @rule(day=DAYS, final=st.booleans())
    def bill(self, day, final):
        self.day.attempt("bill", day, final)

    @needs("outgoing")
    @rule(share=SHARES, day=DAYS)
    def ship_and_bill(self, share, day):
        self.day.attempt("ship", share, True)
        self.day.attempt("bill", day, False)

    @rule(kind=KINDS, place=PLACES, share=SHARES)
    def claim(self, kind, place, share):
        self.day.attempt("claim", kind, place, share)

    @needs("billed")
    @rule(place=PLACES, share=st.sampled_from((0.9, 0.5, 1.1)))
    def claim_price(self, place, share):
        self.day.attempt("claim_price", place, share)

    @needs("billed")
    @rule(place=PLACES, tax=st.integers(0, 4), is_settled=st.booleans())
    def claim_tax(self, place, tax, is_settled):
        self.day.attempt("claim_tax", place, tax)
        if is_settled:
            self.day.attempt("settle", -1, 0, 1.0, False)

    @rule(kind=KINDS, place=PLACES, code=st.integers(0, 12), share=SHARES, other=st.booleans())
    def claim_and_settle(self, kind, place, code, share, other):
        self.day.attempt("claim", kind, place, share)
        self.day.attempt("settle", -1, code, share, other)

    @needs("open_cases")
    @rule(place=PLACES, code=st.integers(0, 12), share=SHARES, other=st.booleans())
    def settle(self, place, code, share, other):
        self.day.attempt("settle", place, code, share, other)

    @needs("incoming")
    @rule(share=SHARES)
    def receive(self, share):
        self.day.attempt("receive", share)

    @needs("shipped")
    @rule(place=PLACES, share=SHARES, is_refunded=st.booleans())
    def return_by_hand(self, place, share, is_refunded):
        self.day.attempt("return_by_hand", place, share, is_refunded)

    @needs("billed")
    @rule(place=PLACES, share=SHARES)
    def credit_by_hand(self, place, share):
        self.day.attempt("credit_by_hand", place, share)

    @needs("credit_notes")
    @rule(place=PLACES, share=SHARES)
    def take_back(self, place, share):
        self.day.attempt("take_back", place, share)

    @needs("made_transfers")
    @rule(place=PLACES)
    def cancel_transfer(self, place):
        self.day.attempt("cancel_transfer", place)

    @needs("drafts")
    @rule()
    def post_drafts(self):
        self.day.attempt("post_drafts")

    @invariant()
    def conserved(self):
        if self.day:
            self.is_broken = True
            self.test.assert_conserved(self.day.order)
            self.is_broken = False

    def teardown(self):
        try:
            if self.day and not self.is_broken:
                self.day.finish()
        finally:
            self.world.__exit__(None, None, None)


@tagged("post_install", "-at_install")
class TestRandomClaims(ClaimSums, ClaimWorld):
    """Chance looks for the order whose sums do not hold."""

    def test_the_sums_hold_whatever_happens(self):
        self.settled = set()
        machine = type("Machine", (Machine,), {"test": self})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=EXAMPLES or USUAL,
                derandomize=not EXAMPLES,
                stateful_step_count=10,
                deadline=None,
                database=None,
                print_blob=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
        self.assertTrue(self.settled, "all was refused: nothing was tried")
