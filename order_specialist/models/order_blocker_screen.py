from odoo import fields, models


class OrderBlocker(models.Model):
    """What the list of stuck orders offers beside a row."""

    _inherit = "order.blocker"

    can_fix = fields.Boolean(
        compute="_compute_can_fix", help="Whether a button can mend it: the repair is unambiguous."
    )

    def _compute_can_fix(self):
        for blocker in self:
            blocker.can_fix = blocker.kind == "check" and blocker.sudo().check_id._can_fix()
