from odoo import fields, models


class SaleOrder(models.Model):
    """What the customer says that his order comes to, to compare it with what was entered."""

    _inherit = "sale.order"

    partner_states_totals = fields.Boolean(related="partner_id.order_states_totals")
    control_lines = fields.Integer(
        string="His Lines", copy=False, help="How many lines his order has; 0 if he does not say."
    )
    control_quantity = fields.Float(
        string="His Total Quantity",
        copy=False,
        digits="Product Unit",
        help="The sum of the quantities as he states it; 0 if he does not say.",
    )
    control_amount = fields.Monetary(
        string="His Total",
        copy=False,
        help="What the order comes to as he states it, with or without taxes; 0 if he does not "
        "say.",
    )
