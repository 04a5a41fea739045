from odoo.tests import tagged

from ..exceptions import GateClosed
from .release_common import ReleaseCase


@tagged("post_install", "-at_install")
class TestHoldScope(ReleaseCase):
    """What a hold closes: picking or shipping, the order or one line, now or from a later gate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse.delivery_steps = "pick_ship"
        cls.pick_type = cls.env["order.hold.type"].create(
            {"name": "Recall", "code": "test_pick", "stops_pick": True}
        )
        cls.bill_type = cls.env["order.hold.type"].create(
            {"name": "Query", "code": "test_invoice", "stops_invoice": True}
        )
        cls.other = cls._create_product("Scones", 10.0, stock=100, invoice_policy="order")
        cls.product.invoice_policy = "order"
        cls.order = cls._create_order([(None, 10, None), (cls.other, 4, None)]).sudo()
        cls.order.with_user(cls.specialist).action_confirm()
        cls.pick = cls.order.picking_ids

    def _pick_all(self, picking=None):
        picking = picking or self.pick
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty

    # --- start of picking -------------------------------------------------------------------------

    def test_nobody_starts_to_pick(self):
        hold = self._hold(self.order, self.pick_type)
        self.assertEqual([b["gate"] for b in self.order.get_blockers()], ["ship"])
        self._pick_all()
        line = self.pick.move_line_ids[0].with_user(self.warehouse_lead)
        for attempt in (
            lambda: line.write({"picked": True}),
            lambda: line.create(
                {
                    "picking_id": self.pick.id,
                    "move_id": line.move_id.id,
                    "product_id": self.product.id,
                    "quantity": 1,
                    "picked": True,
                    "location_id": line.location_id.id,
                    "location_dest_id": line.location_dest_id.id,
                }
            ),
            lambda: self._validate(self.pick),
        ):
            with self.assertRaisesRegex(GateClosed, "Hold: Recall"), self.env.cr.savepoint():
                attempt()
        hold._release()
        self._validate(self.pick)
        self.assertEqual(self.pick.state, "done")

    def test_what_was_picked_before_does_not_go_on(self):
        self._pick_all()
        self.pick.move_ids.picked = True
        self._hold(self.order, self.pick_type)
        with self.assertRaisesRegex(GateClosed, "Hold: Recall"):
            self.pick.move_ids._action_done()

    def test_later_steps_go_on(self):
        self._pick_all()
        self._validate(self.pick)
        out = self.order.picking_ids - self.pick
        self._hold(self.order, self.pick_type)
        self.assertFalse(out.with_user(self.warehouse_lead).order_stop)
        self._validate(out)
        self.assertEqual(out.state, "done")

    def test_one_step_delivery_is_picked_and_shipped_at_once(self):
        self.warehouse.delivery_steps = "ship_only"
        order, _handoff = self._create_released()
        self._hold(order, self.pick_type)
        with self.assertRaisesRegex(GateClosed, "Hold: Recall"):
            self._validate(order.picking_ids)

    def test_hold_on_shipping_lets_picking_go_on(self):
        self._hold(self.order)
        self._pick_all()
        self._validate(self.pick)
        self.assertEqual(self.pick.state, "done")
        with self.assertRaises(GateClosed):
            self._validate(self.order.picking_ids - self.pick)

    def test_quality_holds_stop_picking(self):
        self.assertTrue(self.env.ref("order_specialist.order_hold_type_quality").stops_pick)

    # --- a line -----------------------------------------------------------------------------------

    def _hold_line(self, hold_type, line=None):
        holds = self.env["order.hold"].with_user(self.specialist)
        line = (line or self.order.order_line[0]).with_user(self.specialist)
        return holds._place(line.order_id, hold_type, line=line)

    def test_held_line_is_not_picked_and_the_others_are(self):
        self.pick.with_user(self.warehouse_lead).do_print_picking()
        self._hold_line(self.pick_type)
        held, free = self.pick.move_ids.sorted("id")
        free.write({"quantity": 4, "picked": True})
        self._validate(self.pick)
        self.assertEqual((free.state, held.state), ("done", "assigned"))
        self.assertEqual(held.picking_id.backorder_id, self.pick)
        with self.assertRaisesRegex(GateClosed, "Recall, on Camembert"):
            self._validate(held.picking_id)

    def test_hold_follows_its_line_through_splits_and_backorders(self):
        self.warehouse.delivery_steps = "ship_only"
        order, _handoff = self._create_released([(None, 10, None), (self.other, 4, None)])
        held, free = order.picking_ids.move_ids.sorted("id")
        held.write({"quantity": 6, "picked": True})
        self._validate(order.picking_ids)
        rest = order.picking_ids.filtered(lambda picking: picking.state == "assigned")
        self._hold_line(self.hold_type, order.order_line[0])
        first, second = rest.move_ids.sorted("sale_line_id")
        self.assertEqual(first.sale_line_id, order.order_line[0])
        first._split(2)
        second.write({"quantity": 4, "picked": True})
        self._validate(rest)
        self.assertEqual(order.order_line.mapped("qty_delivered"), [6.0, 4.0])
        with self.assertRaises(GateClosed):
            self._validate(order.picking_ids.filtered(lambda p: p.state == "assigned"))

    def test_only_lines_on_hold_are_taken_out_of_a_transfer(self):
        """What stops another line of it for another reason is looked at before the rest goes."""
        self.warehouse.delivery_steps = "ship_only"
        self._create_checklist({"kind": "pricelist_price", "gate": "ship"})
        bread = self._create_product("Bread", 3.0, stock=10)
        lines = [(None, 10, None), (self.other, 4, 1.0), (bread, 2, None)]
        order, _handoff = self._create_released(lines)
        self.assertTrue(self._get_messages(order, "ship"))
        self._hold_line(self.hold_type, order.order_line[0])
        held, wrong, free = (line.move_ids.picking_id for line in order.order_line)
        self.assertNotEqual(held, free)
        self.assertEqual(wrong, free)

    def test_held_line_is_left_out_of_the_invoice(self):
        hold = self._hold_line(self.bill_type)
        invoice = self.order._create_invoices()
        self.assertEqual(invoice.invoice_line_ids.product_id, self.other)
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")
        hold._release()
        rest = self.order._create_invoices()
        self.assertEqual(rest.invoice_line_ids.product_id, self.product)

    def test_order_all_of_whose_lines_are_held_is_not_billed(self):
        for line in self.order.order_line:
            self._hold_line(self.bill_type, line)
        with self.assertRaisesRegex(GateClosed, "Query, on Camembert"):
            self.order._create_invoices()

    def test_draft_with_a_line_that_is_held_since_is_not_posted(self):
        invoice = self.order._create_invoices()
        self._hold_line(self.bill_type)
        with self.assertRaisesRegex(GateClosed, "Query, on Camembert"):
            invoice.action_post()

    # --- from a later gate ------------------------------------------------------------------------

    def test_hold_placed_now_closes_from_a_later_gate(self):
        manual = self.env.ref("order_specialist.order_hold_type_manual")
        order = self._create_order()
        for from_gate, gates in (
            (False, ["confirm", "handoff", "ship", "invoice"]),
            ("handoff", ["handoff", "ship", "invoice"]),
            ("ship", ["ship", "invoice"]),
            ("invoice", ["invoice"]),
        ):
            hold = (
                self.env["order.hold"]
                .with_user(self.specialist)
                ._place(order, manual, from_gate=from_gate)
            )
            self.assertEqual([b["gate"] for b in order.get_blockers()], gates)
            row = self.env["order.blocker"].search([("order_id", "=", order.id)])
            self.assertEqual(row.gate, gates[0])
            hold._release()

    def test_gate_beyond_those_of_the_type_is_its_gate(self):
        hold = self._hold(self._create_order().sudo(), self.early_hold_type)
        hold.sudo().from_gate = "invoice"
        self.assertEqual(hold._get_gates(), ["invoice"])
        row = self.env["order.blocker"].search([("order_id", "=", hold.order_id.id)])
        self.assertEqual(row.gate, "invoice")

    # --- reservation ------------------------------------------------------------------------------

    def test_reservation_is_kept(self):
        self._hold(self.order)
        self.assertEqual(self.pick.move_ids.mapped("state"), ["assigned", "assigned"])

    def test_reservation_is_given_back_until_the_release(self):
        self.pick_type.gives_back = True
        hold = self._hold(self.order, self.pick_type)
        self.assertEqual(set(self.pick.move_ids.mapped("state")), {"confirmed"})
        self.pick.with_user(self.warehouse_lead).action_assign()
        self.assertEqual(sum(self.pick.move_ids.mapped("quantity")), 0)
        hold._release()
        self.assertEqual(self.pick.state, "assigned")

    def test_reservation_of_the_line_only_is_given_back(self):
        self.pick_type.gives_back = True
        self._hold_line(self.pick_type)
        held, free = self.order.order_line.move_ids.sorted("id")
        self.assertEqual((held.state, free.state), ("confirmed", "assigned"))

    def test_nobody_else_waits_for_what_is_given_back(self):
        self.pick_type.gives_back = True
        self.env["stock.quant"]._update_available_quantity(
            self.other, self.warehouse.lot_stock_id, -96
        )
        self._hold(self.order, self.pick_type)
        second = self._create_order([(self.other, 4, None)])
        second.action_confirm()
        self.assertEqual(second.picking_ids.state, "assigned")
