from odoo import api, fields, models

from ..tools.gates import GATES


class SaleOrder(models.Model):
    """The gates of an order on its form, as of now, and its next step in words."""

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

    def _get_gate_strip(self):
        """Return the four gates with their state and blockers, or ``False`` with nothing to say."""
        if not self.env["order.gate"]._get_active_orders(self):
            return False
        facts = self.env["order.gate"]._get_facts(self)
        blockers = self._as_dicts(self.env["order.gate"]._ask(facts))
        order = facts.by_id[self.id]
        if order.state == "cancel" or (order.state != "sale" and not blockers):
            return False
        stopping = [blocker for blocker in blockers if blocker["stops"]]
        return {
            "gates": self._get_gate_states(facts, order, stopping),
            "blockers": stopping,
            "infos": [blocker for blocker in blockers if not blocker["stops"]],
            "as_of": fields.Datetime.to_string(fields.Datetime.now()),
        }

    @api.model
    def _get_gate_states(self, facts, order, stopping):
        labels = dict(self.env["order.check"]._fields["gate"]._description_selection(self.env))
        gates = []
        for gate in GATES:
            count = sum(blocker["gate"] == gate for blocker in stopping)
            state = "passed" if facts.has_passed(order, gate) else "open"
            gates.append(
                {
                    "gate": gate,
                    "label": labels[gate],
                    "state": "closed" if count else state,
                    "count": count,
                }
            )
        return gates
