from odoo import api, models

from ..tools.gates import gates_from


class OrderHoldWizard(models.TransientModel):
    """Saying before it is placed how much of an order a hold on one line stops."""

    _inherit = "order.hold.wizard"

    @api.depends("type_id", "line_id", "is_only_lines", "from_gate", "order_ids")
    def _compute_scope(self):
        for wizard in self:
            is_line = wizard.type_id and (wizard.line_id or wizard.is_only_lines)
            orders = (wizard.line_id.order_id or wizard.order_ids)._origin
            words = [wizard._word_scope(order) for order in orders] if is_line else []
            wizard.scope = " ".join(dict.fromkeys(words)) or False

    def _word_scope(self, order):
        """Return what a hold of the chosen type on a line of ``order`` leaves to go on."""
        later = gates_from(self.from_gate or "confirm")
        gates = [gate for gate in self.type_id._get_gates() if gate in later]
        if order.state == "sale" and gates[:1] == ["confirm"]:
            gates[0] = "handoff"
        gate = gates[0] if gates else self.from_gate or "invoice"
        return self.env["order.hold"]._get_scope(order.sudo(), gate)
