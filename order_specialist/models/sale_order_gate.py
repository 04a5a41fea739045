from odoo import api, models
from odoo.exceptions import AccessError


class SaleOrder(models.Model):
    """What a person or a machine asks the desk about orders; each method says it for many."""

    _inherit = "sale.order"

    @api.readonly
    def get_blockers(self, gate=None):
        """Return what stops the orders, worst first, as JSON-ready dicts.

        :param gate: ``confirm``, ``handoff``, ``ship`` or ``invoice``; ``None`` for all
        :returns: list of dicts with order_id, order_name, gate, kind, severity, stops, message,
            hint (what helps), source_model, source_id, check_id, line_id, key, expected, actual,
            amount (company currency) and the names of the ``actions`` that help; an info has
            ``stops`` false
        """
        self._check_desk_access("read")
        gates = self.env["order.gate"]
        orders = gates._get_active_orders(self)
        return self._as_dicts(gates._ask(gates._get_facts(orders), gate)) if orders else []

    def action_verify(self):
        """Verify the orders now and keep what was found; return it like ``get_blockers``."""
        self._check_desk_access("write")
        return self._as_dicts(self.env["order.verification"]._store(self, is_verified=True))

    def action_verify_and_confirm(self):
        """Verify, keep the result, and confirm; if something stops an order, say what instead."""
        if not self.env["order.gate"]._get_active_orders(self):
            return self.action_confirm()
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
        self._check_desk_access("write")
        return self.env["order.desk"]._confirm_ready(self)

    def action_blocker(self, blocker, action):
        """Do what the button beside a blocker says; see ``order.desk``."""
        order = self.filtered(lambda order: order.id == blocker.get("order_id")) or self
        order._check_desk_access("read")
        return bool(order) and self.env["order.desk"]._act(order, blocker, action)

    def action_hold(self):
        """Open the dialog that places a hold on the orders."""
        return self.env["order.desk"]._open_wizard(
            "order.hold.wizard", self.env._("Place Hold"), order_ids=self.ids
        )

    def _check_desk_access(self, operation):
        """What stops an order is none of the customer's business, even for his own order."""
        if not (self.env.su or self.env.user._is_internal()):
            raise AccessError(self.env._("Only employees see what stops an order."))
        self.check_access(operation)

    def _as_dicts(self, blockers):
        names = {order.id: order.name for order in self}
        blockers = self.env["order.gate"]._tell(blockers)
        return [blocker.as_dict(names[blocker.order_id]) for blocker in blockers]
