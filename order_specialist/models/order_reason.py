from odoo import fields, models


class OrderReason(models.Model):
    """A coded reason that a person gives for what he does at the desk."""

    _name = "order.reason"
    _description = "Order Desk Reason"
    _order = "usage, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short code for exports and reports.")
    usage = fields.Selection(
        [
            ("override", "Override"),
            ("release_now", "Release now, review later"),
            ("hold_place", "Place a hold"),
            ("hold_release", "Release a hold"),
            ("send_back", "Send back"),
            ("refuse_change", "Refuse a change"),
            ("recall", "Recall"),
            ("goods_left", "Goods have left"),
            ("close_short", "Close short"),
            ("cancel", "Cancel"),
            ("change", "Change"),
            ("free", "Free of charge"),
        ],
        required=True,
        help="Where the reason is offered.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_usage_uniq = models.UniqueIndex(
        "(usage, code)", "There is already a reason with this code for this use."
    )
