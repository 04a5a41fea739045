from odoo import api, models


class SaleOrderLine(models.Model):
    """A line added to, or changed on, a released order goes to the department as well."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._follow_release()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if "product_uom_qty" in vals:
            self._follow_release()
        if {"cancelled_qty", "product_uom_qty"} & vals.keys():
            self._follow_progress()
        return result

    def _get_released_orders(self):
        """Return the released orders of the lines, without a query while the desk is off."""
        gate = self.env["order.gate"]
        lines = self.filtered(lambda line: line.state == "sale" and line.company_id)
        if not gate._is_active(lines.company_id.ids):
            return self.order_id.browse()
        orders = lines.order_id.sudo()
        return orders.filtered(lambda order: order.handoff_state not in (False, "to_release"))

    def _follow_progress(self):
        """Less to ship may be all that was left to ship."""
        orders = self._get_released_orders()
        if orders:
            self.env["order.handoff"]._sync_progress(orders)

    def _follow_release(self):
        orders = self._get_released_orders()
        if orders:
            self.env["order.handoff"]._release(orders)
