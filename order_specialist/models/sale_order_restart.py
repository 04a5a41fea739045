from odoo import models

#: What belongs to the order that was cancelled, not to the quotation it becomes.
STAMPS = ("released_on", "accepted_on", "first_shipped_on", "fully_shipped_on", "invoiced_on")


class SaleOrder(models.Model):
    """A cancelled order that becomes a quotation again begins anew."""

    _inherit = "sale.order"

    def action_draft(self):
        """Make it a quotation; nothing of it is released, shipped or closed short."""
        result = super().action_draft()
        orders = self.env["order.gate"]._get_active_orders(self).sudo()
        drafts = orders.filtered(lambda order: order.state == "draft")
        drafts.filtered(lambda order: any(order[name] for name in STAMPS)).write(
            dict.fromkeys(STAMPS, False)
        )
        drafts.order_line.filtered("cancelled_qty").write({"cancelled_qty": 0.0})
        return result
