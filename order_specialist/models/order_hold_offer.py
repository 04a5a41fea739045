from odoo import api, fields, models
from odoo.exceptions import AccessError


class OrderHold(models.Model):
    """Releasing is offered to who may; the others read who may."""

    _inherit = "order.hold"

    can_release = fields.Boolean(compute="_compute_can_release")
    release_refusal = fields.Char(
        string="Who Releases It",
        compute="_compute_can_release",
        help="Why the user does not release it.",
    )

    @api.depends("is_active", "type_id", "placed_by_id")
    @api.depends_context("uid", "lang")
    def _compute_can_release(self):
        for hold in self:
            refusal = hold.is_active and hold._get_release_refusal()
            hold.release_refusal = refusal
            hold.can_release = hold.is_active and not refusal

    def _get_release_refusal(self):
        try:
            self._check_may_release()
        except AccessError as error:
            return str(error)
        return False

    def action_open_release(self):
        """Open the dialog that asks for reason and note, for one or many."""
        return self.env["order.desk"]._open_wizard(
            "order.hold.wizard",
            self.env._("Release Holds") if len(self) > 1 else self.env._("Release Hold"),
            hold_ids=self.ids,
            order_ids=self.order_id.ids,
            is_release=True,
        )
