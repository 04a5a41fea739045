from typing import NamedTuple

from odoo import api, models
from odoo.tools import ormcache

from ..tools.facts import Facts
from ..tools.gates import GATES


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

    @api.model
    def _is_asked(self, facts, check, order_id, line_id):
        """Return whether ``check`` still guards the order: its gate is ahead, it asks again, or
        the line was added or changed after the confirmation."""
        if check.recheck or not facts.has_passed(facts.by_id[order_id], check.gate):
            return True
        return line_id in facts.changed_line_ids
