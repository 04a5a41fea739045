from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..exceptions import GateClosed
from .release_common import ReleaseCase


@tagged("post_install", "-at_install")
class TestShipGate(ReleaseCase):
    def test_a_stopped_order_does_not_leave_by_any_door(self):
        order, _handoff = self._create_released()
        self._hold(order)
        picking = order.picking_ids.with_user(self.warehouse_lead)
        picking.move_ids.picked = True
        doors = {
            "button": lambda: picking.button_validate(),
            "skip keys": lambda: picking.with_context(
                skip_sanity_check=True,
                skip_backorder=True,
                picking_ids_not_to_backorder=picking.ids,
                button_validate_picking_ids=picking.ids,
                cancel_backorder=True,
            ).button_validate(),
            "transfer": lambda: picking._action_done(),
            "moves": lambda: picking.move_ids._action_done(),
            "superuser": lambda: picking.sudo().move_ids._action_done(cancel_backorder=True),
        }
        for name, door in doors.items():
            with self.subTest(name), self.assertRaises(GateClosed) as refused:
                door()
            self.assertIn("Stop the truck", str(refused.exception))
            self.assertEqual(refused.exception.context["order_ids"], order.ids)
        self.assertEqual(picking.state, "assigned")

    def test_the_backorder_dialog_is_no_way_around(self):
        order, _handoff = self._create_released()
        picking = order.picking_ids.with_user(self.warehouse_lead)
        picking.move_ids.quantity = 4
        action = picking.button_validate()
        self._hold(order)
        wizard = Form.from_action(picking.env, action).save()
        with self.assertRaises(GateClosed):
            wizard.process()

    def test_the_transfer_leaves_when_the_hold_is_released(self):
        order, handoff = self._create_released()
        hold = self._hold(order)
        hold._release()
        self._validate(order.picking_ids)
        self.assertRecordValues(order.picking_ids, [{"state": "done"}])
        self.assertEqual(handoff.state, "done")

    def test_returns_and_receipts_are_never_stopped(self):
        order, _handoff = self._create_released()
        self._validate(order.picking_ids)
        self._hold(order)
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=order.picking_ids.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 5
        returned = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self._validate(returned)
        self.assertEqual(returned.state, "done")
        receipt = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 5,
                            "sale_line_id": order.order_line.id,
                            "location_id": self.env.ref("stock.stock_location_suppliers").id,
                            "location_dest_id": self.warehouse.lot_stock_id.id,
                        }
                    )
                ],
            }
        )
        receipt.action_confirm()
        self._validate(receipt)
        self.assertEqual(receipt.state, "done")

    def test_what_a_vendor_ships_is_a_fact(self):
        order, _handoff = self._create_released()
        self._hold(order)
        order.picking_ids.action_cancel()
        vendor = self.env.ref("stock.stock_location_suppliers")
        move = self.env["stock.move"].create(
            {
                "product_id": self.product.id,
                "product_uom_qty": 10,
                "quantity": 10,
                "picked": True,
                "sale_line_id": order.order_line.id,
                "location_id": vendor.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            }
        )
        move._action_done()
        self.assertEqual(move.state, "done")
        self.assertEqual(order.handoff_ids.line_ids.shipped_qty, 10)

    def test_a_hold_on_one_line_stops_that_line_only(self):
        bread = self._create_product("Bread", 3.0, stock=10)
        order, _handoff = self._create_released([(None, 10, None), (bread, 2, None)])
        self.env["order.hold"]._place(order, self.hold_type, line=order.order_line[1])
        moves = order.picking_ids.move_ids
        moves[0].picked = True
        self._validate(order.picking_ids)
        self.assertEqual(moves[0].state, "done")
        self.assertEqual(moves[1].state, "assigned")
        with self.assertRaises(GateClosed):
            self._validate(moves[1].picking_id)

    def test_picking_waits_for_the_release_and_not_for_the_ship_gate(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self._create_order().sudo()
        early = self._hold(order, self.early_hold_type)
        self._confirm(order)
        pick = order.picking_ids
        self.assertEqual(pick.picking_type_code, "internal")
        with self.assertRaisesRegex(GateClosed, "Not yet"):
            self._validate(pick)
        early._release()
        self._hold(order)
        self._validate(pick)
        self.assertEqual(pick.state, "done")
        self.assertEqual(order.handoff_ids.state, "accepted")
        out = order.picking_ids - pick
        with self.assertRaisesRegex(GateClosed, "Stop the truck"):
            self._validate(out)
        order.hold_ids.filtered("is_active").with_user(self.specialist)._release()
        self._validate(out)
        self.assertEqual(order.handoff_ids.state, "done")
        self.assertEqual(order.handoff_ids.picking_ids, pick | out)

    def test_what_stops_the_truck_does_not_stop_picking_beside_it(self):
        """A pick and a shipment of one order in one call: the pick goes, the shipment waits."""
        self.warehouse.delivery_steps = "pick_ship"
        order, _handoff = self._create_released()
        pick = order.picking_ids
        pick.move_ids.quantity = 6
        self._validate(pick)
        rest, out = (order.picking_ids - pick).sorted(lambda p: p.picking_type_code != "internal")
        self._hold(order)
        self._validate(rest | out)
        self.assertEqual((rest.state, out.state), ("done", "assigned"))

    def test_picking_waits_for_explicit_acceptance(self):
        self.warehouse.delivery_steps = "pick_ship"
        self._create_explicit_department()
        order, handoff = self._create_released()
        with self.assertRaisesRegex(GateClosed, "has not accepted"):
            self._validate(order.picking_ids)
        handoff.with_user(self.warehouse_lead).action_accept()
        self._validate(order.picking_ids)

    def test_an_order_of_before_the_desk_passes(self):
        self.company.order_desk_active = False
        order = self._create_order().sudo()
        self._confirm(order)
        self.company.order_desk_active = True
        self.env["order.department"].create(
            {"name": "New", "code": "NEW", "sequence": 1, "acceptance": "explicit"}
        )
        self._validate(order.picking_ids)
        self.assertEqual(order.picking_ids.state, "done")
        self.assertFalse(order.handoff_state)


@tagged("post_install", "-at_install")
class TestShipGateMany(ReleaseCase):
    def test_thirty_transfers_with_one_stopped(self):
        """Scenario 6: 29 leave, one stays reserved with STOP and somebody who looks at it."""
        orders = self.env["sale.order"].union(
            *(self._create_order([(None, 12, None)]) for _number in range(30))
        )
        orders = orders.sudo()
        orders.with_user(self.specialist).action_confirm()
        stopped = orders[11]
        self._hold(stopped)
        pickings = orders.picking_ids
        self.assertTrue(self._validate(pickings))
        self.assertEqual((pickings - stopped.picking_ids).mapped("state"), ["done"] * 29)
        picking = stopped.picking_ids
        self.assertEqual((picking.state, picking.move_ids.quantity), ("assigned", 12))
        self.assertIn("Stop the truck", picking.order_stop)
        self.assertEqual(picking.activity_ids.user_id, self.warehouse_lead)
        self.assertIn("STOP", picking.activity_ids.summary)
        another = self._create_order().sudo()
        self._confirm(another)
        self._validate(picking | another.picking_ids)
        self.assertEqual(len(picking.activity_ids), 1, "the same reason is said once")

    def test_the_gate_of_thirty_transfers_is_asked_once(self):
        orders = self.env["sale.order"].union(*(self._create_order() for _number in range(10)))
        orders = orders.sudo()
        orders.with_user(self.specialist).action_confirm()
        moves = orders.picking_ids.move_ids
        moves.picked = True
        asked = []

        def ask(gate, facts, name=None):
            asked.append((name, set(facts.order_ids)))
            return original(gate, facts, name)

        original = type(self.env["order.gate"])._ask
        self.patch(type(self.env["order.gate"]), "_ask", ask)
        moves._action_done()
        self.assertEqual(asked, [("ship", set(orders.ids))])


@tagged("post_install", "-at_install")
class TestShipGateProgress(ReleaseCase):
    def test_a_backorder_stays_in_the_same_release(self):
        order, handoff = self._create_released()
        first = order.picking_ids
        first.move_ids.quantity = 6
        self._validate(first)
        second = order.picking_ids - first
        self.assertEqual(handoff.state, "accepted")
        self.assertTrue(handoff.is_partly_shipped)
        self.assertEqual(handoff.line_ids.shipped_qty, 6)
        self.assertEqual(handoff.picking_ids, first | second)
        self.assertTrue(order.first_shipped_on)
        self.assertFalse(order.fully_shipped_on)
        self._validate(second)
        self.assertEqual(order.handoff_ids, handoff)
        self.assertRecordValues(handoff, [{"state": "done", "is_partly_shipped": False}])
        self.assertEqual(order.handoff_state, "done")
        self.assertTrue(order.fully_shipped_on)

    def test_short_without_a_backorder_is_done_when_closed_short(self):
        self.env.ref("order_specialist.order_case_type_short_shipped").settles_alone = False
        order, handoff = self._create_released()
        order.picking_ids.move_ids.quantity = 6
        self._validate(order.picking_ids, picking_ids_not_to_backorder=order.picking_ids.ids)
        self.assertEqual(handoff.state, "accepted")
        self.assertFalse(order.fully_shipped_on)
        order.order_line.sudo().cancelled_qty = 4
        self.assertEqual(handoff.state, "done")
        self.assertTrue(order.fully_shipped_on)

    def test_a_return_does_not_undo_what_was_shipped(self):
        order, handoff = self._create_released()
        order.picking_ids.move_ids.quantity = 6
        self._validate(order.picking_ids)
        done = order.picking_ids.filtered(lambda picking: picking.state == "done")
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=done.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 2
        returned = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self._validate(returned)
        self.assertEqual(handoff.line_ids.shipped_qty, 6)
        rest = order.picking_ids.filtered(lambda picking: picking.state == "assigned")
        self._validate(rest)
        self.assertEqual(handoff.state, "done")

    def _render(self, report, pickings):
        return str(self.env["ir.actions.report"]._render_qweb_html(report, pickings.ids)[0])

    def test_what_the_picker_reads_is_on_the_transfer_and_on_its_backorder(self):
        self.customer.write(
            {"order_instructions": "Ring twice", "order_delivery_window": "Mon-Thu 7-11"}
        )
        order, handoff = self._create_released()
        self.assertIn("Ring twice", handoff.instructions)
        order.picking_ids.move_ids.quantity = 6
        self._validate(order.picking_ids)
        backorder = order.picking_ids.filtered("backorder_id").with_user(self.warehouse_lead)
        self.assertIn("Ring twice", backorder.order_instructions)
        self.assertEqual(backorder.order_deadline, handoff.deadline)
        html = str(
            self.env["ir.actions.report"]._render_qweb_html("stock.report_picking", backorder.ids)[
                0
            ]
        )
        self.assertIn("Mon-Thu 7-11", html)
        self.assertIn("Leave by", html)
        self.assertNotIn("STOP", html)
        self._hold(order)
        backorder.invalidate_recordset(["order_stop"])
        with self.assertRaisesRegex(GateClosed, "Stop the truck"):
            self._render("stock.report_deliveryslip", backorder)


@tagged("post_install", "-at_install")
class TestGoodsLeft(ReleaseCase):
    def test_goods_that_left_are_recorded_and_not_invoiced_before_the_review(self):
        order, handoff = self._create_released()
        self._hold(order)
        self._record_left(order.picking_ids)
        self.assertEqual(order.picking_ids.state, "done")
        self.assertEqual(handoff.state, "done")
        record = order.override_ids
        self.assertRecordValues(
            record,
            [
                {
                    "kind": "release_now",
                    "needs_review": True,
                    "user_id": self.warehouse_lead.id,
                    "reason_id": self.left_reason.id,
                }
            ],
        )
        self.assertIn("Stop the truck", record.message)
        with self.assertRaises(GateClosed):
            order.with_user(self.supervisor)._create_invoices()
        order.hold_ids.with_user(self.specialist)._release()
        with self.assertRaisesRegex(GateClosed, "left while it was stopped"):
            order.with_user(self.supervisor)._create_invoices()
        record.with_user(self.supervisor).action_review()
        self.assertTrue(order.with_user(self.supervisor)._create_invoices())

    def test_it_counts_for_one_transfer_only(self):
        order, _handoff = self._create_released()
        self._hold(order)
        order.picking_ids.move_ids.quantity = 6
        self._record_left(order.picking_ids)
        backorder = order.picking_ids.filtered("backorder_id")
        with self.assertRaises(GateClosed):
            self._validate(backorder)

    def test_goods_leave_without_the_acceptance_they_missed(self):
        self._create_explicit_department()
        order, handoff = self._create_released()
        self._record_left(order.picking_ids)
        self.assertRecordValues(
            handoff, [{"state": "done", "accepted_by_id": self.warehouse_lead.id}]
        )

    def test_an_order_that_waited_for_its_release_is_released_by_leaving(self):
        order = self._create_order().sudo()
        self._hold(order, self.early_hold_type)
        self._confirm(order)
        self._record_left(order.picking_ids)
        self.assertEqual(order.handoff_state, "done")
        self.assertTrue(order.override_ids.needs_review)

    def test_only_the_department_says_so(self):
        order, _handoff = self._create_released()
        self._hold(order)
        clerk = self._create_user("t_clerk", "stock.group_stock_user")
        for user in (clerk, self.specialist):
            with self.assertRaisesRegex(AccessError, "Only the department"):
                order.picking_ids.with_user(user).action_goods_left()
        with self.assertRaises(AccessError):
            self._record_left(order.picking_ids, self.auditor)
        self._record_left(order.picking_ids, self.supervisor)
        self.assertEqual(order.picking_ids.state, "done")

    def test_goods_that_stay_in_the_house_have_not_left(self):
        self.warehouse.delivery_steps = "pick_ship"
        self._create_explicit_department()
        order, _handoff = self._create_released()
        with self.assertRaisesRegex(UserError, "stay in the house"):
            order.picking_ids.with_user(self.warehouse_lead).action_goods_left()
