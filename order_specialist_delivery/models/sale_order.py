from odoo import models


class SaleOrder(models.Model):
    """Another carrier may mean another cut-off."""

    _inherit = "sale.order"

    def write(self, vals):
        result = super().write(vals)
        if "carrier_id" in vals:
            orders = self.env["order.gate"]._get_active_orders(self.sudo())
            orders.filtered("handoff_state").handoff_ids._refresh_deadlines()
        return result
