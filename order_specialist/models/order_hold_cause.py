from ast import literal_eval
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import float_compare

from ..tools.due import Due


class OrderHold(models.Model):
    """Holds that the system places: the gate finds what is due, the scan places and releases it."""

    _inherit = "order.hold"

    is_automatic = fields.Boolean(
        readonly=True, copy=False, help="The system placed it, and releases it with its cause."
    )
    figures = fields.Json(readonly=True, copy=False, groups="base.group_system")

    @api.model
    def _find_due(self, facts):
        """Return ``{(type id, order id): Due}`` of all holds that have a cause now.

        A release by a person covers a cause until the order has outgrown it.
        """
        due = {}
        for hold_type in self.env["order.hold.type"]._get_causing():
            cause = hold_type.trigger if hold_type.automatic else "growth"
            for found in self._find_due_for(facts, hold_type, cause):
                due[found.type_id, found.order_id] = found
        return due

    @api.model
    def _find_due_for(self, facts, hold_type, cause):
        """Return the ``Due`` of each order that ``cause`` is true of for one type."""
        open_ids = self._get_open_ids(facts, hold_type)
        if not open_ids:
            return []
        found = getattr(self, f"_find_due_{cause}")(facts, hold_type)
        return [due for due in found if due.order_id in open_ids]

    @api.model
    def _get_open_ids(self, facts, hold_type):
        """Return the orders that still have a gate of the type ahead.

        A quotation is judged by types that stop confirming; what was confirmed before the desk
        was switched on is left alone.
        """
        gates = hold_type._get_gates()
        return {
            order.id
            for order in facts.orders
            if (
                "confirm" in gates
                if order.state in ("draft", "sent")
                else order.state == "sale"
                and order.confirmed_on
                and any(not facts.has_passed(order, gate) for gate in gates)
            )
        }

    @api.model
    def _find_due_over_limit(self, facts, hold_type):
        found = self.env["order.exposure"]._find_over_limit(facts, hold_type)
        return self._drop_accepted(found, hold_type)

    @api.model
    def _find_due_overdue(self, facts, hold_type):
        found = self.env["order.exposure"]._find_overdue(facts, hold_type)
        return self._drop_accepted(found, hold_type)

    @api.model
    def _find_due_domain(self, facts, hold_type):
        domain = Domain("id", "in", facts.order_ids) & Domain(
            literal_eval(hold_type.domain or "[]")
        )
        orders = self.env["sale.order"].sudo().with_context(active_test=False)
        found = [Due(hold_type.id, order_id) for order_id in orders._search(domain)]
        return self._drop_accepted(found, hold_type)

    @api.model
    def _find_due_growth(self, facts, hold_type):
        """A hold that a person released comes back when its release is used up."""
        released = self._get_last_released(facts.order_ids, hold_type)
        return [
            Due(hold_type.id, hold.order_id.id, {"grown": True})
            for hold in released
            if not hold._is_release_good()
        ]


class OrderHoldAccepted(models.Model):
    """What the release by a person is good for."""

    _inherit = "order.hold"

    released_amount = fields.Float(
        string="Total at the Release", readonly=True, copy=False, digits=(16, 2)
    )
    release_kind = fields.Selection(
        [
            ("person", "Released"),
            ("cause", "Its cause has gone"),
            ("day", "Its last day has come"),
            ("line", "Its line was deleted"),
        ],
        string="How It Ended",
        readonly=True,
        copy=False,
    )

    @api.model
    def _get_held_ids(self, order_ids, hold_type):
        """Return the orders that have an active hold of the type."""
        domain = Domain("order_id", "in", list(order_ids)) & Domain("is_active", "=", True)
        return set(self.sudo().search(domain & Domain("type_id", "=", hold_type.id)).order_id.ids)

    @api.model
    def _get_last_released(self, order_ids, hold_type):
        """Return the last hold of the type that a person released, of each order."""
        domain = (
            Domain("order_id", "in", list(order_ids))
            & Domain("type_id", "=", hold_type.id)
            & Domain("release_kind", "=", "person")
            & Domain("line_id", "=", False)
            & Domain("line_name", "=", False)
        )
        found = self.sudo().search(domain, order="released_on, id")
        return self.sudo().union(*{hold.order_id: hold for hold in found}.values())

    @api.model
    def _get_accepted(self, order_ids, hold_type):
        """Return the orders of which somebody released the hold, and whose release is good."""
        released = self._get_last_released(order_ids, hold_type)
        return {hold.order_id.id for hold in released if hold._is_release_good()}

    @api.model
    def _drop_accepted(self, found, hold_type):
        accepted = self._get_accepted([due.order_id for due in found], hold_type) if found else ()
        return [due for due in found if due.order_id not in accepted]

    def _is_release_good(self):
        """Return whether the order is no more than what was released, and it was not long ago."""
        self.ensure_one()
        hold_type, order = self.type_id, self.order_id
        if hold_type.valid_days:
            last = self.released_on + timedelta(days=hold_type.valid_days)
            if last < fields.Datetime.now():
                return False
        limit = self.released_amount * (1 + hold_type.growth_percent / 100)
        digits = order.currency_id.decimal_places
        return float_compare(order.amount_total, limit, precision_digits=digits) <= 0


class OrderHoldFollow(models.Model):
    """Placing what is due, and releasing what is not due any more."""

    _inherit = "order.hold"

    @api.model
    def _follow_causes(self, orders, facts=None):
        """Bring the holds of the system in line with their causes, as the system.

        A type that is archived, or places itself no more, has no cause left.
        """
        is_held = facts and any(order.is_held for order in facts.orders)
        if not orders or not (is_held or self.env["order.hold.type"]._get_causing_ids()):
            return
        holds = self.with_user(SUPERUSER_ID).sudo()
        facts = facts or self.env["order.gate"]._get_facts(orders)
        due = facts["due_holds"]
        domain = Domain("order_id", "in", list(facts.order_ids)) & Domain("is_active", "=", True)
        active = holds.search(domain & Domain("line_id", "=", False))
        known = {(hold.type_id.id, hold.order_id.id): hold for hold in active}
        gone = active.filtered(
            lambda hold: hold.is_automatic and (hold.type_id.id, hold.order_id.id) not in due
        )
        gone._end("cause", self.env._("Its cause has gone."))
        for key, found in due.items():
            if key in known and known[key].is_automatic and known[key].figures != found.figures:
                known[key].figures = found.figures
        holds._place_due([found for key, found in due.items() if key not in known])

    @api.model
    def _place_due(self, due):
        if not due:
            return
        orders = self.env["sale.order"].browse({found.order_id for found in due})
        self.env["order.gate"]._lock(orders)
        holds = self.create(
            [
                {
                    "order_id": found.order_id,
                    "type_id": found.type_id,
                    "figures": found.figures,
                    "is_automatic": True,
                    "placed_by_id": SUPERUSER_ID,
                }
                for found in due
            ]
        )
        for hold in holds:
            hold._log(self.env._("Hold placed by the system: %s", hold._get_name()), None)
        holds._after_place()
        self.env["order.gate"]._touch(orders)

    def _end(self, kind, note):
        """Release holds without a person: their cause has gone, or their last day has come."""
        if self:
            self.env["order.gate"]._lock(self.order_id)
            self.write(self._prepare_release_values(kind, note=note))
            for hold in self:
                hold._log(self.env._("Hold released by itself: %s", hold._get_name()), note)
            self._after_release()
            self.env["order.gate"]._touch(self.order_id)
