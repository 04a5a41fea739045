from odoo import api, fields, models
from odoo.tools import format_date


class OrderBlocker(models.Model):
    """What the list of stuck orders offers and says beside a row."""

    _inherit = "order.blocker"

    check_method = fields.Selection(related="check_id.method", string="Way of Checking")
    can_fix = fields.Boolean(
        compute="_compute_can_fix", help="Whether a button can mend it: the repair is unambiguous."
    )
    can_decide = fields.Boolean(
        compute="_compute_can_decide",
        help="Whether the user's groups, or rights lent to him, let it pass, release or review.",
    )
    can_request = fields.Boolean(compute="_compute_can_decide")
    asked_text = fields.Char(
        string="Asked", compute="_compute_asked_text", help="Who was asked, and what he answered."
    )

    def _compute_can_fix(self):
        findings = self._get_findings()
        for blocker in self:
            finding = findings.get(blocker)
            blocker.can_fix = bool(finding) and finding.check_id._can_fix(finding._as_value())

    def _get_findings(self):
        """Return ``{row: its issue}`` of the rows that a check made, read together."""
        rows = self.filtered(lambda blocker: blocker.kind == "check")
        issues = self.env["order.finding"].sudo().browse(rows.mapped("source_id")).exists()
        by_id = {issue.id: issue for issue in issues}
        return {row: by_id[row.source_id] for row in rows if row.source_id in by_id}

    @api.depends_context("uid")
    def _compute_can_decide(self):
        supervisors = self.env.ref("order_specialist.group_supervisor")
        is_desk = self.env.user.has_group("order_specialist.group_specialist")
        may_review = self.env["order.delegation"]._has_right(supervisors)
        final = self._get_final()
        for blocker in self:
            is_decided = blocker.kind in ("check", "hold", "review") and blocker not in final
            may = is_decided and may_review
            if is_decided and blocker.kind == "check":
                may = blocker.check_id._may_override(self.env.user)
            elif is_decided and blocker.kind == "hold":
                groups = blocker.hold_type_id.sudo().release_group_ids
                may = blocker.hold_type_id._is_allowed(groups)
            blocker.can_decide = may
            blocker.can_request = is_decided and not may and is_desk

    def _get_final(self):
        """Return those that nobody lets pass: they have to be fixed."""
        checks = self.filtered(lambda blocker: blocker.kind == "check")
        findings = self.env["order.finding"].sudo().browse(checks.mapped("source_id"))
        blocked = set(findings.filtered(lambda finding: finding.severity == "block").ids)
        return checks.filtered(lambda blocker: blocker.source_id in blocked)

    @api.depends("waiting_on", "answered_on", "is_waiting")
    @api.depends_context("lang")
    def _compute_asked_text(self):
        labels = dict(self._fields["waiting_on"]._description_selection(self.env))
        for blocker in self:
            blocker.asked_text = blocker._get_asked_text(labels.get(blocker.waiting_on))

    def _get_asked_text(self, whom):
        if self.answered_on:
            source = self.sudo()._get_source()
            values = {"who": source.answered_by_id.name, "answer": source.answer}
            if not source.answer:
                return self.env._("Answered: %(who)s", **values)
            return self.env._("Answered: %(who)s: “%(answer)s”", **values)
        if not whom:
            return False
        if self.is_waiting:
            day = format_date(self.env, self.follow_up_on)
            return self.env._("%(whom)s, until %(day)s", whom=whom, day=day)
        return self.env._("%s: no answer yet", whom)
