"""What is closed short keeps the ordered quantity, and never comes back."""

import random

from odoo.tests import tagged

from ..tools.taking import as_taken
from .test_scenario_4 import ChangeCase


@tagged("post_install", "-at_install")
class TestCloseShort(ChangeCase):
    """Seeded random days of one order; procurement is launched again after every step."""

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

    def _run(self, seed, steps=8):
        chance = random.Random(seed)
        order, _handoff = self._create_released([(None, chance.randint(5, 30), None)])
        line = order.order_line
        ways = [self._ship_part, self._close, self._raise, self._lower, self._lock]
        for _number in range(steps):
            way = chance.choice(ways)
            way(line, chance)
            self._check(line, f"seed {seed}, {way.__name__}")

    def _ship_part(self, line, chance):
        picking = line._get_open_moves().picking_id[:1] or line.order_id.picking_ids[:0]
        if picking.state != "assigned":
            return
        move = picking.move_ids[:1]
        move.write({"quantity": chance.randint(1, int(move.product_uom_qty)), "picked": True})
        self._validate(picking)

    def _close(self, line, chance):
        rest = int(line.product_uom_qty - line.qty_delivered - line.cancelled_qty)
        if rest > 0:
            line._close_short(chance.randint(1, rest))

    def _raise(self, line, chance):
        as_taken(line).product_uom_qty += chance.randint(1, 9)

    def _lower(self, line, chance):
        rest = int(line.product_uom_qty - line.qty_delivered - line.cancelled_qty)
        if rest > 0:
            as_taken(line).product_uom_qty -= chance.randint(1, rest)

    def _lock(self, line, chance):
        line.order_id.action_lock()
        line._action_launch_stock_rule()
        line.order_id.action_unlock()

    def test_nothing_that_was_closed_comes_back(self):
        for seed in (0, 3):
            with self.subTest(seed):
                self._run(seed)

    def test_nothing_comes_back_with_picking_and_shipping(self):
        self.warehouse.delivery_steps = "pick_ship"
        for seed in (100, 101):
            with self.subTest(seed):
                self._run(seed)

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
