"""What the picker sees on Odoo's transfers and slips."""

from odoo.tests import new_test_user, tagged

from .test_scenario_4 import ChangeCase


@tagged("post_install", "-at_install")
class TestReleaseTransfers(ChangeCase):
    def _render(self, picking):
        report = self.env["ir.actions.report"].with_user(self.warehouse_lead)
        html, _kind = report._render_qweb_html("stock.report_picking", picking.ids)
        return html.decode()

    def test_a_rush_is_starred_over_steps_and_backorders(self):
        self.warehouse.delivery_steps = "pick_ship"
        order, _handoff = self._create_released(is_rush=True, rush_reason="Wedding")
        pick = order.picking_ids
        pick.move_ids.quantity = 6
        self._validate(pick)
        others = order.picking_ids - pick
        self.assertEqual(len(others), 2)
        self.assertEqual(others.mapped("priority"), ["1", "1"])
        self.assertTrue(all(others.mapped("order_is_rush")))

    def test_the_slip_says_rush_and_what_the_customer_wants(self):
        self.customer.order_instructions = "Ring at door 3"
        order, handoff = self._create_released(is_rush=True, rush_reason="Wedding")
        html = self._render(order.picking_ids)
        for text in ("RUSH", "Ring at door 3", "Leave by"):
            self.assertIn(text, html)
        calm, _handoff = self._create_released()
        self.assertNotIn("RUSH", self._render(calm.picking_ids))
        self.assertEqual(handoff.state, "accepted")

    def test_the_transfer_shows_what_is_wanted_otherwise(self):
        order, _handoff = self._create_printed(10)
        self.assertFalse(order.picking_ids.order_wanted)
        self._write(order.order_line, 12)
        order.picking_ids.invalidate_recordset()
        self.assertEqual(order.picking_ids.order_wanted, "+2 Camembert")
        self._take(order.pending_change_ids)
        order.picking_ids.invalidate_recordset()
        self.assertFalse(any(order.picking_ids.mapped("order_wanted")))

    def test_a_member_reads_the_changes_of_his_department_only(self):
        own = self._create_explicit_department()
        order, handoff = self._create_released()
        self.assertEqual(handoff.department_id, own)
        handoff.with_user(self.warehouse_lead).action_accept()
        self._write(order.order_line, 12)
        stranger = new_test_user(self.env, "t_other", "order_specialist.group_department_member")
        changes = self.env["order.handoff.change"]
        domain = [("order_id", "=", order.id)]
        self.assertFalse(changes.with_user(stranger).search(domain))
        self.assertEqual(len(changes.with_user(self.warehouse_lead).search(domain)), 1)
        self.assertEqual(len(changes.with_user(self.specialist).search(domain)), 1)
