from odoo import api, fields, models
from odoo.exceptions import UserError


class OrderSendBackWizard(models.TransientModel):
    """Why a department gives an order back to the desk."""

    _name = "order.send.back.wizard"
    _description = "Send Back"

    handoff_ids = fields.Many2many("order.handoff", required=True, readonly=True)
    reason_id = fields.Many2one("order.reason", required=True, domain=[("usage", "=", "send_back")])
    note = fields.Text(help="What the desk has to know to put it right.")

    @api.model
    def _open(self, handoffs):
        """Return the action that asks for the reason."""
        return {
            "name": self.env._("Send back"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_handoff_ids": handoffs.ids},
        }

    def action_send_back(self):
        """Send the releases back with the reason."""
        self.handoff_ids._check_member()
        self.handoff_ids._lock()
        if self.reason_id.usage != "send_back":
            raise UserError(self.env._("Choose a reason for sending back."))
        self.handoff_ids._send_back(self.reason_id, self.note)
        return {"type": "ir.actions.act_window_close"}
