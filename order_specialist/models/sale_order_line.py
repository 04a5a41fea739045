from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    requested_date = fields.Date(
        copy=False, help="When the customer wants this line, if not with the rest."
    )
    promised_date = fields.Datetime(
        copy=False, help="When we promised this line, if not with the rest of the order."
    )
    cancelled_qty = fields.Float(
        string="Closed Short",
        digits="Product Unit",
        copy=False,
        readonly=True,
        help="What is not delivered any more; the ordered quantity stays as it was.",
    )

    def _prepare_procurement_values(self):
        """Carry the promised date of the line to the deadline of its moves."""
        values = super()._prepare_procurement_values()
        if self.promised_date:
            values["date_deadline"] = self.promised_date
        return values
