from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..exceptions import ChangeNeedsReason
from .change_common import ChangeCase

LEFT = "cannot be cancelled: goods have left"


@tagged("post_install", "-at_install")
class TestChangeCancel(ChangeCase):
    """Cancelling an order: with a reason, and not when goods are with the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_confirmed()

    def _open_cancel(self, order, user=None):
        """Press Cancel; return the dialog that comes up."""
        user = user or self.specialist
        action = order.with_user(user).action_cancel_at_desk()
        model = self.env[action["res_model"]].with_user(user)
        return Form(model.with_context(**action["context"]))

    # --- goods have left --------------------------------------------------------------------------

    def test_order_whose_goods_have_left_is_not_cancelled(self):
        self._ship(self.order, 4)
        for way in (
            lambda order: order.action_cancel(),
            lambda order: order._action_cancel(),
            lambda order: order.write({"state": "cancel"}),
            lambda order: order.sudo().action_cancel(),
        ):
            with self._refused(f"^{self.order.name} {LEFT}"):
                way(self.order)
        self.assertEqual(self.order.state, "sale")
        open_transfer = self.order.sudo().picking_ids.filtered(lambda p: p.state != "done")
        self.assertEqual(open_transfer.move_ids.product_uom_qty, 6, "the rest was cancelled")

    def test_it_leads_to_a_claim(self):
        self._ship(self.order, 4)
        action = self.order.action_cancel_at_desk()
        self.assertEqual(action["res_model"], "order.case.create.wizard")
        self.assertEqual(action["context"], {"default_order_id": self.order.id})

    def test_what_came_back_has_not_left(self):
        picking = self._ship(self.order)
        self.assertEqual(self.order.order_line.qty_delivered, 10)
        wizard = self.env["stock.return.picking"].with_context(
            active_id=picking.id, active_model="stock.picking"
        )
        wizard = wizard.create({})
        wizard.product_return_moves.quantity = 10
        back = wizard._create_return()
        back.move_ids.picked = True
        back.button_validate()
        self.order.action_cancel()
        self.assertEqual(self.order.state, "cancel")

    def test_of_many_the_one_whose_goods_have_left_is_named(self):
        self._ship(self.order, 4)
        other = self._create_confirmed()
        wizard = self.env["sale.mass.cancel.orders"].with_user(self.specialist)
        with self._refused(f"^{self.order.name} {LEFT}"):
            wizard.create({"sale_order_ids": (self.order | other).ids}).action_mass_cancel()
        self.assertEqual(other.state, "sale")

    def test_without_the_desk_odoo_decides(self):
        self._ship(self.order, 4)
        self.company.order_desk_active = False
        self.order.action_cancel_at_desk()
        self.assertEqual(self.order.state, "cancel")

    # --- the reason -------------------------------------------------------------------------------

    def test_dialog_asks_for_the_reason_that_the_matrix_wants(self):
        self._rule("cancel_order", released="reason")
        with self._refused(
            "^Cancelling S[0-9]+ at the stage “Released” needs a reason.$", ChangeNeedsReason
        ):
            self.order.action_cancel()
        dialog = self._open_cancel(self.order)
        self.assertTrue(dialog.needs_reason)
        dialog.reason_id = self.cancel_reason
        dialog.note = "Building site is closed"
        dialog.save().action_cancel()
        self.assertEqual(self.order.state, "cancel")
        self.assertRecordValues(
            self._get_rows(self.order),
            [
                {
                    "kind": "cancel_order",
                    "stage": "released",
                    "reason_id": self.cancel_reason.id,
                    "note": "Building site is closed",
                    "user_id": self.specialist.id,
                }
            ],
        )

    def test_cancelling_what_was_accepted_is_asked_and_then_a_recall(self):
        self._accept(self.order)
        self._rule("cancel_order", accepted="reason")
        with self._refused("needs a reason", ChangeNeedsReason):
            self.order.action_cancel()
        self.assertEqual(self.order.handoff_state, "accepted", "it was recalled unasked")
        dialog = self._open_cancel(self.order)
        dialog.reason_id = self.cancel_reason
        dialog.save().action_cancel()
        self.assertEqual((self.order.state, self.order.handoff_state), ("sale", "recalled"))
        self.assertRecordValues(
            self._get_rows(self.order),
            [{"stage": "accepted", "reason_id": self.cancel_reason.id, "is_offered": True}],
        )
        self.order.sudo().handoff_ids.with_user(self.warehouse_lead).action_put_back()
        self.assertEqual(self.order.state, "cancel")
        self.assertEqual(len(self._get_rows(self.order)), 1)

    def test_reason_is_offered_where_nothing_wants_it(self):
        dialog = self._open_cancel(self.order)
        self.assertFalse(dialog.needs_reason)
        dialog.save().action_cancel()
        self.assertEqual(self.order.state, "cancel")
        self.assertFalse(self._get_rows(self.order))

    def test_reason_counts_without_any_rule(self):
        dialog = self._open_cancel(self.order)
        dialog.reason_id = self.cancel_reason
        dialog.save().action_cancel()
        self.assertEqual(self._get_rows(self.order).reason_id, self.cancel_reason)

    def test_many_are_cancelled_for_one_reason(self):
        self._rule("cancel_order", released="reason")
        orders = self.order | self._create_confirmed()
        dialog = self._open_cancel(orders)
        dialog.reason_id = self.cancel_reason
        dialog.save().action_cancel()
        self.assertEqual(orders.mapped("state"), ["cancel", "cancel"])
        self.assertEqual(len(self.changes.search([("order_id", "in", orders.ids)])), 2)

    def test_odoos_own_dialog_for_many_asks_as_well(self):
        self._rule("cancel_order", released="reason")
        orders = self.order | self._create_confirmed()
        wizard = self.env["sale.mass.cancel.orders"].with_user(self.specialist)
        dialog = Form(wizard.with_context(active_ids=orders.ids))
        self.assertTrue(dialog.needs_reason)
        with self._refused("needs a reason", ChangeNeedsReason):
            wizard.create({"sale_order_ids": orders.ids}).action_mass_cancel()
        dialog.reason_id = self.cancel_reason
        dialog.save().action_mass_cancel()
        self.assertEqual(orders.mapped("state"), ["cancel", "cancel"])
        self.assertEqual(self._get_rows(self.order).reason_id, self.cancel_reason)

    def test_a_locked_order_stays(self):
        self.order.sudo().action_lock()
        with self._refused("cannot cancel a locked order"):
            self._open_cancel(self.order).save().action_cancel()

    def test_who_may_not_write_orders_cancels_none(self):
        for user in (self.auditor, self.controller):
            with self.assertRaises(AccessError):
                self.order.with_user(user).action_cancel_at_desk()
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.order.with_user(user).action_cancel()
        self.assertEqual(self.order.state, "sale")
