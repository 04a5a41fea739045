from odoo import api, fields, models
from odoo.exceptions import UserError


class OrderRecallGoneWizard(models.TransientModel):
    """How goods left before their recall came."""

    _name = "order.recall.gone.wizard"
    _description = "Recalled too Late"

    handoff_ids = fields.Many2many("order.handoff", required=True, readonly=True)
    reason_id = fields.Many2one(
        "order.reason", required=True, domain=[("usage", "=", "goods_left")]
    )
    note = fields.Text(help="What the desk can tell the customer.")

    @api.model
    def _open(self, handoffs):
        """Return the action that asks how."""
        return {
            "name": self.env._("It is gone"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_handoff_ids": handoffs.ids},
        }

    def action_gone(self):
        """Record that the recall came too late."""
        if self.reason_id.usage != "goods_left":
            raise UserError(self.env._("Choose how the goods left."))
        self.handoff_ids._check_recalled()
        self.handoff_ids._gone(self.reason_id, self.note)
        return {"type": "ir.actions.act_window_close"}
