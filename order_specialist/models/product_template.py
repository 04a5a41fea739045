from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    is_discontinued = fields.Boolean(
        string="Sell Remaining Stock Only",
        help="The product is discontinued: orders are fine while stock covers them.",
    )
    order_step_qty = fields.Float(
        string="Sold in Packs of",
        digits="Product Unit",
        help="How many are in a pack that is not opened: order lines are multiples of it. "
        "0: any quantity is sold.",
    )
    order_min_qty = fields.Float(
        string="Sold from",
        digits="Product Unit",
        help="The least quantity of an order line. 0: none.",
    )

    _order_quantities_check = models.Constraint(
        "CHECK (coalesce(order_step_qty, 0) >= 0 AND coalesce(order_min_qty, 0) >= 0)",
        "The size of a pack and the least quantity cannot be negative.",
    )
