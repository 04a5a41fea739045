from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

#: Of how many of its last issues a check is judged.
LAST_ISSUES = 30


class OrderCheck(models.Model):
    """An alarm that most people wave through is none: it is shown, and made informative."""

    _inherit = "order.check"

    recent_count = fields.Integer(
        string="Last Issues",
        compute="_compute_recent",
        help="How many of its last 30 decided issues there are.",
    )
    recent_overridden = fields.Integer(
        string="Overridden", compute="_compute_recent", help="How many of these were overridden."
    )
    is_noisy = fields.Boolean(
        string="Mostly Overridden",
        compute="_compute_recent",
        search="_search_is_noisy",
        help="More than half of its last 30 issues were overridden.",
    )

    @api.depends_context("allowed_company_ids")
    def _compute_recent(self):
        recent = self._get_recent()
        for check in self:
            check.recent_count, check.recent_overridden = recent.get(check.id, (0, 0))
            check.is_noisy = (
                check.severity == "override" and check.recent_overridden > LAST_ISSUES / 2
            )

    def _get_recent(self):
        """Return ``{check id: (number of last issues that were decided, overridden of these)}``.

        One statement for all checks, of the companies that the user looks at.
        """
        if not self.ids:
            return {}
        self.env["order.finding"].flush_model(["check_id", "company_id", "outcome"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.id, count(*), count(*) FILTER (WHERE r.outcome = 'overridden')
                  FROM order_check c,
                       LATERAL (SELECT f.outcome
                                  FROM order_finding f
                                 WHERE f.check_id = c.id AND f.company_id IN %s
                                   AND f.outcome IS NOT NULL
                                 ORDER BY f.resolved_on DESC, f.id DESC
                                 LIMIT %s) r
                 WHERE c.id IN %s
                 GROUP BY c.id
                """,
                tuple(self.env.companies.ids),
                LAST_ISSUES,
                tuple(self.ids),
            )
        )
        return {check_id: (count, overridden) for check_id, count, overridden in rows}

    @api.model
    def _search_is_noisy(self, operator, value):
        if operator != "in":
            return NotImplemented
        noisy = self.search([("severity", "=", "override")]).filtered("is_noisy")
        return Domain("id", "in", noisy.ids)

    def action_make_informative(self):
        """Show what the checks find from now on, and stop nothing; said in their checklists."""
        for check in self:
            if not check.has_access("write"):
                raise AccessError(self.env._("Only administrators make a check informative."))
            check.checklist_id.message_post(
                body=self.env._(
                    "“%(check)s” only informs from now on: %(overridden)s of its last %(count)s "
                    "issues were overridden.",
                    check=check.name,
                    overridden=check.recent_overridden,
                    count=check.recent_count,
                )
            )
            check.severity = "info"
        return True
