import logging
from typing import NamedTuple

import psycopg2

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache

from ..tools.blocker import Blocker
from ..tools.facts import Facts
from ..tools.gates import GATES
from ..tools.passage import has_passed

_logger = logging.getLogger(__name__)


class Evaluation(NamedTuple):
    """What the checks say of a batch.

    :param findings: list of ``Finding``
    :param errors: ``{order.check record: exception}`` of rules that crashed
    """

    findings: list
    errors: dict


class OrderCheck(models.Model):
    """The engine: choose the checks, build the facts, dispatch to the rules, weigh the findings."""

    _inherit = "order.check"

    @api.model
    @ormcache("company_ids")
    def _get_active_ids(self, company_ids):
        """Return the ids of the checks in use in ``company_ids`` (a tuple); cached."""
        checklists = self.env["order.checklist"].sudo().search(
            [("mode", "!=", "draft"), ("company_id", "in", [False, *company_ids])]
        )
        return checklists.check_ids.sorted(lambda check: (check.sequence, check.id))._ids

    @api.model
    def _get_asked(self, facts, gate=None):
        """Return the checks to ask of ``facts`` at ``gate``: its own, and those that ask again."""
        companies = tuple(sorted({order.company_id for order in facts.orders}))
        checks = self.sudo().browse(self._get_active_ids(companies))
        if gate is None:
            return checks
        before = GATES[: GATES.index(gate)]
        changed = bool(before) and bool(facts.changed_line_ids)
        return checks.filtered(
            lambda check: check.gate == gate
            or (check.gate in before and (check.recheck or changed))
        )

    def _find(self, orders):
        """Ask every check in ``self`` of every order, and return an ``Evaluation``.

        A rule that crashes hurts only its own checks.

        :param orders: ``sale.order`` records, or ``Facts`` that are already there
        """
        facts = orders if isinstance(orders, Facts) else Facts(self.env, orders.ids)
        findings, errors = [], {}
        machine = self.filtered(lambda check: check.method == "machine")
        for kind, checks in machine.grouped("kind").items():
            try:
                findings += getattr(checks, f"_find_{kind}")(facts)
            except psycopg2.Error:
                raise  # the transaction is lost; the next one runs this source in a savepoint
            except Exception as error:
                _logger.exception("The rule %r of the order desk crashed", kind)
                errors.update(dict.fromkeys(checks, error))
        return Evaluation(self._keep_asked(facts, findings), errors)

    def _keep_asked(self, facts, findings):
        """Drop findings of orders that a checklist does not cover, or that are past their gate."""
        covered = self._get_covered(facts)
        return [
            finding
            for finding in findings
            if finding.order_id in covered[finding.check.checklist_id.id]
            and self._is_asked(facts, finding.check, finding.order_id, finding.line_id)
        ]

    @api.model
    def _is_asked(self, facts, check, order_id, line_id):
        """Return whether ``check`` still guards the order: its gate is ahead, it asks again, or
        the line was added or changed after the confirmation."""
        if check.recheck or not has_passed(facts.by_id[order_id], check.gate):
            return True
        return line_id in facts.changed_line_ids

    def _get_covered(self, facts):
        """Return ``{checklist id: set of order ids}``; one query for each domain that says something."""
        covered = {}
        for checklist in self.checklist_id:
            ids = {
                order.id
                for order in facts.orders
                if checklist.company_id.id in (False, order.company_id)
                and checklist._is_in_use(order.date_order)
            }
            domain = checklist._get_domain()
            if ids and not domain.is_true():
                orders = facts.env["sale.order"].with_context(active_test=False)
                ids = set(orders._search(Domain("id", "in", ids) & domain).get_result_ids())
            covered[checklist.id] = ids
        return covered

    @api.model
    def _get_gate_blockers(self, facts, gate=None):
        """Return the blockers that the checks make: findings, missing ticks and crashed rules."""
        checks = self._get_asked(facts, gate)
        if not checks:
            return []
        evaluation = checks._find(facts)
        overrides = self.env["order.override"]._get_valid(facts) if evaluation.findings else []
        blockers = [
            self._prepare_finding_blocker(facts, finding)
            for finding in evaluation.findings
            if not any(override._covers(finding) for override in overrides)
        ]
        covered = checks._get_covered(facts)
        blockers += self._get_error_blockers(facts, evaluation, covered)
        return blockers + checks._get_tick_blockers(facts, covered)

    @api.model
    def _prepare_finding_blocker(self, facts, finding):
        check = finding.check
        severity = finding.severity or check.severity
        stops = severity != "info" and self._is_enforced(facts, check, finding.order_id)
        actions = (["fix"] if check._can_fix() else []) + ["open"]
        if stops and severity == "override":
            actions += ["override", "release_now", "ask"]
        return Blocker(
            gate=check.gate,
            order_id=finding.order_id,
            kind="check",
            message=check.with_env(self.env)._describe(finding),
            source_model="order.finding",
            severity=severity,
            stops=stops,
            check_id=check.id,
            finding=finding,
            actions=tuple(actions),
        )

    @api.model
    def _is_enforced(self, facts, check, order_id):
        """Return whether ``check`` may stop the order: enforced, and effective before it was confirmed."""
        checklist = check.checklist_id
        if checklist.mode != "enforce":
            return False
        order = facts.by_id[order_id]
        if order.state != "sale" or not checklist.effective_from:
            return True
        return (order.confirmed_on or order.date_order) >= checklist.effective_from

    @api.model
    def _get_error_blockers(self, facts, evaluation, covered):
        """A rule that could not be asked stops as its check's severity says."""
        return [
            Blocker(
                gate=check.gate,
                order_id=order_id,
                kind="error",
                message=self.env._(
                    "“%s” could not be verified; an administrator has been told.",
                    check.with_env(self.env).name,
                ),
                source_model="order.check",
                source_id=check.id,
                severity=check.severity,
                stops=check.severity != "info" and self._is_enforced(facts, check, order_id),
                check_id=check.id,
            )
            for check in evaluation.errors
            for order_id in covered[check.checklist_id.id]
            if self._is_asked(facts, check, order_id, False)
        ]

    def _get_tick_blockers(self, facts, covered):
        """Return a blocker for each manual check that nobody ticked, or whose order has changed."""
        manual = self.filtered(lambda check: check.method == "attest")
        if not manual:
            return []
        ticked = self.env["order.check.result"]._get_valid_ticks(facts, manual)
        return [
            Blocker(
                gate=check.gate,
                order_id=order_id,
                kind="tick",
                message=check.with_env(self.env).name,
                source_model="order.check",
                source_id=check.id,
                severity=check.severity,
                stops=check.severity != "info" and self._is_enforced(facts, check, order_id),
                check_id=check.id,
                actions=("tick", "open"),
            )
            for check in manual
            for order_id in covered[check.checklist_id.id]
            if (check.id, order_id) not in ticked
            and self._is_asked(facts, check, order_id, False)
        ]
