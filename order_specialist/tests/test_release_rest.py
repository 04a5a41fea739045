"""What a release does at its edges: less is ordered, other departments, recalls, refunds."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..exceptions import GateClosed
from .release_common import ReleaseCase


@tagged("post_install", "-at_install")
class TestReleaseRest(ReleaseCase):
    def test_only_a_recall_is_answered_by_putting_back(self):
        _order, handoff = self._create_released()
        with self.assertRaisesRegex(UserError, "not recalled"):
            handoff.with_user(self.warehouse_lead).action_put_back()
        self._send_back(handoff)
        with self.assertRaisesRegex(UserError, "not recalled"):
            handoff.with_user(self.warehouse_lead).action_put_back()

    def test_an_order_lowered_to_what_was_shipped_is_done(self):
        order, handoff = self._create_released()
        picking = order.picking_ids
        picking.move_ids.write({"quantity": 6, "picked": True})
        self._validate(picking)
        self.assertEqual(handoff.state, "accepted")
        order.order_line.with_user(self.specialist).product_uom_qty = 6
        order.pending_change_ids.with_user(self.warehouse_lead).action_take()
        self.assertEqual(handoff.state, "done")
        self.assertEqual(order.handoff_state, "done")
        self.assertTrue(order.fully_shipped_on)

    def test_an_order_lowered_to_nothing_leaves_no_release_behind(self):
        order, handoff = self._create_released()
        order.order_line.with_user(self.specialist).product_uom_qty = 0
        self.assertIn(handoff.state, ("done", "cancelled"))
        self.assertNotIn(order.handoff_state, ("released", "accepted"))

    def test_goods_left_of_one_department_are_not_accepted_by_the_other(self):
        explicit = self._create_explicit_department()
        other = self._create_product("Frozen peas", 2.0, stock=50)

        def match(departments, orders):
            return {dep: set(orders.ids) for dep in departments.sorted()}

        plan = type(self.env["order.handoff"])._plan

        def split(handoffs, orders):
            found = {}
            for (order, _department, warehouse), lines in plan(handoffs, orders).items():
                frozen = lines.filtered(lambda line: line.product_id == other)
                for department, part in ((explicit, frozen), (self.department, lines - frozen)):
                    if part:
                        found[order, department, warehouse] = part
            return found

        with patch.object(type(self.env["order.handoff"]), "_plan", split):
            order, handoffs = self._create_released([(None, 1, None), (other, 1, None)])
            mine = handoffs.filtered(lambda h: h.department_id == self.department)
            theirs = handoffs - mine
            picking = order.picking_ids
            rest = picking.move_ids.filtered(lambda move: move.product_id == other)
            rest.picking_id = picking.copy({"move_ids": []})
            self._hold(order)
            self._record_left(picking)
        self.assertEqual(picking.state, "done")
        self.assertEqual(mine.state, "done")
        self.assertEqual(theirs.state, "offered")

    def test_a_credit_note_for_what_came_back_is_never_stopped(self):
        order, _handoff = self._create_released(user_id=self.specialist.id)
        self._validate(order.picking_ids)
        invoice = order._create_invoices()
        invoice.action_post()
        self._take_back(order.picking_ids, 4)
        self.assertEqual(order.order_line.qty_to_invoice, -4)
        hold_type = self.env["order.hold.type"].create(
            {"name": "No bill", "code": "test_invoice", "stops_invoice": True}
        )
        self._hold(order, hold_type)
        credit = order._create_invoices(final=True)
        self.assertEqual(credit.move_type, "out_refund")
        credit.action_post()
        order.order_line.qty_delivered = 12
        with self.assertRaises(GateClosed):
            order._create_invoices(final=True)

    def _take_back(self, picking, quantity):
        """Receive what the customer sends back of a delivery."""
        wizard = self.env["stock.return.picking"].with_context(
            active_id=picking.id, active_model="stock.picking"
        )
        wizard = wizard.create({})
        wizard.product_return_moves.quantity = quantity
        back = wizard._create_return()
        back.move_ids.write({"quantity": quantity, "picked": True})
        self._validate(back)

    def test_more_after_a_return_is_delivered_as_in_odoo_alone(self):
        moved = []
        for is_on in (False, True):
            self.company.order_desk_active = is_on
            order = self._create_order([(None, 5, None)]).sudo()
            self._confirm(order)
            self._validate(order.picking_ids)
            self._take_back(order.picking_ids, 5)
            order.order_line.with_user(self.specialist).product_uom_qty = 6
            moves = order.order_line.move_ids.sorted("id")
            moved.append([(m.location_dest_id, m.state, m.product_uom_qty) for m in moves])
        self.assertEqual(*moved)
        self.assertEqual([quantity for _place, _state, quantity in moved[1]], [5, 5, 6])
        self.assertEqual(order.handoff_ids.state, "offered")

    def test_a_move_stays_with_its_order(self):
        order, _handoff = self._create_released()
        self._hold(order)
        move = order.picking_ids.move_ids.with_user(self.warehouse_lead)
        with self.assertRaisesRegex(GateClosed, order.name), self.env.cr.savepoint():
            move.picking_id.sale_id = False
        with self.assertRaisesRegex(GateClosed, order.name), self.env.cr.savepoint():
            move.write({"sale_line_id": False})
        order.hold_ids.with_user(self.supervisor)._release()
        move.write({"sale_line_id": False})

    def test_what_was_added_wrong_is_not_picked_before_it_may_be_shipped(self):
        self.warehouse.delivery_steps = "pick_ship"
        self._create_checklist("pricelist_price")
        order, _handoff = self._create_released()
        order.order_line = [
            (0, 0, {"product_id": self._create_product("B", 5.0, stock=9).id, "price_unit": 1.0})
        ]
        self.assertTrue(self._get_messages(order, "ship"))
        first, second = order.picking_ids.move_ids.sorted("id")
        second.write({"quantity": 1, "picked": True})
        with self.assertRaises(GateClosed):
            second._action_done()
        first.write({"quantity": 10, "picked": True})
        first._action_done()
        self.assertEqual(first.state, "done")

    def test_the_reason_of_sending_back_is_one_for_sending_back(self):
        _order, handoff = self._create_released()
        wizard = self.env["order.send.back.wizard"].with_user(self.warehouse_lead)
        wizard = wizard.create({"handoff_ids": handoff.ids, "reason_id": self.left_reason.id})
        with self.assertRaisesRegex(UserError, "reason"):
            wizard.action_send_back()
