from odoo import api, fields, models


class ResPartner(models.Model):
    """The customer's instructions to the order desk; his contacts inherit them."""

    _inherit = "res.partner"

    order_reference_required = fields.Boolean(
        string="Order Number Required", help="This customer wants his order number on everything."
    )
    order_blanket = fields.Boolean(
        string="Blanket Orders", help="He calls off many deliveries under one order number."
    )
    order_ship_complete = fields.Boolean(
        string="Ship Complete", help="Ship only when the whole order is there."
    )
    order_no_backorder = fields.Boolean(
        string="No Backorders", help="What cannot be shipped at once is closed short."
    )
    order_substitutes_allowed = fields.Boolean(
        string="Substitutes Allowed", help="He takes another product when one is missing."
    )
    order_price_tolerance = fields.Float(
        string="Price Tolerance (%)", help="A difference up to this share is fine with him."
    )
    order_minimum_amount = fields.Float(
        string="Least Order",
        digits="Product Price",
        help="What his orders must come to without taxes, in company currency; 0 takes what the "
        "check says.",
    )
    order_delivery_window = fields.Char(
        string="Delivery Window", help="When his dock takes deliveries."
    )
    order_paper_demands = fields.Char(
        string="Labels and Papers", help="What he wants on labels and papers."
    )
    order_states_totals = fields.Boolean(
        string="States Totals",
        help="His orders say how many lines or what total they come to: it is asked for when one "
        "is entered, and compared.",
    )
    order_instructions = fields.Text(help="Shown at entry, on the slip and in claims.")

    @api.model
    def _commercial_fields(self):
        return super()._commercial_fields() + [
            "order_reference_required",
            "order_blanket",
            "order_ship_complete",
            "order_no_backorder",
            "order_substitutes_allowed",
            "order_price_tolerance",
            "order_minimum_amount",
            "order_delivery_window",
            "order_paper_demands",
            "order_states_totals",
            "order_instructions",
        ]
