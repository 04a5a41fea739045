from odoo import api, fields, models


class OrderCase(models.Model):
    """Claims that come after the days in which such things are reported."""

    _inherit = "order.case"

    reported_days = fields.Integer(
        "Days after delivery",
        compute="_compute_reported_days",
        compute_sudo=True,
        help="Between the delivery and the claim.",
    )
    is_reported_late = fields.Boolean(compute="_compute_reported_days", compute_sudo=True)

    @api.depends("reported_on", "type_id.claim_window_days", "line_ids.move_id")
    def _compute_reported_days(self):
        for case in self:
            delivered = case.line_ids.move_id or case.order_id.order_line.move_ids
            case.reported_days = delivered._get_days_since_delivery(case.reported_on)
            case.is_reported_late = case.type_id._is_too_late(case.reported_days)

    @api.model
    def _get_portal_late(self, order):
        """Return ``(days since the last delivery, the types that are reported earlier)``."""
        days = order.order_line.move_ids._get_days_since_delivery(fields.Datetime.now())
        return days, self._get_portal_types().filtered(lambda kind: kind._is_too_late(days))


class OrderCaseType(models.Model):
    _inherit = "order.case.type"

    def _is_too_late(self, days):
        """Return whether so many days after the delivery are more than it is reported within."""
        return 0 < self.claim_window_days < days


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_days_since_delivery(self, day):
        """Return how many whole days before ``day`` the last of these reached the customer."""
        outside = self._get_outside()
        dates = [m.date for m in self if m.state == "done" and m.location_dest_id in outside]
        return (day - max(dates)).days if dates and day else 0
