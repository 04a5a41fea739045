from odoo import fields, models
from odoo.exceptions import UserError


class OrderOverrideWizard(models.TransientModel):
    """Let one issue pass: with a reason, and for a release before its review with a note."""

    _name = "order.override.wizard"
    _description = "Override an Issue"

    rows = fields.Json(help="Of many: a list of blockers, each with its order_id.")
    order_id = fields.Many2one("sale.order", readonly=True)
    check_id = fields.Many2one("order.check", readonly=True)
    line_id = fields.Many2one("sale.order.line", readonly=True)
    key = fields.Char(readonly=True)
    kind = fields.Selection(
        [("override", "Override"), ("release_now", "Release now, review later")],
        default="override",
        required=True,
    )
    message = fields.Text(string="Issue", readonly=True)
    reason_id = fields.Many2one("order.reason", required=True, domain="[('usage', '=', kind)]")
    note = fields.Text()
    budget = fields.Char(compute="_compute_budget")

    def _compute_budget(self):
        """Say how much of his budget the user has used, and whose this release counts in."""
        overrides = self.env["order.override"]
        for wizard in self:
            company = wizard.order_id.company_id or self.env.company
            wizard.budget = overrides._say_budgets(company, wizard.check_id)

    def action_apply(self):
        """Let the issue pass, if the user may."""
        self.ensure_one()
        if self.rows:
            return self._apply_many()
        blocker = {"check_id": self.check_id.id, "line_id": self.line_id.id, "key": self.key}
        self._let_pass(self.order_id, blocker)
        return {"type": "ir.actions.act_window_close"}

    def _let_pass(self, order, blocker):
        # whoever comes second learns it before any work is done
        self.env["order.gate"]._lock(order)
        finding = self.env["order.desk"]._get_finding(order, blocker)
        self.env["order.override"]._let_pass(finding, self.reason_id, self.note, self.kind)

    def _apply_many(self):
        """Let those pass that the user may, and say why the others do not."""
        refused = []
        for row in self.rows:
            order = self.env["sale.order"].browse(row["order_id"])
            try:
                with self.env.cr.savepoint():
                    self._let_pass(order, row)
            except UserError as error:
                self.env.invalidate_all()
                refused.append(f"{order.name}: {error}")
        close = {"type": "ir.actions.act_window_close"}
        if not refused:
            return close
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("%s issues were not overridden", len(refused)),
                "message": "\n".join(refused),
                "next": close,
            },
        }
