from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class OrderCase(models.Model):
    """Claims of which nobody has said yet which order they are about, or what is wrong.

    Only a mail opens such a claim. It waits, can be asked about and cancelled; it is settled when
    a person has said what it is about.
    """

    _inherit = "order.case"

    is_to_sort = fields.Boolean("To sort", compute="_compute_is_to_sort", search="_search_to_sort")

    summary = fields.Char("About", compute="_compute_summary")

    @api.depends("type_id", "description", "is_to_sort")
    @api.depends_context("lang")
    def _compute_summary(self):
        for case in self:
            subject = (case.description or "").strip().partition("\n")[0]
            case.summary = case.type_id.name or self.env._("To sort: %s", subject)

    @api.depends("order_id", "type_id")
    def _compute_is_to_sort(self):
        for case in self:
            case.is_to_sort = not (case.order_id and case.type_id)

    def _search_to_sort(self, operator, value):
        if operator != "in":
            return NotImplemented
        missing = Domain("order_id", "=", False) | Domain("type_id", "=", False)
        return missing if True in value else ~missing

    @api.constrains("order_id", "type_id", "email_from")
    def _check_order_and_type(self):
        for case in self:
            if case.is_to_sort and not case.sudo().email_from:
                raise ValidationError(
                    self.env._("A claim says which order it is about, and what is wrong.")
                )

    def _check_sorted(self):
        """Refuse to settle what nobody has sorted."""
        for case in self.filtered("is_to_sort"):
            raise UserError(
                self.env._(
                    "Say first which order claim %s is about, and what is wrong: “Sort”.",
                    case.name,
                )
            )

    def action_sort(self):
        """Open the dialog that says what a mail is about (button)."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What is it about?"),
            "res_model": "order.case.create.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_case_id": self.id,
                "default_order_id": self.order_id.id,
                "default_type_id": self.type_id.id,
                "default_reported_by": self.reported_by,
                "default_order_channel": self.order_channel,
                "default_description": self.description,
            },
        }
