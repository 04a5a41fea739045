from odoo import fields, models


class OrderRequestRefuseWizard(models.TransientModel):
    """Refuse what somebody asked a decision for, and say why."""

    _name = "order.request.refuse.wizard"
    _description = "Refuse a Request"

    request_id = fields.Many2one("order.request", required=True, readonly=True)
    message = fields.Char(related="request_id.message")
    why = fields.Text(required=True)

    def action_refuse(self):
        """Refuse, and tell who asked."""
        self.request_id._refuse(self.why)
        return {"type": "ir.actions.act_window_close"}
