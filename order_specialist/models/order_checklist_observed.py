from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models

#: How long a checklist observes before it says that it could be enforced.
WEEK = timedelta(days=7)


class OrderChecklist(models.Model):
    """What observing would have stopped: from the issues that are kept since it began."""

    _inherit = "order.checklist"

    observed_from = fields.Datetime(
        string="Observes Since", readonly=True, copy=False, help="When it last began to observe."
    )
    is_observed_a_week = fields.Boolean(compute="_compute_is_observed_a_week")

    @api.depends("mode", "observed_from")
    def _compute_is_observed_a_week(self):
        before = fields.Datetime.now() - WEEK
        for checklist in self:
            since = checklist.mode == "observe" and checklist.observed_from
            checklist.is_observed_a_week = bool(since) and since <= before

    def _switch(self, mode):
        starting = self.filtered(lambda checklist: checklist.mode != mode)
        if mode == "observe":
            starting.observed_from = fields.Datetime.now()
        super()._switch(mode)

    def get_observed(self):
        """Return what would have been stopped since the checklist observes, from what is kept.

        What went on as it was is a candidate for a false alarm; what was fixed is none.

        :returns: a dict as ``try_it`` returns it, with what became of the orders of each check
        """
        self.ensure_one()
        self._check_administrator()
        findings = self._get_observed_findings()
        found, ended = defaultdict(list), defaultdict(lambda: defaultdict(set))
        for finding in findings:
            found[finding.check_id].append(finding._as_value())
            ended[finding.check_id.id][finding.outcome].add(finding.order_id.id)
        result = self._sum_up(found, self.sudo().check_ids)
        for row in result["checks"]:
            row["fixed"] = len(ended[row["id"]]["fixed"])
            row["false_alarms"] = len(ended[row["id"]]["passed"])
        went_on = {o for outcomes in ended.values() for o in outcomes["passed"]}
        return {
            **result,
            "false_alarms": len(went_on),
            "orders": self._count_observed(),
            "since": fields.Datetime.to_string(self.observed_from),
            "currency_id": (self.company_id or self.env.company).currency_id.id,
        }

    def _get_observed_findings(self):
        """Return the issues noted since it observes, that stop once it is enforced."""
        company = self.company_id or self.env.company
        return (
            self.env["order.finding"]
            .sudo()
            .search(
                [
                    ("check_id", "in", self.sudo().check_ids.ids),
                    ("company_id", "=", company.id),
                    ("first_seen_on", ">=", self.observed_from or self.create_date),
                    ("severity", "!=", "info"),
                ]
            )
        )

    def _count_observed(self):
        company = self.company_id or self.env.company
        return (
            self.env["order.verification"]
            .sudo()
            .search_count(
                [
                    ("company_id", "=", company.id),
                    ("scanned_on", ">=", self.observed_from or self.create_date),
                ]
            )
        )

    def action_review(self):
        """Open the way from observing to enforcing, check by check."""
        self.ensure_one()
        wizard = self.env["order.enforce.wizard"].create({"checklist_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What Would Have Been Stopped"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }
