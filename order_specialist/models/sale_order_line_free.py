from odoo import fields, models


class SaleOrderLine(models.Model):
    """A line that costs nothing on purpose says why."""

    _inherit = "sale.order.line"

    free_reason_id = fields.Many2one(
        "order.reason",
        string="Free because",
        domain=[("usage", "=", "free")],
        ondelete="restrict",
        copy=False,
        help="Why the customer gets this line for nothing; a line without a price needs one.",
    )
