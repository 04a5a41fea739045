from odoo import fields, models


class OrderOverrideWizard(models.TransientModel):
    """Let one issue pass: with a reason, and for a release before its review with a note."""

    _name = "order.override.wizard"
    _description = "Override an Issue"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    check_id = fields.Many2one("order.check", required=True, readonly=True)
    line_id = fields.Many2one("sale.order.line", readonly=True)
    key = fields.Char(readonly=True)
    kind = fields.Selection(
        [("override", "Override"), ("release_now", "Release now, review later")],
        default="override",
        required=True,
    )
    message = fields.Char(string="Issue", readonly=True)
    reason_id = fields.Many2one("order.reason", required=True, domain="[('usage', '=', kind)]")
    note = fields.Text()
    budget = fields.Char(compute="_compute_budget")

    def _compute_budget(self):
        """Say how much of his budget the user has used."""
        for wizard in self:
            company = wizard.order_id.company_id
            wizard.budget = self.env["order.override"]._say_budget(company)

    def action_apply(self):
        """Let the issue pass, if the user may."""
        self.ensure_one()
        blocker = {"check_id": self.check_id.id, "line_id": self.line_id.id, "key": self.key}
        finding = self.env["order.desk"]._get_finding(self.order_id, blocker)
        self.env["order.override"]._let_pass(finding, self.reason_id, self.note, self.kind)
        return {"type": "ir.actions.act_window_close"}
