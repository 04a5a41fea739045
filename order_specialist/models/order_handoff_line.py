from odoo import api, fields, models


class OrderHandoffLine(models.Model):
    """How much of one order line was handed over, and how much of that has left."""

    _name = "order.handoff.line"
    _description = "Released Line"
    _inherit = ["order.record.mixin"]
    _order = "sequence, id"

    handoff_id = fields.Many2one(
        "order.handoff", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="handoff_id.company_id", store=True, precompute=True)
    sale_line_id = fields.Many2one(
        "sale.order.line",
        "Order Line",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(readonly=True)
    product_id = fields.Many2one("product.product", required=True, readonly=True)
    name = fields.Char("Description", readonly=True)
    quantity = fields.Float("Released", digits="Product Unit", readonly=True)
    shipped_qty = fields.Float("Shipped", digits="Product Unit", readonly=True)
    prepared_qty = fields.Float(
        "Prepared",
        digits="Product Unit",
        readonly=True,
        help="What a department that hands on has finished.",
    )
    uom_id = fields.Many2one("uom.uom", "Unit", required=True, readonly=True)

    _one_per_line = models.Constraint(
        "UNIQUE(handoff_id, sale_line_id)", "This line is already in this release."
    )
    _not_negative = models.Constraint(
        "CHECK(quantity >= 0 AND shipped_qty >= 0)", "A quantity cannot be negative."
    )

    @api.depends("name", "quantity", "shipped_qty", "uom_id")
    def _compute_display_name(self):
        for line in self:
            values = {
                "quantity": f"{line.quantity:.15g}",
                "unit": line.uom_id.name or "",
                "product": line.name or "",
                "shipped": f"{line.shipped_qty:.15g}",
            }
            if line.shipped_qty:
                text = self.env._(
                    "%(quantity)s %(unit)s %(product)s (%(shipped)s shipped)", **values
                )
            else:
                text = self.env._("%(quantity)s %(unit)s %(product)s", **values)
            line.display_name = text


class OrderHandoffLineShipped(models.Model):
    """What has left of it."""

    _inherit = "order.handoff.line"

    def _is_shipped(self):
        """Return whether shipped and closed short make up all that was handed over."""
        return all(
            line.uom_id.compare(line.shipped_qty + line.sale_line_id.cancelled_qty, line.quantity)
            >= 0
            for line in self
        )

    def _write_shipped(self, shipped):
        """Take over how much has left: ``{order line: quantity}``."""
        for line in self:
            quantity = shipped.get(line.sale_line_id, 0.0)
            if line.uom_id.compare(quantity, line.shipped_qty):
                line.shipped_qty = quantity
