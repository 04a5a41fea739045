from odoo import api, models
from odoo.fields import Domain


class OrderHandoff(models.Model):
    """Until when a release must leave: with the carrier, if that goes earlier."""

    _inherit = "order.handoff"

    @api.model
    def _get_cutoff_hour(self, order, department):
        hour = super()._get_cutoff_hour(order, department)
        return min(hour, order.carrier_id.order_cutoff_hour or hour)

    @api.model
    def _follow_carriers(self, carriers):
        """Bring the deadlines of open releases in step with their carriers' hours."""
        handoffs = self.sudo().search(
            Domain("order_id.carrier_id", "in", carriers.ids)
            & Domain("state", "in", ("offered", "accepted", "sent_back"))
        )
        handoffs._refresh_deadlines()
