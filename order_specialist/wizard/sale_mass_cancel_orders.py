from odoo import api, fields, models


class SaleMassCancelOrders(models.TransientModel):
    """Many orders are cancelled for one reason."""

    _inherit = "sale.mass.cancel.orders"

    is_at_desk = fields.Boolean(compute="_compute_needs_reason")
    needs_reason = fields.Boolean(compute="_compute_needs_reason")
    reason_id = fields.Many2one("order.reason", domain="[('usage', '=', 'cancel')]")
    note = fields.Text()

    @api.depends("sale_order_ids")
    def _compute_needs_reason(self):
        for wizard in self:
            orders = wizard.sale_order_ids._origin
            wizard.is_at_desk = bool(self.env["order.gate"]._get_active_orders(orders))
            wizard.needs_reason = self.env["order.change"]._is_cancel_reason_needed(orders)

    def action_mass_cancel(self):
        explained = self.with_context(
            order_change_reason=self.reason_id.id, order_change_note=self.note
        )
        return super(SaleMassCancelOrders, explained).action_mass_cancel()
