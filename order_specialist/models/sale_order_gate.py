from odoo import api, fields, models

from ..tools.gates import GATES
from ..tools.passage import has_passed


class SaleOrder(models.Model):
    """What a person or a machine asks the desk about orders; each method says it for many."""

    _inherit = "sale.order"

    gate_strip = fields.Json(
        compute="_compute_gate_strip",
        help="The four gates and what stops each, as of now; empty while the desk is off.",
    )
    next_step = fields.Char(compute="_compute_next_step", help="What happens next, in one line.")

    @api.depends_context("lang", "uid")
    def _compute_gate_strip(self):
        for order in self:
            order.gate_strip = order._origin._get_gate_strip()

    @api.depends_context("lang", "uid")
    def _compute_next_step(self):
        for order in self:
            order.next_step = self.env["order.step"]._get_next_step(order._origin)

    @api.readonly
    def get_blockers(self, gate=None):
        """Return what stops the orders, worst first, as JSON-ready dicts.

        :param gate: ``confirm``, ``handoff``, ``ship`` or ``invoice``; ``None`` for all
        :returns: list of dicts with order_id, order_name, gate, kind, severity, stops, message,
            source_model, source_id, check_id, line_id, key, expected, actual, amount (company
            currency) and the names of the ``actions`` that help; an info has ``stops`` false
        """
        self.check_access("read")
        names = {order.id: order.name for order in self}
        return [
            blocker.as_dict(names[blocker.order_id])
            for blocker in self.env["order.gate"]._get_blockers(self, gate)
        ]

    def action_verify(self):
        """Verify the orders now and keep what was found; returns the blockers like ``get_blockers``."""
        self.check_access("write")
        blockers = self.env["order.verification"]._store(self, is_verified=True)
        names = {order.id: order.name for order in self}
        return [blocker.as_dict(names[blocker.order_id]) for blocker in blockers]

    def action_verify_and_confirm(self):
        """Verify, keep the result, and confirm; if something stops an order, say what instead."""
        if not self.env["order.gate"]._get_active_orders(self):
            return self.action_confirm()
        # whoever comes second learns it before any work is done
        self.env["order.gate"]._lock(self)
        blockers = [b for b in self.action_verify() if b["stops"] and b["gate"] == "confirm"]
        if not blockers:
            return self.action_confirm()
        return {
            "type": "ir.actions.client",
            "tag": "order_gate_dialog",
            "params": {"gate": "confirm", "order_ids": self.ids, "blockers": blockers},
        }

    def action_confirm_ready(self):
        """Confirm the orders that nothing stops, and list the others with their reasons."""
        return self.env["order.desk"]._confirm_ready(self)

    def action_blocker(self, blocker, action):
        """Do what the button beside a blocker says; see ``order.desk``."""
        return self.env["order.desk"]._act(self, blocker, action)

    def action_hold(self):
        """Open the dialog that places a hold on the orders."""
        return self.env["order.desk"]._open_wizard(
            "order.hold.wizard", self.env._("Place Hold"), order_ids=self.ids
        )

    def _get_gate_strip(self):
        """Return the four gates with their state and blockers, or ``False`` with nothing to say."""
        if not self.env["order.gate"]._get_active_orders(self):
            return False
        facts = self.env["order.gate"]._get_facts(self)
        blockers = [b.as_dict(self.name) for b in self.env["order.gate"]._ask(facts)]
        stopping = [blocker for blocker in blockers if blocker["stops"]]
        order = facts.by_id[self.id]
        if order.state == "cancel" or (order.state != "sale" and not blockers):
            return False
        labels = dict(self.env["order.check"]._fields["gate"]._description_selection(self.env))
        gates = []
        for gate in GATES:
            count = sum(blocker["gate"] == gate for blocker in stopping)
            state = "closed" if count else "passed" if has_passed(order, gate) else "open"
            gates.append({"gate": gate, "label": labels[gate], "state": state, "count": count})
        return {
            "gates": gates,
            "blockers": stopping,
            "infos": [blocker for blocker in blockers if not blocker["stops"]],
            "as_of": fields.Datetime.to_string(fields.Datetime.now()),
        }
