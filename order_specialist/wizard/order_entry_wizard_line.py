from odoo import api, fields, models
from odoo.fields import Command

from ..tools.stated import get_said_lines


class OrderEntryWizardLine(models.TransientModel):
    """One line of the customer's document."""

    _name = "order.entry.wizard.line"
    _description = "Line of the Customer's Document"
    _order = "id"

    wizard_id = fields.Many2one("order.entry.wizard", required=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    allowed_uom_ids = fields.Many2many("uom.uom", compute="_compute_allowed_uom_ids")
    quantity = fields.Float(digits="Product Unit")
    product_uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        required=True,
        compute="_compute_product_uom_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="cascade",
    )
    price = fields.Float(
        string="Net Price", digits="Product Price", help="Of one unit, after discount."
    )
    is_seen = fields.Boolean(string="Compared")

    @api.depends("product_id")
    def _compute_product_uom_id(self):
        for line in self:
            line.product_uom_id = line.product_id.uom_id

    @api.depends("product_id")
    def _compute_allowed_uom_ids(self):
        for line in self:
            line.allowed_uom_ids = line.product_id.uom_id | line.product_id.uom_ids

    @api.model
    def _prepare_blind(self, facts, order_id):
        """Return a row for each line of the order that says nothing but the product."""
        return [
            Command.create({"product_id": line.product_id})
            for line in get_said_lines(facts, order_id)
        ]

    @api.model
    def _prepare_said(self, facts, order_id):
        """Return a row for each line of the order with what it says, in its own unit."""
        lines = {line.id: line for line in facts.lines_by_order[order_id]}
        return [
            Command.create(
                {
                    "product_id": said.product_id,
                    "quantity": lines[said.line_id].quantity,
                    "product_uom_id": lines[said.line_id].unit_id,
                    "price": said.price * lines[said.line_id].unit_factor,
                }
            )
            for said in get_said_lines(facts, order_id)
        ]

    def _get_stated(self):
        """Return product, quantity and net price in the product's own unit."""
        unit = self.product_id.uom_id
        factor = self.product_uom_id._compute_quantity(1, unit, round=False)
        return [self.product_id.id, self.quantity * factor, self.price / factor]
