from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .test_scenario_4 import ChangeCase


@tagged("post_install", "-at_install")
class TestReleaseCard(ChangeCase):
    """What the customer wants changed is answered on the card of a phone, without opening it."""

    def _offer(self, quantity=12):
        order, handoff = self._create_printed(10)
        order.with_user(self.specialist).order_line.product_uom_qty = quantity
        return order, handoff.with_user(self.warehouse_lead)

    def _as_seen(self, handoff):
        return handoff.with_context(order_seen_changes=handoff.pending_change_ids.ids)

    def test_card_offers_both_answers_to_who_may(self):
        handoffs = self.env["order.handoff"].with_user(self.warehouse_lead)
        arch = etree.fromstring(handoffs.get_view(view_type="kanban")["arch"])
        for name in ("action_take_changes", "action_refuse_changes"):
            [button] = arch.findall(f".//button[@name='{name}']")
            self.assertEqual(button.get("invisible"), "not can_act")
            self.assertIn("pending_change_ids", button.get("context"))

    def test_take_on_the_card(self):
        order, handoff = self._offer()
        self._as_seen(handoff).action_take_changes()
        self.assertEqual(order.order_line.product_uom_qty, 12)
        self.assertFalse(handoff.pending_text)

    def test_refuse_on_the_card_asks_why(self):
        order, handoff = self._offer()
        window = self._as_seen(handoff).action_refuse_changes()
        wizards = self.env["order.change.refuse.wizard"].with_user(self.warehouse_lead)
        form = Form(wizards.with_context(**window["context"]))
        form.reason_id = self.packed
        form.save().action_refuse()
        self.assertEqual(order.order_line.product_uom_qty, 10)
        self.assertEqual(handoff.change_ids.mapped("state"), ["refused"])

    def test_what_the_card_has_not_shown_is_not_answered(self):
        order, handoff = self._offer()
        seen = self._as_seen(handoff)
        self.env["sale.order.line"].with_user(self.specialist).create(
            {"order_id": order.id, "product_id": self.other.id, "price_unit": 2.5}
        )
        for answer in (seen.action_take_changes, seen.action_refuse_changes):
            with self.assertRaisesRegex(UserError, "has changed meanwhile"):
                answer()
        self.assertEqual(len(handoff.pending_change_ids), 2)

    def test_desk_does_not_answer_for_the_warehouse(self):
        _order, handoff = self._offer()
        with self.assertRaises(AccessError):
            handoff.with_user(self.specialist).action_take_changes()
