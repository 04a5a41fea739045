from odoo import fields, models


class SaleOrder(models.Model):
    """How, when and by whom an order came, what was asked and promised, and what happened when."""

    _inherit = "sale.order"

    order_channel = fields.Selection(
        [
            ("phone", "Phone"),
            ("email", "E-mail"),
            ("edi", "EDI"),
            ("web", "Web"),
            ("counter", "Counter"),
            ("salesperson", "Salesperson"),
            ("api", "API"),
        ],
        string="Channel",
        copy=False,
        help="How the order reached us.",
    )
    received_at = fields.Datetime(
        string="Received", copy=False, help="When the order reached us, not when it was entered."
    )
    ordered_by = fields.Char(copy=False, help="Who ordered, as the customer named himself.")
    is_rush = fields.Boolean(string="Rush", copy=False, help="Goes before everything else.")
    rush_reason = fields.Char(copy=False, help="Why this order goes first.")
    requested_date = fields.Date(copy=False, help="When the customer wants the goods.")
    promised_date = fields.Datetime(
        related="commitment_date",
        readonly=False,
        string="Promised Date",
        help="When we promised the goods (Odoo's delivery date).",
    )
    ship_to_request = fields.Text(
        string="Ship-to as Requested",
        copy=False,
        help="The address as the customer wrote it, before it was matched with a known one.",
    )
    first_verified_on = fields.Datetime(string="First Verified", readonly=True, copy=False)
    confirmed_on = fields.Datetime(string="Confirmed", readonly=True, copy=False)
    released_on = fields.Datetime(string="Released", readonly=True, copy=False)
    accepted_on = fields.Datetime(string="Accepted", readonly=True, copy=False)
    first_shipped_on = fields.Datetime(string="First Shipped", readonly=True, copy=False)
    fully_shipped_on = fields.Datetime(string="Fully Shipped", readonly=True, copy=False)
    invoiced_on = fields.Datetime(string="Invoiced", readonly=True, copy=False)
