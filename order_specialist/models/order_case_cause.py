from odoo import fields, models

#: Who sees what a claim is worth; the warehouse sees articles and quantities.
PRICE_GROUPS = ",".join(
    (
        "order_specialist.group_specialist",
        "order_specialist.group_auditor",
        "sales_team.group_sale_salesman",
        "account.group_account_invoice",
        "account.group_account_readonly",
    )
)

#: Who bears a claim; shared by the cause (usual) and the case (decided).
LIABILITY = [
    ("us", "Us"),
    ("carrier", "Carrier"),
    ("supplier", "Supplier"),
    ("customer", "Customer"),
]


class OrderCaseCause(models.Model):
    """Why a discrepancy happened, apart from what the customer says about it."""

    _name = "order.case.cause"
    _description = "Root Cause"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="How programs call this cause; never changes.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    liability = fields.Selection(LIABILITY, help="Who usually bears it.")

    _code_unique = models.UniqueIndex("(code)", "This code is used by another root cause.")
