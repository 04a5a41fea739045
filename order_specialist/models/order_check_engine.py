import logging
from contextlib import nullcontext
from functools import partial
from typing import NamedTuple

import psycopg2

from odoo import api, models
from odoo.tools import ormcache

from ..tools.blocker import Blocker
from ..tools.facts import Facts
from ..tools.gates import GATES

_logger = logging.getLogger(__name__)


class Evaluation(NamedTuple):
    """What the checks say of a batch.

    :param findings: list of ``Finding`` that count now
    :param past: identities of findings on orders that are past their gate
    :param errors: ``{order.check record: exception}`` of rules that crashed
    :param covered: ``{checklist id: set of order ids}``
    """

    findings: list
    past: set
    errors: dict
    covered: dict


class OrderCheck(models.Model):
    """The engine: choose the checks, build the facts, dispatch to the rules, weigh the findings."""

    _inherit = "order.check"

    @api.model
    @ormcache("company_ids")
    def _get_active_ids(self, company_ids):
        """Return the ids of the checks in use in ``company_ids`` (a tuple); cached."""
        # whoever asks first fills the cache for everybody, so his context must not matter
        checklists = self.env["order.checklist"].sudo().with_context(active_test=True).search(
            [("mode", "!=", "draft"), ("company_id", "in", [False, *company_ids])]
        )
        return checklists.check_ids.sorted(lambda check: (check.sequence, check.id))._ids

    @api.model
    def _get_asked(self, facts, gate=None):
        """Return the checks to ask of ``facts`` at ``gate``: its own, and those that ask again.

        A tick of an earlier gate is looked at too: what it says may have changed since.
        """
        companies = tuple(sorted({order.company_id for order in facts.orders}))
        checks = self.sudo().browse(self._get_active_ids(companies))
        if gate is None:
            return checks
        before = GATES[: GATES.index(gate)]
        changed = bool(before) and bool(facts.changed_line_ids)
        return checks.filtered(
            lambda check: check.gate == gate
            or (check.gate in before and (check.recheck or changed or check.method == "attest"))
        )

    def _find(self, orders):
        """Ask every check in ``self`` of every order, and return an ``Evaluation``.

        A rule that crashes, or whose facts cannot be read, hurts only its own checks.

        :param orders: ``sale.order`` records, or ``Facts`` that are already there
        """
        facts = orders if isinstance(orders, Facts) else Facts(self.env, orders.ids)
        errors = {}
        covered = self._get_covered(facts, errors)
        findings = self._run_rules(facts, errors)
        counted, past = [], set()
        for finding in findings:
            if finding.order_id not in covered[finding.check.checklist_id.id]:
                continue
            if self._is_asked(facts, finding.check, finding.order_id, finding.line_id):
                counted.append(finding)
            else:
                past.add(finding.identity)
        return Evaluation(counted, past, errors, covered)

    def _run_rules(self, facts, errors):
        """Return the findings of all rules; one savepoint for all of them, or one each if SQL fails.

        :param errors: takes ``{order.check record: exception}`` of what crashed
        """
        rules = self.filtered(lambda check: check.method == "machine" and check not in errors)
        try:
            with self.env.cr.savepoint(flush=False):
                return rules._run_each(facts, errors, nullcontext)
        except psycopg2.OperationalError:
            raise  # somebody else was faster: the whole transaction starts over
        except psycopg2.Error:
            return rules._run_each(facts, errors, partial(self.env.cr.savepoint, flush=False))

    def _run_each(self, facts, errors, guard):
        findings = []
        for kind, checks in self.grouped("kind").items():
            try:
                with guard():
                    findings += getattr(checks, f"_find_{kind}")(facts)
            except psycopg2.Error as error:
                if guard is nullcontext or isinstance(error, psycopg2.OperationalError):
                    raise
                checks._note_crash(errors, error)
            except Exception as error:
                checks._note_crash(errors, error)
        return findings

    def _note_crash(self, errors, error):
        _logger.error("Checks of the order desk crashed: %s", self.mapped("name"), exc_info=error)
        errors.update(dict.fromkeys(self, error))

    @api.model
    def _is_asked(self, facts, check, order_id, line_id):
        """Return whether ``check`` still guards the order: its gate is ahead, it asks again, or
        the line was added or changed after the confirmation."""
        if check.recheck or not facts.has_passed(facts.by_id[order_id], check.gate):
            return True
        return line_id in facts.changed_line_ids

    def _get_covered(self, facts, errors=None):
        """Return ``{checklist id: set of order ids}``; one query for each domain that says something.

        :param errors: takes the checks of a checklist whose domain cannot be searched any more (a
            field went with its addon); it covers all orders then, so that nobody slips through
        """
        covered = {}
        for checklist in self.checklist_id:
            ids = {
                order.id
                for order in facts.orders
                if checklist.company_id.id in (False, order.company_id)
                and checklist._is_in_use(order.date_order)
            }
            try:
                covered[checklist.id] = checklist._filter_covered(facts.env, ids)
            except (ValueError, KeyError, SyntaxError) as error:
                covered[checklist.id] = ids
                checks = self.filtered(lambda check, own=checklist: check.checklist_id == own)
                checks._note_crash({} if errors is None else errors, error)
        return covered

    @api.model
    def _get_gate_blockers(self, facts, gate=None):
        """Return the blockers that the checks make: findings, missing ticks and crashed rules."""
        checks = self._get_asked(facts, gate)
        if not checks:
            return []
        evaluation = checks._find(facts)
        facts.past |= evaluation.past
        overrides = self.env["order.override"]._get_valid(facts) if evaluation.findings else []
        blockers = [
            self._prepare_finding_blocker(facts, finding)
            for finding in evaluation.findings
            if not any(override._covers(finding) for override in overrides)
        ]
        blockers += self._get_error_blockers(facts, evaluation)
        return blockers + checks._get_tick_blockers(facts, evaluation)

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
        """Return whether ``check`` may stop the order: enforced, and effective before it was confirmed."""
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
        """Return a blocker for each manual check that nobody ticked, or whose order has changed."""
        manual = self.filtered(lambda check: check.method == "attest" and check not in evaluation.errors)
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
                actions=("tick", "open"),
            )
            for check in manual
            for order_id in evaluation.covered[check.checklist_id.id]
            for tick in [ticks.get((check.id, order_id), "missing")]
            if tick == "void"
            or (tick == "missing" and self._is_asked(facts, check, order_id, False))
        ]
