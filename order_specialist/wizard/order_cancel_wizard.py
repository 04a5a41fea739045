from odoo import api, fields, models


class OrderCancelWizard(models.TransientModel):
    """Cancel orders, and say why."""

    _name = "order.cancel.wizard"
    _description = "Cancel Orders"

    order_ids = fields.Many2many("sale.order", string="Orders", required=True)
    needs_reason = fields.Boolean(compute="_compute_needs_reason")
    reason_id = fields.Many2one("order.reason", domain="[('usage', '=', 'cancel')]")
    note = fields.Text()

    @api.depends("order_ids")
    def _compute_needs_reason(self):
        changes = self.env["order.change"]
        for wizard in self:
            governed = changes._get_governed(wizard.order_ids._origin)
            verdicts = {changes._get_cancel_verdict(order) for order in governed}
            wizard.needs_reason = "reason" in verdicts

    def action_cancel(self):
        """Cancel the orders for this reason."""
        orders = self.order_ids.with_context(
            order_change_reason=self.reason_id.id, order_change_note=self.note
        )
        orders.action_cancel()
        return {"type": "ir.actions.act_window_close"}
