from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, ormcache

from ..tools.blocker import Blocker
from .order_blocker import KINDS
from .order_case import CLOSED_STATES


class OrderCase(models.Model):
    """What open claims stop, and what orders know of their claims."""

    _inherit = "order.case"

    @api.model
    @ormcache()
    def _is_used(self):
        """Return whether there is any claim at all: until then orders look for none."""
        return bool(self.sudo().search_count([], limit=1))

    @api.model
    def _get_gate_blockers(self, facts, gate=None):
        """Return one blocker for each gate that an open claim closes; no query without claims."""
        order_ids = [order.id for order in facts.orders if order.has_claim]
        if not order_ids:
            return []
        domain = [
            ("order_id", "in", order_ids),
            ("state", "not in", CLOSED_STATES),
            "|",
            ("type_id.stops_ship", "=", True),
            ("type_id.stops_invoice", "=", True),
        ]
        return [
            Blocker(
                gate=closes,
                order_id=case.order_id.id,
                kind="case",
                message=case.with_env(self.env(su=True))._get_message(),
                source_model="order.case",
                source_id=case.id,
                actions=("open_case", "ask"),
            )
            for case in self.sudo().search(domain, order="id")
            for closes, stops in (
                ("ship", case.type_id.stops_ship),
                ("invoice", case.type_id.stops_invoice),
            )
            if stops
        ]

    def _check_desk_active(self):
        """Refuse claims where nothing would count, stop or settle them."""
        orders = self.sudo().order_id
        off = orders - self.env["order.gate"]._get_active_orders(orders)
        if off:
            raise UserError(
                self.env._(
                    "The order desk is off for %s. Switch it on in the settings first.",
                    ", ".join(off.company_id.mapped("name")),
                )
            )

    def _get_message(self):
        """Return the claim in one sentence, for whoever is stopped by it."""
        if not self.type_id:
            return self.env._("Claim %s: to be sorted", self.name)
        return self.env._("Claim %(name)s: %(type)s", name=self.name, type=self.type_id.name)


class OrderCaseCounts(models.Model):
    """How many claims an order has, on its own row."""

    _inherit = "order.case"

    def _sync_orders(self):
        self._sync_counts(self.order_id)

    @api.model
    def _sync_counts(self, orders):
        """Write the number of claims on ``orders``, and let the gates count again."""
        orders = orders.sudo()
        counts = {order: [0, 0] for order in orders}
        for order, state, number in self.sudo()._read_group(
            [("order_id", "in", orders.ids)], ["order_id", "state"], ["__count"]
        ):
            counts[order][0] += number
            counts[order][1] += number if state not in CLOSED_STATES else 0
        for (number, still_open), same in orders.grouped(lambda o: tuple(counts[o])).items():
            values = {"case_count": number, "open_case_count": still_open}
            changed = same.filtered(lambda o, new=values: any(o[name] != new[name] for name in new))
            changed.write(values)
        self.env["order.gate"]._touch(orders)


class OrderBlocker(models.Model):
    """Open claims that stop something, in the worklist."""

    _inherit = "order.blocker"

    @api.model
    def _get_queries(self):
        return [*super()._get_queries(), self._query_cases()]

    @api.model
    def _query_cases(self):
        return SQL(
            """
            SELECT %s, 'case', 'order.case', k.id, k.order_id, k.company_id,
                   CASE WHEN t.stops_ship AND o.delivery_status IS DISTINCT FROM 'full'
                        THEN 'ship' ELSE 'invoice' END,
                   NULL, NULL, k.amount_company, k.reported_on,
                   CASE k.waiting_on WHEN 'supervisor' THEN 'other' ELSE k.waiting_on END,
                   k.follow_up_on
              FROM order_case k
              JOIN order_case_type t ON t.id = k.type_id
              JOIN sale_order o ON o.id = k.order_id
             WHERE k.state NOT IN %s AND (t.stops_ship OR t.stops_invoice)
            """,
            KINDS["case"],
            CLOSED_STATES,
        )
