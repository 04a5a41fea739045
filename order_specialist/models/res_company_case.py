from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    order_credit_note_posting = fields.Selection(
        [("posted", "Posted at once"), ("draft", "Left in draft for accounting")],
        string="Credit notes of claims",
        default="posted",
        required=True,
        help="Whether the credit note of a claim is posted at once, or waits for accounting: then "
        "the claim is settled when it is posted.",
    )
    order_case_mails = fields.Boolean(
        "Customers hear of their claims by mail",
        help="When a claim is received, settled or refused the customer gets a mail by itself.",
    )
