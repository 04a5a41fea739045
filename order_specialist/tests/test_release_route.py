"""Departments one after the other, and releases over steps, warehouses, dates and backorders."""

from datetime import datetime

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..exceptions import GateClosed
from .test_scenario_4 import ChangeCase


@tagged("post_install", "-at_install")
class TestRoute(ChangeCase):
    """Production makes cakes, then the warehouse ships them with the rest."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maker = cls._create_user("t_maker", "order_specialist.group_department_member")
        cls.production = cls.departments.create(
            {
                "name": "Production",
                "code": "PROD",
                "sequence": 1,
                "hands_on": True,
                "domain": "[('client_order_ref', '=like', 'CAKE%')]",
                "member_ids": [(6, 0, cls.maker.ids)],
            }
        )

    def _create_cake(self):
        return self._create_released(client_order_ref="CAKE 1")

    def _finish(self, handoff):
        handoff.with_user(self.maker).action_finish()

    def test_the_second_begins_when_the_first_is_done(self):
        order, first = self._create_cake()
        self.assertEqual(first.department_id, self.production)
        self._finish(first)
        second = order.handoff_ids - first
        self.assertRecordValues(
            first | second,
            [
                {"state": "done", "department_id": self.production.id},
                {"state": "offered", "department_id": self.department.id},
            ],
        )
        self.assertEqual(second.line_ids.quantity, 10)
        self.assertEqual(order.handoff_state, "released")
        self._validate(order.picking_ids)
        self.assertEqual((second.state, order.handoff_state), ("done", "done"))

    def test_nothing_is_picked_before_the_first_is_done(self):
        order, first = self._create_cake()
        with self.assertRaisesRegex(GateClosed, "Production has not accepted it yet"):
            self._validate(order.picking_ids)
        first.with_user(self.maker).action_accept()
        with self.assertRaisesRegex(GateClosed, "Production has not finished it yet"):
            self._validate(order.picking_ids)
        self.assertEqual(order.blocker_count, 1)
        rows = self.env["order.blocker"].search([("order_id", "=", order.id)])
        self.assertEqual(rows.mapped("source_id"), first.ids)
        self._finish(first)
        self.assertEqual(order.blocker_count, 0)
        self._validate(order.picking_ids)

    def test_who_prints_the_slip_accepts_nothing_for_production(self):
        order, first = self._create_cake()
        order.picking_ids.with_user(self.warehouse_lead).do_print_picking()
        self.assertEqual(first.state, "offered")

    def test_an_order_of_another_kind_goes_to_the_warehouse_at_once(self):
        _order, handoff = self._create_released(client_order_ref="BREAD 1")
        self.assertEqual(handoff.department_id, self.department)

    def test_more_of_it_goes_through_the_first_again(self):
        order, first = self._create_cake()
        self._finish(first)
        self._write(order.order_line, 14)
        self.assertEqual(first.state, "offered")
        self.assertEqual(order.handoff_ids.mapped("state"), ["offered", "offered"])
        with self.assertRaises(GateClosed):
            self._validate(order.picking_ids)
        self._finish(first)
        self.assertEqual(len(order.handoff_ids), 2)
        self._validate(order.picking_ids)
        self.assertEqual(order.handoff_state, "done")

    def test_less_of_it_is_prepared_already(self):
        order, first = self._create_cake()
        self._finish(first)
        self._write(order.order_line, 6)
        self.assertEqual(first.state, "done")

    def test_changes_are_answered_before_it_is_finished(self):
        order, first = self._create_cake()
        first.with_user(self.maker).action_accept()
        self._write(order.order_line, 12)
        with self.assertRaisesRegex(UserError, "take or refuse"):
            self._finish(first)
        self._take(order.pending_change_ids, self.maker)
        self._finish(first)
        self.assertEqual((order.handoff_ids - first).line_ids.quantity, 12)

    def test_a_department_that_ships_ends_by_shipping(self):
        _order, handoff = self._create_released()
        with self.assertRaisesRegex(UserError, "ends by shipping"):
            handoff.with_user(self.warehouse_lead).action_finish()


@tagged("post_install", "-at_install")
class TestUnits(ChangeCase):
    """What one release is, and when it is done."""

    def _ship_all(self, order):
        for _step in range(4):
            pickings = order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
            if pickings:
                pickings.action_assign()
                self._validate(pickings.filtered(lambda p: p.state == "assigned"))

    def test_one_release_over_one_two_and_three_steps(self):
        for steps, transfers in (("ship_only", 1), ("pick_ship", 2), ("pick_pack_ship", 3)):
            with self.subTest(steps):
                self.warehouse.delivery_steps = steps
                order, handoff = self._create_released()
                self._ship_all(order)
                self.assertEqual(len(order.picking_ids), transfers)
                self.assertRecordValues(order.handoff_ids, [{"state": "done"}])
                self.assertEqual(handoff.picking_ids, order.picking_ids)
                self.assertEqual(handoff.line_ids.shipped_qty, 10)

    def test_one_release_for_each_warehouse(self):
        north = self.env["stock.warehouse"].create({"name": "North", "code": "NORTH"})
        self.env["stock.quant"]._update_available_quantity(self.other, north.lot_stock_id, 9)
        order = self._create_order([(None, 5, None), (self.other, 4, None)]).sudo()
        order.order_line[1].warehouse_id = north
        here, there = self._confirm(order).sorted("id")
        self.assertEqual((here.warehouse_id, there.warehouse_id), (self.warehouse, north))
        self._validate(here.picking_ids)
        self.assertEqual((here.state, there.state), ("done", "offered"))
        self.assertEqual(order.handoff_state, "released")
        self._validate(there.picking_ids)
        self.assertEqual(order.handoff_state, "done")

    def test_a_backorder_stays_in_the_release(self):
        order, handoff = self._create_printed(21)
        order.picking_ids.move_ids.quantity = 19
        self._validate(order.picking_ids)
        self.assertRecordValues(handoff, [{"state": "accepted", "is_partly_shipped": True}])
        backorder = order.picking_ids.filtered("backorder_id")
        self.assertIn(backorder, handoff.picking_ids)
        self.assertEqual(backorder.order_deadline, handoff.deadline)
        self._validate(backorder)
        self.assertEqual(order.handoff_ids, handoff)
        self.assertEqual(handoff.state, "done")

    def test_lines_with_dates_of_their_own_are_one_release(self):
        order = self._create_order([(None, 5, None), (self.other, 4, None)]).sudo()
        order.commitment_date = datetime(2026, 5, 12, 12)
        order.order_line[1].promised_date = datetime(2026, 6, 9, 12)
        handoff = self._confirm(order)
        deadlines = order.order_line.move_ids.mapped("date_deadline")
        self.assertEqual([str(moment.date()) for moment in deadlines], ["2026-05-12", "2026-06-09"])
        self.assertEqual(len(handoff), 1)

    def test_a_locked_order_is_released_like_any_other(self):
        order = self._create_order().sudo()
        order.with_user(self.specialist).action_confirm()
        order.action_lock()
        self.assertEqual(order.handoff_ids.state, "offered")
        self._validate(order.picking_ids)
        self.assertEqual(order.handoff_ids.state, "done")
