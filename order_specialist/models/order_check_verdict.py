from odoo import api, models

from ..tools.asked import get_answers
from ..tools.blocker import Blocker


class OrderCheck(models.Model):
    """The verdict: what a finding, a missing tick or a crash means for an order at a gate."""

    _inherit = "order.check"

    @api.model
    def _get_gate_blockers(self, facts, gate=None):
        """Return the blockers that the checks make: findings, missing ticks and crashed rules."""
        checks = self._get_asked(facts, gate)
        if not checks:
            return []
        evaluation = checks._evaluate(facts, gate)
        facts.past |= evaluation.past
        overrides = self.env["order.override"]._get_valid(facts) if evaluation.findings else []
        blockers = [
            self._prepare_finding_blocker(facts, self._soften_offered(facts, finding))
            for finding in evaluation.findings
            if not any(override._covers(finding) for override in overrides)
        ]
        blockers += self._get_error_blockers(facts, evaluation)
        return blockers + checks._get_tick_blockers(facts, evaluation)

    def _evaluate(self, facts, gate):
        """Ask every check in ``self``; within a run once for orders whose rows stay the same.

        Nobody else can have changed anything since: it is one transaction, the orders are locked.
        """
        answers = get_answers(self.env)
        if answers is None:
            return self._find(facts)
        if gate not in answers.by_gate:
            answers.by_gate[gate] = self._ids, dict(facts.by_id), self._find(facts)
        ids, rows, evaluation = answers.by_gate[gate]
        if ids != self._ids or any(rows.get(order.id) != order for order in facts.orders):
            return self._find(facts)
        return evaluation.narrow(facts.by_id)

    @api.model
    def _prepare_finding_blocker(self, facts, finding):
        check = finding.check
        severity = finding.severity or check.severity
        stops = severity != "info" and self._is_enforced(facts, check, finding.order_id)
        actions = (["fix"] if check._can_fix(finding) else []) + ["open"]
        if stops:
            # the first that a person may do is his button: going on before a review comes last
            actions += ["override", "request", "ask", "hold", "release_now"]
        if severity == "block":
            away = ("override", "request", "release_now")
            actions = [name for name in actions if name not in away]
        elif check._waits_for_its_group():
            actions = [name for name in actions if name != "release_now"]
        return Blocker(
            gate=check.gate,
            order_id=finding.order_id,
            kind="check",
            message="",  # made by ``order.gate._tell`` for those that somebody reads
            source_model="order.finding",
            severity=severity,
            stops=stops,
            check_id=check.id,
            finding=finding,
            actions=tuple(actions),
        )

    @api.model
    def _is_enforced(self, facts, check, order_id):
        """Return whether ``check`` may stop the order: it was in force when that was confirmed."""
        checklist = check.checklist_id
        if checklist.mode != "enforce":
            return False
        order = facts.by_id[order_id]
        if not checklist.effective_from or not facts.has_passed(order, "confirm"):
            return True
        return (order.confirmed_on or order.date_order) >= checklist.effective_from

    @api.model
    def _get_error_blockers(self, facts, evaluation):
        """A rule that could not be asked stops as its check's severity says."""
        return [
            Blocker(
                gate=check.gate,
                order_id=order_id,
                kind="error",
                message=self.env._(
                    "“%s” could not be verified; an administrator has been told.",
                    check.name,
                ),
                source_model="order.check",
                source_id=check.id,
                severity=check.severity,
                stops=check.severity != "info" and self._is_enforced(facts, check, order_id),
                check_id=check.id,
            )
            for check in evaluation.errors
            for order_id in evaluation.covered[check.checklist_id.id]
            if self._is_asked(facts, check, order_id, False)
            or any(line.id in facts.changed_line_ids for line in facts.lines_by_order[order_id])
        ]

    def _get_tick_blockers(self, facts, evaluation):
        """Return a blocker for each manual check that nobody made, or whose order has changed."""
        manual = self.filtered(
            lambda check: check.method != "machine" and check not in evaluation.errors
        )
        if not manual:
            return []
        ticks = self.env["order.check.result"]._get_ticks(facts, manual)
        return [
            Blocker(
                gate=check.gate,
                order_id=order_id,
                kind="tick",
                message=check.name,
                source_model="order.check",
                source_id=check.id,
                severity=check.severity,
                stops=check.severity != "info" and self._is_enforced(facts, check, order_id),
                check_id=check.id,
                actions=(check._get_manual_action(), "open", "hold"),
            )
            for check in manual
            for order_id in evaluation.covered[check.checklist_id.id]
            for tick in [ticks.get((check.id, order_id), "missing")]
            if tick == "void"
            or (tick == "missing" and self._is_asked(facts, check, order_id, False))
        ]
