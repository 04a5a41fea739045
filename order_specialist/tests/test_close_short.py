"""What is closed short keeps the ordered quantity, and never comes back."""

from time import monotonic

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..tools.taking import as_taken
from .test_scenario_4 import ChangeCase

#: For how many seconds a day that fails is made shorter.
SHRINKING = 5.0
STEPS = st.tuples(
    st.sampled_from(["ship_part", "close", "raise", "lower", "lock"]), st.integers(1, 25)
)


def some_days(test):
    """Try some days of an order, the same ones in every run, and shrink one that fails."""
    bounded = settings(
        max_examples=5,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    return bounded(given(steps=st.lists(STEPS, min_size=2, max_size=5))(test))


class DayCase(ChangeCase):
    """Any days of one order; procurement is launched again after every step."""

    delivery_steps = "ship_only"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse.delivery_steps = cls.delivery_steps
        cls.order = cls._create_order([(None, 20, None)]).sudo()
        cls.order.with_user(cls.specialist).action_confirm()

    def _get_units(self, line):
        """Return (ordered, shipped, in open transfers, closed short), each unit once."""
        planned = sum(line._get_planned(move) for move in line._get_open_moves())
        shipped = line._get_shipped_gross(line.move_ids)
        return line.product_uom_qty, shipped, planned, line.cancelled_qty

    def _check(self, line, step):
        before = line.move_ids
        states = before.mapped("state")
        units = self._get_units(line)
        self.assertEqual(units[0], sum(units[1:]), f"{step}: {units}")
        line._action_launch_stock_rule()
        self.assertEqual(line.move_ids, before, f"a move appeared after {step}")
        self.assertEqual(line.move_ids.mapped("state"), states)
        self.assertEqual(self._get_units(line), units)

    def setUp(self):
        super().setUp()
        self.failed, self.patience = set(), 0.0

    def _run(self, order, steps):
        """Go through one day of an order, and take it all back."""
        if self.failed and tuple(steps) not in self.failed and monotonic() > self.patience:
            return  # short enough: what failed before is told
        savepoint, went_well = self.env.cr.savepoint(), False
        try:
            for name, number in steps:
                getattr(self, f"_{name}")(order.order_line, number)
                self._check(order.order_line, f"{name} {number} of {steps}")
            went_well = True
        finally:
            if not went_well:
                self.patience = self.patience or monotonic() + SHRINKING
                self.failed.add(tuple(steps))
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def _ship_part(self, line, number):
        picking = line._get_open_moves().picking_id[:1] or line.order_id.picking_ids[:0]
        if picking.state != "assigned":
            return
        move = picking.move_ids[:1]
        move.write({"quantity": min(number, move.product_uom_qty), "picked": True})
        self._validate(picking)

    def _close(self, line, number):
        rest = line.product_uom_qty - line.qty_delivered - line.cancelled_qty
        line._close_short(min(number, rest))

    def _raise(self, line, number):
        as_taken(line).product_uom_qty += number

    def _lower(self, line, number):
        rest = line.product_uom_qty - line.qty_delivered - line.cancelled_qty
        line._lower(line.product_uom_qty - min(number, rest))

    def _lock(self, line, _number):
        line.order_id.action_lock()
        line._action_launch_stock_rule()
        line.order_id.action_unlock()


@tagged("post_install", "-at_install")
class TestCloseShortPicked(DayCase):
    delivery_steps = "pick_ship"

    @some_days
    def test_nothing_comes_back_with_picking_and_shipping(self, steps):
        self._run(self.order, steps)


@tagged("post_install", "-at_install")
class TestCloseShort(DayCase):
    @some_days
    def test_nothing_that_was_closed_comes_back(self, steps):
        self._run(self.order, steps)

    def test_an_order_that_is_cancelled_and_confirmed_again_begins_anew(self):
        order, _handoff = self._create_printed(10)
        order.order_line._close_short(4)
        self.assertTrue(order.released_on and order.accepted_on)
        as_taken(order)._action_cancel()
        order.with_user(self.specialist).action_draft()
        self.assertEqual(order.order_line.cancelled_qty, 0)
        self.assertRecordValues(
            order, [{"released_on": False, "accepted_on": False, "handoff_state": False}]
        )
        self._confirm(order)
        self.assertEqual(order.handoff_state, "released")
        self.assertFalse(order.accepted_on)
        self.assertEqual(self._get_transfers(order.order_line), [10])
