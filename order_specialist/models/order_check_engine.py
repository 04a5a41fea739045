import logging
from contextlib import nullcontext
from functools import partial
from typing import NamedTuple

import psycopg2

from odoo import api, models
from odoo.tools import ormcache

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

    def narrow(self, order_ids):
        """Return what it says of some of its orders."""
        return self._replace(
            findings=[finding for finding in self.findings if finding.order_id in order_ids],
            covered={key: {i for i in ids if i in order_ids} for key, ids in self.covered.items()},
        )


class OrderCheck(models.Model):
    """The engine: choose the checks, build the facts, dispatch to the rules."""

    _inherit = "order.check"

    @api.model
    @ormcache("company_ids")
    def _get_active_ids(self, company_ids):
        """Return the ids of the checks in use in ``company_ids`` (a tuple); cached."""
        # whoever asks first fills the cache for everybody, so his context must not matter
        checklists = (
            self.env["order.checklist"]
            .sudo()
            .with_context(active_test=True)
            .search([("mode", "!=", "draft"), ("company_id", "in", [False, *company_ids])])
        )
        return checklists.check_ids.sorted(lambda check: (check.sequence, check.id))._ids

    @api.model
    @ormcache("kind", "company_id")
    def _get_active_ids_of(self, kind, company_id):
        """Return the ids of the checks of one kind in use in a company; cached."""
        checks = self.sudo().browse(self._get_active_ids((company_id,)))
        return checks.filtered(lambda check: check.kind == kind)._ids

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
            lambda check: (
                check.gate == gate
                or (
                    check.gate in before and (check.recheck or changed or check.method != "machine")
                )
            )
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
        counted, past = self._part(facts, findings, covered)
        return Evaluation(self._keep_strictest(facts, counted), past, errors, covered)

    def _part(self, facts, findings, covered):
        """Return the findings that count now, and the identities of those past their gate."""
        settings = {
            check.id: (covered[check.checklist_id.id], check.recheck, check.gate) for check in self
        }
        counted, past = [], set()
        for finding in findings:
            order_ids, recheck, gate = settings[finding.check.id]
            if finding.order_id not in order_ids:
                continue
            if (
                recheck
                or not facts.has_passed(facts.by_id[finding.order_id], gate)
                or finding.line_id in facts.changed_line_ids
            ):
                counted.append(finding)
            else:
                past.add(finding.identity)
        return counted, past

    def _run_rules(self, facts, errors):
        """Return the findings of all rules; in one savepoint, or in one each if SQL fails.

        :param errors: takes ``{order.check record: exception}`` of what crashed
        """
        rules = self.filtered(lambda check: check.method != "attest" and check not in errors)
        try:
            with self.env.cr.savepoint(flush=False):
                return rules._run_each(facts, errors, nullcontext)
        except psycopg2.Error as error:
            if self._is_of_all(error):
                raise
            return rules._run_each(facts, errors, partial(self.env.cr.savepoint, flush=False))

    def _run_each(self, facts, errors, guard):
        findings = []
        runs = self.grouped(lambda check: (check._get_rule(), check._runs_alone() and check.id))
        for (rule, _alone), checks in runs.items():
            try:
                with guard():
                    findings += getattr(checks, f"_find_{rule}")(facts)
            except psycopg2.Error as error:
                if guard is nullcontext or self._is_of_all(error):
                    raise
                checks._note_crash(errors, error)
            except Exception as error:
                checks._note_crash(errors, error)
        return findings

    def _runs_alone(self):
        """Return whether the check is asked apart from others of its kind, to crash alone."""
        return False

    @staticmethod
    def _is_of_all(error):
        """Return whether the whole transaction starts over: somebody else was faster.

        A source that takes longer than the database allows concerns its own rules only.
        """
        return isinstance(error, psycopg2.OperationalError) and not isinstance(
            error, psycopg2.errors.QueryCanceled
        )

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

    @ormcache("self._ids")
    def _get_general_ids(self):
        """Return the ids of the checklists that are for every order; cached, so none is read."""
        return frozenset(
            checklist.id
            for checklist in self.sudo().checklist_id
            if not (checklist.company_id or checklist.date_from or checklist.date_to)
            and (checklist.domain or "[]").strip() == "[]"
        )

    def _get_covered(self, facts, errors=None):
        """Return ``{checklist id: set of order ids}``; one query for each domain that is not empty.

        :param errors: takes the checks of a checklist whose domain cannot be searched any more (a
            field went with its addon); it covers all orders then, so that nobody slips through
        """
        covered, general = {}, self._get_general_ids()
        for checklist in self.checklist_id:
            ids = {*facts.by_id}
            if checklist.id in general:
                covered[checklist.id] = ids
                continue
            if checklist.company_id or checklist.date_from or checklist.date_to:
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
