from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date


class OrderEnforceWizard(models.TransientModel):
    """From observing to enforcing: each check is kept, made informative or switched off."""

    _name = "order.enforce.wizard"
    _description = "Enforce a Checklist"

    checklist_id = fields.Many2one("order.checklist", required=True, ondelete="cascade")
    summary = fields.Char(readonly=True)
    line_ids = fields.One2many("order.enforce.wizard.line", "wizard_id")

    @api.model_create_multi
    def create(self, vals_list):
        """Create the dialog with a line for each check, as it stands in what was observed."""
        wizards = super().create(vals_list)
        for wizard in wizards:
            observed = wizard.checklist_id.get_observed()
            lines = self.env["order.enforce.wizard.line"]
            wizard.write(
                {
                    "summary": wizard._get_summary(observed),
                    "line_ids": [
                        Command.create(lines._prepare_values(row, observed["currency_id"]))
                        for row in observed["checks"]
                    ],
                }
            )
        return wizards

    def _get_summary(self, observed):
        return self.env._(
            "Since %(day)s, %(stopped)s of %(orders)s verified orders would have been stopped.",
            day=format_date(self.env, self.checklist_id.observed_from),
            stopped=observed["stopped"],
            orders=observed["orders"],
        )

    def action_enforce(self):
        """Do to each check what was decided, and let the checklist stop orders from now on."""
        self.ensure_one()
        if self.checklist_id.mode != "observe":
            raise UserError(self.env._("This checklist does not observe any more."))
        decided = self.line_ids.grouped("decision")
        nothing = self.line_ids.browse()
        decided.get("inform", nothing).check_id.write({"severity": "info"})
        decided.get("off", nothing).check_id.write({"active": False})
        self.checklist_id.action_enforce()


class OrderEnforceWizardLine(models.TransientModel):
    """What became of the orders that one check would have stopped."""

    _name = "order.enforce.wizard.line"
    _description = "Check to Enforce"
    _order = "stopped desc, id"

    wizard_id = fields.Many2one("order.enforce.wizard", required=True, ondelete="cascade")
    check_id = fields.Many2one("order.check", required=True, ondelete="cascade")
    severity = fields.Selection(related="check_id.severity", string="Now")
    stopped = fields.Integer(help="Orders that it would have stopped.")
    fixed = fields.Integer(help="Of these, orders that somebody put right: true alarms.")
    went_on = fields.Integer(
        help="Of these, orders that went on as they were: candidates for a false alarm."
    )
    amount = fields.Monetary(string="At Stake")
    currency_id = fields.Many2one("res.currency")
    decision = fields.Selection(
        [("keep", "Keep"), ("inform", "Show only"), ("off", "Switch off")],
        default="keep",
        required=True,
        help="Keep: as the checklist says. Show only: it informs and stops nothing. "
        "Switch off: the check is archived.",
    )
    is_noisy = fields.Boolean(compute="_compute_is_noisy")

    @api.depends("stopped", "went_on")
    def _compute_is_noisy(self):
        for line in self:
            line.is_noisy = 2 * line.went_on > line.stopped

    @api.model
    def _prepare_values(self, row, currency_id):
        return {
            "check_id": row["id"],
            "stopped": row["stopped"],
            "fixed": row["fixed"],
            "went_on": row["false_alarms"],
            "amount": row["amount"],
            "currency_id": currency_id,
        }
