from odoo import fields, models


class DeliveryCarrier(models.Model):
    """When a carrier fetches: what leaves with it has to be ready by then."""

    _inherit = "delivery.carrier"

    order_cutoff_hour = fields.Float(
        "Cut-off",
        help="Until when of a working day of the warehouse this carrier takes goods. The earlier "
        "of this and the cut-off of the department counts. 00:00: only that of the department.",
    )

    _order_cutoff_in_day = models.Constraint(
        "CHECK(order_cutoff_hour >= 0 AND order_cutoff_hour < 24)",
        "The cut-off is a time of the day.",
    )

    def write(self, vals):
        """Write; releases that wait for this carrier follow its new hour."""
        result = super().write(vals)
        if "order_cutoff_hour" in vals and self.env["order.gate"]._is_active():
            self.env["order.handoff"]._follow_carriers(self)
        return result
