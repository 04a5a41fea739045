from odoo.fields import Command
from odoo.tests import Form, tagged

from ..exceptions import GateClosed
from .release_common import ReleaseCase


class HeldLineCase(ReleaseCase):
    """An order of ten Camembert, which are held, and four Scones, which are not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scones = cls._create_product("Scones", 10.0, stock=100)
        cls.order = cls._create_order([(None, 10, None), (cls.scones, 4, None)]).sudo()
        cls.line, cls.other = cls.order.order_line

    def _hold_line(self, hold_type=None, line=None, **values):
        line = (line or self.line).with_user(self.specialist)
        holds = self.env["order.hold"].with_user(self.specialist)
        return holds._place(line.order_id, hold_type or self.early_hold_type, line=line, **values)

    def _confirm_held(self):
        """Hold the line, confirm; return the hold, the release, and both transfers."""
        hold = self._hold_line()
        handoff = self._confirm(self.order)
        apart = self.line.move_ids.picking_id
        return hold, handoff, self.other.move_ids.picking_id, apart

    def _assert_stopped(self, picking):
        with self.assertRaisesRegex(GateClosed, "Not yet, on Camembert"), self.cr.savepoint():
            self._validate(picking)

    def _release(self, hold):
        return hold.with_user(self.specialist)._release()


@tagged("post_install", "-at_install")
class TestHoldLine(HeldLineCase):
    """A line on hold stays out of the release and of the transfers; the rest of its order goes."""

    def test_other_lines_are_released_and_shipped(self):
        _hold, handoff, whole, apart = self._confirm_held()
        self.assertEqual(self.order.handoff_state, "released")
        self.assertEqual(handoff.line_ids.sale_line_id, self.other)
        self.assertEqual(handoff.with_user(self.warehouse_lead).held_back, "10 Units Camembert")
        self.assertEqual(handoff.picking_ids, whole)
        self.assertRecordValues(
            whole | apart,
            [
                {"is_kept_apart": False, "backorder_id": False, "order_stop": False},
                {
                    "is_kept_apart": True,
                    "backorder_id": whole.id,
                    "order_stop": apart.order_stop,
                },
            ],
        )
        self.assertIn("Not yet, on Camembert", apart.order_stop)
        handoff.with_user(self.warehouse_lead).action_print_slip()
        self.assertEqual(handoff.state, "accepted")
        self.assertIs(whole.with_user(self.warehouse_lead).button_validate(), True)
        self.assertEqual((handoff.state, self.order.desk_stage), ("done", "partly_shipped"))
        self.assertEqual(self.order.order_line.mapped("qty_delivered"), [0, 4])
        self.assertRegex(self.order.next_step, r"^4 of 14 shipped .* On hold: Camembert\.$")
        self._assert_stopped(apart)
        with self.assertRaisesRegex(GateClosed, "Not yet, on Camembert"):
            apart.with_user(self.warehouse_lead).do_print_picking()

    def test_held_line_follows_after_the_others_have_left(self):
        hold, handoff, whole, apart = self._confirm_held()
        self._validate(whole)
        self._release(hold)
        self.assertEqual(self.order.handoff_ids, handoff)
        self.assertEqual((handoff.state, len(handoff.line_ids)), ("offered", 2))
        self.assertFalse(handoff.held_back)
        self._validate(apart)
        self.assertEqual((apart.state, handoff.state), ("done", "done"))
        self.assertTrue(self.order.fully_shipped_on)

    def test_what_nobody_has_begun_is_one_transfer_again(self):
        hold, handoff, whole, apart = self._confirm_held()
        self._release(hold)
        self.assertFalse(apart.exists())
        self.assertEqual(self.order.picking_ids, whole)
        self.assertEqual(whole.move_ids.sale_line_id, self.order.order_line)
        self.assertEqual(sorted(whole.move_line_ids.mapped("quantity")), [4, 10])
        self.assertEqual(handoff.line_ids.sale_line_id, self.order.order_line)
        self._validate(whole)
        self.assertEqual(handoff.state, "done")

    def test_who_has_accepted_the_rest_is_told_of_the_line(self):
        hold, handoff, _whole, apart = self._confirm_held()
        handoff.with_user(self.warehouse_lead).action_accept()
        self._release(hold)
        self.assertTrue(apart.exists())
        self.assertEqual(handoff.line_ids.sale_line_id, self.order.order_line)
        activity = handoff.activity_ids
        self.assertEqual(activity.user_id, self.warehouse_lead)
        self.assertIn("Camembert: + 10", activity.summary)

    def test_hold_of_a_moment_ago_takes_its_line_out_of_what_is_not_begun(self):
        handoff = self._confirm(self.order)
        hold = self._hold_line(self.hold_type)
        self.assertEqual(len(handoff.line_ids), 2, "what was handed over stays handed over")
        whole, apart = self.order.picking_ids.sorted("id")
        self.assertEqual(apart.move_ids.sale_line_id, self.line)
        self.assertIs(whole.with_user(self.warehouse_lead).button_validate(), True)
        self._release(hold)
        self._validate(apart)
        self.assertEqual(handoff.state, "done")

    def test_what_is_begun_is_divided_when_it_is_validated(self):
        handoff = self._confirm(self.order)
        picking = self.order.picking_ids
        picking.with_user(self.warehouse_lead).do_print_picking()
        self._hold_line(self.hold_type)
        self.assertEqual(self.order.picking_ids, picking)
        self.assertIn("Stop the truck, on Camembert", picking.order_stop)
        self.assertIs(picking.with_user(self.warehouse_lead).button_validate(), True)
        self.assertEqual(picking.state, "done")
        self.assertEqual(self.order.order_line.mapped("qty_delivered"), [0, 4])
        self.assertTrue(handoff.is_partly_shipped)

    def test_what_is_picked_already_is_not_shipped_with_the_rest(self):
        self._confirm(self.order)
        picking = self.order.picking_ids
        picking.move_ids.picked = True
        self._hold_line(self.hold_type)
        with self.assertRaisesRegex(GateClosed, "Stop the truck, on Camembert"):
            self._validate(picking)
        self.assertEqual(self.order.picking_ids, picking)

    def test_nobody_picks_a_line_that_is_not_released(self):
        self.warehouse.delivery_steps = "pick_ship"
        hold, _handoff, whole, apart = self._confirm_held()
        self._assert_stopped(apart)
        apart.move_ids.picked = True
        with self.assertRaisesRegex(GateClosed, "Not yet, on Camembert"), self.cr.savepoint():
            apart.move_ids.with_user(self.warehouse_lead)._action_done()
        self._validate(whole)
        self.assertEqual(whole.state, "done")
        self._assert_stopped(apart)
        self._release(hold)
        self._validate(apart)
        self.assertEqual(apart.state, "done")

    def test_order_all_of_whose_lines_are_held_waits(self):
        holds = self._hold_line() | self._hold_line(line=self.other)
        self.assertFalse(self._confirm(self.order))
        self.assertEqual(self.order.handoff_state, "to_release")
        with self.assertRaisesRegex(GateClosed, "Not yet, on Camembert"):
            self.order.with_user(self.specialist).action_release()
        self._release(holds[0])
        self.assertEqual(self.order.handoff_ids.line_ids.sale_line_id, self.line)
        self._release(holds[1])
        self.assertEqual(len(self.order.handoff_ids.line_ids), 2)

    def test_who_releases_an_order_by_hand_reads_of_the_line_only_when_nothing_else_is_left(self):
        whole = self._hold(self.order, self.early_hold_type)
        self._hold_line()
        self.assertFalse(self._confirm(self.order))
        whole.with_user(self.specialist)._release()
        self.order.with_user(self.specialist).action_release()
        self.assertEqual(self.order.handoff_ids.line_ids.sale_line_id, self.other)
        with self.assertRaisesRegex(GateClosed, "Not yet, on Camembert"):
            self.order.with_user(self.specialist).action_release()

    def test_who_takes_all_or_nothing_gets_nothing(self):
        for number, values in enumerate(({"picking_policy": "one"}, {"order_ship_complete": True})):
            if number:
                self.customer.write(values)
                values = {}
            order = self._create_order([(None, 10, None), (self.scones, 4, None)], **values).sudo()
            hold = self._hold_line(line=order.order_line[0])
            self.assertFalse(self._confirm(order))
            self.assertEqual(order.handoff_state, "to_release")
            self.assertEqual(len(order.picking_ids), 1)
            self._assert_stopped(order.picking_ids)
            (blocker,) = order.with_user(self.specialist).get_blockers("handoff")
            self.assertIn("ships complete, so all of it waits", blocker["message"])
            free = order.order_line[1].move_ids
            free.write({"quantity": 4, "picked": True})
            with self.assertRaisesRegex(GateClosed, "Not yet"), self.cr.savepoint():
                free.with_user(self.warehouse_lead)._action_done()
            free.write({"quantity": 0, "picked": False})
            self._release(hold)
            self.assertEqual(len(order.handoff_ids.line_ids), 2)
            self._hold_line(self.hold_type, order.order_line[0])
            with self.assertRaisesRegex(GateClosed, "Stop the truck"), self.cr.savepoint():
                self._validate(order.picking_ids)
            self.assertEqual(len(order.picking_ids), 1)

    def test_order_is_confirmed_as_a_whole(self):
        gates = {"stops_confirm": True, "stops_handoff": True}
        both = self.env["order.hold.type"].create({"name": "Wait", "code": "test_both", **gates})
        hold = self._hold_line(both)
        with self.assertRaisesRegex(GateClosed, "Wait, on Camembert"), self.cr.savepoint():
            self.order.with_user(self.specialist).action_confirm()
        (blocker,) = self.order.with_user(self.specialist).get_blockers("confirm")
        self.assertIn("An order is confirmed as a whole, so all of it waits", blocker["message"])
        self._release(hold)
        self._hold_line()
        self._confirm(self.order)
        self.assertEqual(self.order.state, "sale")


@tagged("post_install", "-at_install")
class TestHoldLineAfter(HeldLineCase):
    """What happens to a line on hold while the rest of its order goes on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls("test_screens_say_how_much_waits")
        cls.hold, cls.handoff, cls.whole, cls.apart = case._confirm_held()

    def test_more_of_it_is_held_as_well(self):
        self.handoff.with_user(self.warehouse_lead).action_accept()
        self.line.with_user(self.specialist).product_uom_qty = 13
        self.assertFalse(self.order.pending_change_ids)
        self.assertEqual(self.handoff.line_ids.sale_line_id, self.other)
        self.assertEqual(self.whole.move_ids.sale_line_id, self.other)
        moves = self.line.move_ids
        self.assertEqual(sum(moves.mapped("product_uom_qty")), 13)
        for picking in moves.picking_id:
            self._assert_stopped(picking)

    def test_its_last_day_releases_the_line(self):
        self.hold.sudo().until_on = "2020-01-31"
        self.hold.sudo()._end_on_day()
        self.assertEqual(self.handoff.line_ids.sale_line_id, self.order.order_line)

    def test_what_follows_its_release_holds_it_back(self):
        self.early_hold_type.follow_type_id = self.early_hold_type.copy(
            {"name": "Then this", "code": "test_then"}
        )
        self._release(self.hold)
        self.assertEqual(self.handoff.line_ids.sale_line_id, self.other)
        self.assertIn("Then this, on Camembert", self.apart.order_stop)

    def test_scan_releases_what_no_type_stops_any_more(self):
        self.early_hold_type.write({"stops_handoff": False, "stops_invoice": True})
        self.env["order.verification"]._scan(self.order)
        self.assertEqual(self.handoff.line_ids.sale_line_id, self.order.order_line)

    def test_scan_leaves_what_is_held(self):
        self.env["order.verification"]._scan(self.order)
        self.assertEqual(self.handoff.line_ids.sale_line_id, self.other)

    def test_goods_that_have_left_all_the_same_are_recorded(self):
        self._record_left(self.apart)
        self.assertEqual(self.apart.state, "done")
        self.assertEqual(self.order.order_line.mapped("qty_delivered"), [10, 0])

    def test_the_rest_that_has_left_takes_over_nothing_of_the_line(self):
        hold = self._hold(self.order)
        self._record_left(self.whole)
        self.assertEqual(self.handoff.line_ids.sale_line_id, self.other)
        hold.with_user(self.specialist)._release()
        self._assert_stopped(self.apart)

    def test_down_payment_is_for_no_line(self):
        wizard = self.env["sale.advance.payment.inv"].with_user(self.accountant)
        self._hold_line(self.env.ref("order_specialist.order_hold_type_invoice"))
        wizard = wizard.sudo().create(
            {
                "advance_payment_method": "fixed",
                "fixed_amount": 5.0,
                "sale_order_ids": [Command.set(self.order.ids)],
            }
        )
        invoice = wizard._create_invoices(self.order)
        invoice.action_post()
        self.assertEqual((invoice.state, invoice.amount_untaxed), ("posted", 5.0))
        self._hold(self.order, self.env.ref("order_specialist.order_hold_type_invoice"))
        with self.assertRaises(GateClosed):
            wizard._create_invoices(self.order)

    def test_screens_say_how_much_waits(self):
        row = self.env["order.blocker"].with_user(self.specialist)
        row = row.search([("order_id", "=", self.order.id)])
        self.assertEqual(row.gate, "ship")
        self.assertIn("Only this line waits, the rest of the order goes on.", row.message)
        (blocker,) = self.order.with_user(self.specialist).get_blockers()
        self.assertEqual((blocker["gate"], blocker["line_id"]), ("ship", self.line.id))
        self.assertIn("Only this line waits", blocker["message"])
        draft = self._create_order([(None, 10, None), (self.scones, 4, None)])
        wizard = self.env["order.hold.wizard"].with_user(self.specialist)
        form = Form(wizard.with_context(**draft.action_hold()["context"]))
        self.assertFalse(form.scope)
        form.type_id = self.env.ref("order_specialist.order_hold_type_manual")
        self.assertFalse(form.scope)
        form.line_id = draft.order_line[0]
        self.assertEqual(form.scope, "An order is confirmed as a whole, so all of it waits.")
        form.from_gate = "handoff"
        self.assertEqual(form.scope, "Only this line waits, the rest of the order goes on.")
        self.customer.order_ship_complete = True
        form.from_gate = "ship"
        self.assertEqual(form.scope, "This order ships complete, so all of it waits.")
