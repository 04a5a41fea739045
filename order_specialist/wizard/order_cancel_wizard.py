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
        for wizard in self:
            orders = wizard.order_ids._origin
            wizard.needs_reason = self.env["order.change"]._is_cancel_reason_needed(orders)

    def action_cancel(self):
        """Cancel the orders for this reason."""
        orders = self.order_ids.with_context(
            order_change_reason=self.reason_id.id, order_change_note=self.note
        )
        orders.action_cancel()
        return {"type": "ir.actions.act_window_close"}
