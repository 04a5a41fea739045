"""A hold in the middle of the wave, with all the numbers of that day."""

from odoo.fields import Command

from odoo.addons.order_specialist.exceptions import GateClosed
from odoo.addons.order_specialist.tests.release_common import ReleaseCase


class TestScenarioWave(ReleaseCase):
    """14:10 a hold on one of thirty transfers, 14:30 the batch, 14:40 a return."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.credit = cls.env.ref("order_specialist.order_hold_type_credit")
        cls.order = cls._create_order([(None, 17, None)]).sudo()
        cls.order.with_user(cls.specialist).action_confirm()
        values = {
            "partner_id": cls.customer.id,
            "order_line": [Command.create({"product_id": cls.product.id, "product_uom_qty": 2})],
        }
        cls.others = cls.env["sale.order"].create([values] * 29)
        cls.others.action_confirm()

    def test_the_wave(self):
        back = self._ship_five_last_week()
        kept = self.order.picking_ids.filtered(lambda picking: picking.backorder_id)
        pickings = kept | self.others.picking_ids
        batch = self.env["stock.picking.batch"].with_user(self.warehouse_lead)
        batch = batch.create({"picking_ids": [Command.set(pickings.ids)]})
        batch.action_confirm()
        self.assertEqual(set((self.order | self.others).mapped("handoff_state")), {"accepted"})
        kept.move_ids.with_user(self.warehouse_lead).picked = True

        # 14:10
        self.env["order.hold"].with_user(self.controller)._place(
            self.order.with_user(self.controller), self.credit
        )
        self.assertIn("Credit", kept.order_stop)
        # 14:30
        pickings.move_ids.with_user(self.warehouse_lead).picked = True
        batch.action_done()
        self.assertEqual(self.others.picking_ids.mapped("state"), ["done"] * 29)
        self.assertEqual((kept.state, kept.move_ids.quantity), ("assigned", 12))
        self.assertFalse(kept.batch_id)
        self.assertIn("STOP", " ".join(kept.activity_ids.mapped("summary")))
        self.assertEqual(kept.activity_ids.user_id, self.warehouse_lead)
        # 14:40
        self._validate(back)
        self.assertEqual((back.state, back.move_ids.quantity), ("done", 5))

        # it was on the truck
        self._record_left(kept)
        self.assertEqual(kept.state, "done")
        with self.assertRaisesRegex(GateClosed, "left while it was stopped"):
            self.order._create_invoices()
        record = self.order.override_ids
        self.assertEqual((record.reason_id, record.needs_review), (self.left_reason, True))
        for user in (self.supervisor, self.controller):
            seen = self.order.with_user(user).get_blockers("invoice")
            self.assertIn("review", [blocker["kind"] for blocker in seen])

    def _ship_five_last_week(self):
        """Return the transfer with which the customer sends back what he got last week."""
        first = self.order.picking_ids
        first.move_ids.quantity = 5
        self._validate(first)
        wizard = self.env["stock.return.picking"].with_context(
            active_id=first.id, active_model="stock.picking"
        )
        wizard = wizard.create({})
        wizard.product_return_moves.quantity = 5
        return self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
