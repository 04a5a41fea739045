from odoo import fields, models


class OrderCaseType(models.Model):
    """What the customer says is wrong, in the customer's words.

    Why it happened is another question: :class:`OrderCaseCause`. The codes are those that travel
    in messages: ASC X12 element 426 (adjustment reason) and UN/EDIFACT code list 1229 (action).
    """

    _name = "order.case.type"
    _description = "Claim Type"
    _inherit = ["order.gate.config"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="How programs call this type; never changes.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Text(translate=True, help="When to choose this type.")
    x12_code = fields.Char("X12 426", help="Adjustment reason in X12 messages 810, 812 and 820.")
    uncl_code = fields.Char("UNCL 1229", help="Action code in EDIFACT and UBL messages.")
    measure = fields.Selection(
        [("quantity", "Quantity"), ("money", "Money")],
        required=True,
        default="quantity",
        help="Quantity: each claimed unit is settled once. Money: a price or an amount is wrong.",
    )
    basis = fields.Selection(
        [
            ("shipped", "What was shipped"),
            ("unshipped", "What was not shipped"),
            ("invoiced", "What was invoiced"),
            ("none", "Nothing in particular"),
        ],
        required=True,
        default="shipped",
        help="The quantity that all claims on an order line together cannot exceed.",
    )
    can_return = fields.Boolean(
        "Goods can come back",
        default=True,
        help="Offer to have them returned or exchanged. Not where the customer never got them.",
    )
    can_replace = fields.Boolean(
        "Goods can be sent again",
        default=True,
        help="Offer a replacement or an exchange. Not where he has what he ordered, or more.",
    )
    needs_lines = fields.Boolean(
        default=True, help="The claim says which lines and how much before it can be opened."
    )
    stops_ship = fields.Boolean(
        "Stops shipping", help="Nothing more of the order is shipped while the claim is open."
    )
    stops_invoice = fields.Boolean(
        "Stops invoicing", help="The order is not invoiced while the claim is open."
    )
    evidence_above = fields.Float(
        "Photo needed above",
        help="A claim of more than this amount (company currency, without tax) needs an attached "
        "photo or document before it is settled. 0: never.",
    )
    resolution_code = fields.Selection(
        selection=lambda self: self.env["order.case.resolution"]._selection_code(),
        string="Usual resolution",
        help="What the desk is offered first.",
    )
    settles_alone = fields.Boolean(
        "Settles by itself",
        help="A claim that the system found, and whose outcome is a fact already, is settled "
        "without anybody pressing a button: the rest that the warehouse will not ship is "
        "closed short.",
    )

    _code_unique = models.UniqueIndex("(code)", "This code is used by another claim type.")
    _evidence_positive = models.Constraint(
        "CHECK(evidence_above >= 0)", "The amount above which a photo is needed cannot be negative."
    )
