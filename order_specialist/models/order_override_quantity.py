from odoo import api, fields, models


class OrderOverride(models.Model):
    """Who lets a price pass for ten pieces has not let it pass for a thousand."""

    _inherit = "order.override"

    quantity = fields.Float(
        "Up to",
        digits="Product Unit",
        readonly=True,
        help="The quantity of the line that was accepted, in the unit of the product. A higher one "
        "is looked at again, where money is at stake.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        overrides = super().create(vals_list)
        for override in overrides.filtered("line_id"):
            override.quantity = override._get_line_quantity()
        return overrides

    def _covers(self, finding):
        return super()._covers(finding) and not self._is_exceeded()

    def _is_exceeded(self):
        """Return whether the line says more than what was accepted, and money depends on it."""
        if not self.quantity or self.currency_id.is_zero(self.amount):
            return False
        unit = self.line_id.product_id.uom_id
        return bool(self.line_id) and unit.compare(self._get_line_quantity(), self.quantity) > 0

    def _get_line_quantity(self):
        line = self.line_id
        return line.product_uom_id._compute_quantity(
            line.product_uom_qty, line.product_id.uom_id, rounding_method="HALF-UP"
        )
