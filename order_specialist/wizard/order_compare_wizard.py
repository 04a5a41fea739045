from odoo import api, fields, models
from odoo.fields import Command


class OrderCompareWizard(models.TransientModel):
    """Two orders that look like one, product by product beside each other."""

    _name = "order.compare.wizard"
    _description = "Two Orders beside Each Other"

    order_id = fields.Many2one("sale.order", "This order", readonly=True, ondelete="cascade")
    other_id = fields.Many2one("sale.order", "Other order", readonly=True, ondelete="cascade")
    line_ids = fields.One2many("order.compare.wizard.line", "wizard_id", readonly=True)

    @api.model
    def _prepare_values(self, order, other):
        """Return what shows both orders, with what the user may read of them."""
        lines = self.env["order.compare.wizard.line"]
        return {
            "order_id": order.id,
            "other_id": other.id,
            "line_ids": [
                Command.create(values) for values in lines._prepare_values_list(order, other)
            ],
        }


class OrderCompareWizardLine(models.TransientModel):
    """How much of one product both orders have, in the product's unit."""

    _name = "order.compare.wizard.line"
    _description = "Product in Two Orders"
    _order = "is_different desc, id"

    wizard_id = fields.Many2one("order.compare.wizard", required=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", readonly=True, ondelete="cascade")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity = fields.Float("Here", digits="Product Unit", readonly=True)
    other_quantity = fields.Float("There", digits="Product Unit", readonly=True)
    currency_id = fields.Many2one(related="wizard_id.order_id.currency_id")
    other_currency_id = fields.Many2one(
        related="wizard_id.other_id.currency_id", string="Currency There"
    )
    amount = fields.Monetary("Amount here", readonly=True, help="Without tax.")
    other_amount = fields.Monetary(
        "Amount there", currency_field="other_currency_id", readonly=True, help="Without tax."
    )
    is_different = fields.Boolean("Different", readonly=True)
    difference = fields.Float(
        digits="Product Unit", compute="_compute_difference", help="How much more is here."
    )

    @api.depends("quantity", "other_quantity")
    def _compute_difference(self):
        for line in self:
            line.difference = line.quantity - line.other_quantity

    @api.model
    def _prepare_values_list(self, order, other):
        """Return the values of a line for each product that one of the orders has."""
        lines = (order | other).order_line.filtered(lambda line: line.product_id)
        return [
            self._prepare_product_values(product, both, order)
            for product, both in lines.grouped("product_id").items()
        ]

    @api.model
    def _prepare_product_values(self, product, both, order):
        here = both.filtered(lambda line: line.order_id == order)
        quantities, amounts = [], []
        for lines in (here, both - here):
            quantities.append(
                sum(
                    line.product_uom_id._compute_quantity(line.product_uom_qty, product.uom_id)
                    for line in lines
                )
            )
            amounts.append(sum(lines.mapped("price_subtotal")))
        return {
            "product_id": product.id,
            "quantity": quantities[0],
            "other_quantity": quantities[1],
            "amount": amounts[0],
            "other_amount": amounts[1],
            "is_different": product.uom_id.compare(*quantities) != 0,
        }
