from odoo import api, models
from odoo.exceptions import LockError
from odoo.tools import ormcache

from ..exceptions import GateClosed
from ..tools.asked import get_answers
from ..tools.blocker import SEVERITIES
from ..tools.facts import Facts
from ..tools.gates import GATES
from ..tools.passage import get_closed_gate

#: How many blockers a message spells out; the dialog shows them all.
MESSAGE_LINES = 20


class OrderGate(models.AbstractModel):
    """The one question: what keeps these orders from passing a gate?

    A *source* of blockers is a model with ``_get_gate_blockers(facts, gate)``, named in
    ``_get_blocker_sources``; it returns ``Blocker`` values with the gate that they were made for,
    and this model says which gate each one closes.
    """

    _name = "order.gate"
    _description = "Gate"

    @api.model
    @ormcache()
    def _get_active_company_ids(self):
        """Return the ids of the companies whose desk is on; cached, so a gate costs no query."""
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        companies = companies.search([("order_desk_active", "=", True)])
        return frozenset(companies.ids)

    @api.model
    def _is_active(self, company_ids=None):
        """Return whether the desk is on in one of ``company_ids`` (in any company if ``None``)."""
        active = self._get_active_company_ids()
        return bool(active if company_ids is None else active.intersection(company_ids))

    @api.model
    def _get_active_orders(self, orders):
        """Return the orders of companies whose desk is on; without a query if none is."""
        active = self._get_active_company_ids()
        if not active or not orders:
            return orders.browse()
        return orders.filtered(lambda order: order.company_id.id in active)

    @api.model
    def _check(self, orders, gate, lines=None):
        """Lock the orders, ask the gate once for all of them, and let them pass.

        :param lines: the order lines concerned, if not all: a hold on another one is none
        :raises GateClosed: with every blocker of every order
        :raises LockError: when somebody works on one of the orders at this moment
        """
        orders = self._get_active_orders(orders)
        if not orders:
            return
        self._lock(orders)
        blockers = self._get_stopping(orders, gate, lines)
        if blockers:
            raise self._get_closed_error(orders, gate, blockers)

    @api.model
    def _lock(self, orders):
        """Lock the rows of the orders, so that no blocker is placed while a gate is asked.

        Within a run they are locked once: a row stays locked until the transaction ends.
        """
        answers = get_answers(self.env)
        if answers:
            orders = orders.filtered(lambda order: order.id not in answers.locked)
        try:
            orders.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise LockError(
                self.env._("Somebody else is working on this order right now. Please try again.")
            ) from error
        if answers:
            answers.locked.update(orders.ids)

    @api.model
    def _get_blocker_sources(self):
        return ["order.check", "order.hold", "order.override", "order.case", "order.handoff"]

    @api.model
    def _get_blockers(self, orders, gate=None, entering=True):
        """Return the blockers of ``orders``, worst first.

        :param gate: only those that close this gate; ``None``: all
        :param entering: the orders are about to pass ``gate``, whatever their columns say; if not,
            a gate that is behind them is closed by nothing
        """
        orders = self._get_active_orders(orders)
        if not orders:
            return []
        return self._tell(self._ask(self._get_facts(orders, gate if entering else None), gate))

    @api.model
    def _get_stopping(self, orders, gate, lines=None):
        """Return the blockers that stop ``orders`` at ``gate``, which they are about to pass.

        :param lines: the order lines concerned, if not all: a hold on another one is none
        """
        orders = self._get_active_orders(orders)
        if not orders:
            return []
        blockers = self._ask(self._get_facts(orders, gate), gate)
        if lines is not None:
            blockers = self.env["order.hold"]._drop_narrow(blockers, lines)
        return self._tell([blocker for blocker in blockers if blocker.stops])

    @api.model
    def _tell(self, blockers):
        """Return ``blockers`` with the message of each finding, in the reader's language.

        Each person is offered what he may do about it.
        """
        line_ids = {b.finding.told_line_id for b in blockers if b.finding} - {False}
        desk, allowed = self.env["order.desk"], {}
        checks = self.env["order.check"].sudo()
        checks = checks.browse({blocker.check_id for blocker in blockers} - {False})
        hints = {check.id: check.note or "" for check in checks}
        blockers = [self.env["order.hold"]._tell_scope(blocker) for blocker in blockers]
        told = []
        for blocker in blockers:
            # what a person may do about a finding depends on its check
            key = (blocker.check_id, blocker.actions) if blocker.finding else id(blocker)
            if key not in allowed:
                allowed[key] = desk._get_allowed_actions(blocker)
            message = blocker.message
            if not message:
                message = blocker.finding.check._describe(blocker.finding, line_ids)
            hint = hints.get(blocker.check_id, "")
            told.append(blocker._replace(hint=hint, actions=allowed[key], message=message))
        return told

    @api.model
    def _get_facts(self, orders, entering=None):
        """Return the ``Facts`` of one evaluation of ``orders``."""
        return Facts(self.env, orders.ids, entering)

    @api.model
    def _ask(self, facts, gate=None):
        """Like ``_get_blockers``, over facts that are already there."""
        blockers = []
        for model in self._get_blocker_sources():
            for blocker in self.env[model]._get_gate_blockers(facts, gate):
                order = facts.by_id[blocker.order_id]
                closed = get_closed_gate(order, blocker.gate, facts.entering)
                if closed and (gate is None or closed == gate):
                    blockers.append(blocker._replace(gate=closed))
        unique = {self._get_identity(blocker): blocker for blocker in blockers}
        return sorted(unique.values(), key=self._get_rank)

    @staticmethod
    def _get_identity(blocker):
        finding = blocker.finding
        source = finding.identity if finding else (blocker.source_model, blocker.source_id)
        return (blocker.gate, blocker.order_id, blocker.kind, blocker.check_id, source)

    @staticmethod
    def _get_rank(blocker):
        return (
            not blocker.stops,
            SEVERITIES.index(blocker.severity),
            GATES.index(blocker.gate),
            blocker.order_id,
        )

    @api.model
    def _get_closed_error(self, orders, gate, blockers):
        names = {order.id: order.name for order in orders.sudo()}
        values = [blocker.as_dict(names.get(blocker.order_id, "")) for blocker in blockers]
        lines = [f"{names.get(b.order_id, '')}: {b.message}" for b in blockers[:MESSAGE_LINES]]
        if len(blockers) > MESSAGE_LINES:
            lines.append(self.env._("… and %s more.", len(blockers) - MESSAGE_LINES))
        return GateClosed("\n".join([self._get_closed_title(gate), *lines]), gate, values)

    @api.model
    def _get_closed_title(self, gate):
        return {
            "confirm": self.env._("This cannot be confirmed yet:"),
            "handoff": self.env._("This cannot be released yet:"),
            "ship": self.env._("This cannot be shipped yet:"),
            "invoice": self.env._("This cannot be invoiced yet:"),
        }[gate]

    @api.model
    def _split(self, orders, gate, lines=None):
        """Return ``(free orders, stopping blockers of the others)``; asks once, raises nothing."""
        blockers = self._get_stopping(orders, gate, lines)
        stopped = {blocker.order_id for blocker in blockers}
        return orders.filtered(lambda order: order.id not in stopped), blockers

    @api.model
    def _touch(self, orders):
        """Recount the blockers of ``orders`` on their own rows.

        The rows are updated even where the number stays: at REPEATABLE READ only this makes a gate
        that is asked at the same moment start over and see the new blocker.
        """
        if not orders:
            return
        self.env.flush_all()
        self.env["order.blocker"]._write_counts(orders.ids)
        orders._follow_counts()

    @api.model
    def _recount(self, orders):
        """Bring the counters in line with the list; rows that are right already stay untouched,
        so that a scan is in nobody's way."""
        if orders:
            self.env.flush_all()
            changed = self.env["order.blocker"]._write_counts(orders.ids, only_changed=True)
            orders.browse(changed)._follow_counts()
