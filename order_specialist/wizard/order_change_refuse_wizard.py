from odoo import fields, models
from odoo.exceptions import UserError


class OrderChangeRefuseWizard(models.TransientModel):
    """Why a department does not make a change of what it has accepted."""

    _name = "order.change.refuse.wizard"
    _description = "Refuse a Change"

    change_ids = fields.Many2many("order.handoff.change", required=True, readonly=True)
    reason_id = fields.Many2one(
        "order.reason", required=True, domain=[("usage", "=", "refuse_change")]
    )
    note = fields.Text(help="What the desk can tell the customer.")

    def action_refuse(self):
        """Refuse the changes with the reason."""
        if self.reason_id.usage != "refuse_change":
            raise UserError(self.env._("Choose a reason for refusing a change."))
        self.change_ids._check_pending()
        self.change_ids.sudo()._refuse(self.reason_id, self.note)
        return {"type": "ir.actions.act_window_close"}
