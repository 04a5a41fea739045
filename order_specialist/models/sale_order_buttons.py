from odoo import models


class SaleOrder(models.Model):
    """Buttons over many orders: what the desk answers, as the web client shows it."""

    _inherit = "sale.order"

    def action_confirm_selected(self):
        """Confirm the orders that nothing stops; show why the others are not, in one dialog."""
        orders = self.filtered(lambda order: order.state in ("draft", "sent"))
        answer = orders.action_confirm_ready()
        notice = self.env._("%s orders confirmed.", len(answer["confirmed"]))
        names = {order.id: order.name for order in orders}
        refused = [
            {
                "order_id": refusal["order_id"],
                "order_name": names[refusal["order_id"]],
                "kind": "refused",
                "severity": "block",
                "message": refusal["message"],
                "actions": ["open"],
            }
            for refusal in answer["refused"]
        ]
        blockers = answer["stopped"] + refused
        if not blockers:
            return self._notify(notice)
        return {
            "type": "ir.actions.client",
            "tag": "order_gate_dialog",
            "params": {
                "gate": "confirm",
                "order_ids": list({blocker["order_id"] for blocker in blockers}),
                "blockers": blockers,
                "notice": notice,
            },
        }

    def _notify(self, message):
        """Return the action that says ``message`` and reloads the list."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
