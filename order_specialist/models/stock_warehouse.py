from odoo import fields, models


class StockWarehouse(models.Model):
    """When somebody works in this warehouse: the cut-off of its releases counts these hours."""

    _inherit = "stock.warehouse"

    order_calendar_id = fields.Many2one(
        "resource.calendar",
        "Working Hours",
        help="The cut-off of what is released to this warehouse counts on these days. "
        "Empty: those of the company.",
    )
