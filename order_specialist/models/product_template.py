from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    is_discontinued = fields.Boolean(
        string="Sell Remaining Stock Only",
        help="The product is discontinued: orders are fine while stock covers them.",
    )
