from odoo import api, fields, models
from odoo.exceptions import ValidationError


class OrderHoldType(models.Model):
    """How long a hold lasts, what its release is good for, and what follows from both."""

    _inherit = "order.hold.type"

    until_days = fields.Integer(
        string="Ends After",
        help="Days after which it ends by itself, proposed to who places it; 0: it stays until "
        "somebody releases it.",
    )
    comes_back = fields.Boolean(
        help="After a release it comes back when the order has grown, or after some days. One "
        "that the system places comes back as long as its cause is there.",
    )
    growth_percent = fields.Float(
        string="May Grow By",
        help="Percent by which the total may grow after a release before the hold comes back.",
    )
    valid_days = fields.Integer(
        string="Good For", help="Days for which a release is good; 0: for as long as the order is."
    )
    follow_type_id = fields.Many2one(
        "order.hold.type",
        string="Followed By",
        domain="[('id', '!=', id), ('is_parking', '=', False)]",
        ondelete="set null",
        help="This hold is placed when one of this type is released.",
    )
    gives_back = fields.Boolean(
        string="Gives Back Stock",
        help="What is reserved for the order (or the line) is given back while it is held, and "
        "reserved again at the release. Otherwise it keeps what is reserved.",
    )

    _term_sign = models.Constraint(
        "CHECK(until_days >= 0 AND growth_percent >= 0 AND valid_days >= 0)",
        "Days and percent are 0 or more.",
    )

    @api.constrains("follow_type_id")
    def _check_follow(self):
        if self._has_cycle("follow_type_id"):
            raise ValidationError(self.env._("Hold types follow each other in a circle."))
