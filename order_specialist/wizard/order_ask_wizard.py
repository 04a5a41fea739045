from odoo import api, fields, models
from odoo.exceptions import UserError


class OrderAskWizard(models.TransientModel):
    """Ask somebody about what stops an order; it leaves "my work" until the follow-up day."""

    _name = "order.ask.wizard"
    _description = "Ask About a Blocker"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    source_model = fields.Char(required=True)
    source_id = fields.Integer(required=True)
    waiting_on = fields.Selection(
        selection=lambda self: self.env["order.finding"]._fields["waiting_on"].selection,
        string="Whom",
        required=True,
        default="customer",
    )
    question = fields.Text(required=True, compute="_compute_question", store=True, readonly=False)
    follow_up_on = fields.Date(
        string="Follow Up",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=1),
    )

    @api.depends("order_id", "source_model", "source_id")
    def _compute_question(self):
        for wizard in self:
            source = wizard._get_source()
            if source:
                wizard.question = self.env._(
                    "Order %(order)s: %(issue)s",
                    order=wizard.order_id.name,
                    issue=source._get_message(),
                )

    def _get_source(self):
        if self.source_model not in ("order.finding", "order.hold"):
            return None
        return self.env[self.source_model].browse(self.source_id).exists()

    def action_ask(self):
        """Note whom we wait for, until when."""
        self.order_id.check_access("write")
        source = self._get_source()
        if not source or source.sudo().order_id != self.order_id:
            raise UserError(self.env._("This is solved already; please reload."))
        source.sudo()._ask(self.waiting_on, self.question, self.follow_up_on)
        return {"type": "ir.actions.act_window_close"}
