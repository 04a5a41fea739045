from odoo import api, fields, models
from odoo.exceptions import UserError


class OrderHoldType(models.Model):
    """Why orders are usually held like this, so that every hold is counted without a click."""

    _inherit = "order.hold.type"

    usual_reason_id = fields.Many2one(
        "order.reason",
        domain="[('usage', '=', 'hold_place')]",
        ondelete="restrict",
        help="Proposed in the dialog, and the reason of holds that the system places.",
    )
    needs_reason = fields.Boolean(
        string="Reason Required", help="Nobody places it without saying why."
    )


class OrderHold(models.Model):
    """Why it was placed: a coded reason beside the type and the note, to be counted."""

    _inherit = "order.hold"

    reason_id = fields.Many2one(
        "order.reason",
        domain="[('usage', '=', 'hold_place')]",
        ondelete="restrict",
        help="Why it was placed.",
    )

    @api.model
    def _place_on(self, targets, hold_type, note=None, **values):
        reason = self.env["order.reason"].browse(values.get("reason_id") or [])
        if reason and reason.sudo().usage != "hold_place":
            raise UserError(self.env._("“%s” is no reason to place a hold.", reason.sudo().name))
        wanted = hold_type.needs_reason and not hold_type.sudo().usual_reason_id
        if wanted and not reason and not self.env.su:
            raise UserError(
                self.env._("Say why: a hold of the type “%s” needs a reason.", hold_type.name)
            )
        return super()._place_on(targets, hold_type, note, **values)

    @api.model_create_multi
    def create(self, vals_list):
        types = self.env["order.hold.type"].sudo()
        return super().create(
            [
                vals
                if vals.get("reason_id")
                else {**vals, "reason_id": types.browse(vals["type_id"]).usual_reason_id.id}
                for vals in vals_list
            ]
        )

    def _get_name(self):
        """Name the reason too, where it is another one than the type says already."""
        name = super()._get_name()
        reason = self.sudo().reason_id
        if not reason or reason == self.sudo().type_id.usual_reason_id:
            return name
        return self.env._("%(hold)s (%(reason)s)", hold=name, reason=reason.name)
