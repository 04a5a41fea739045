from odoo import api, models
from odoo.exceptions import UserError

#: Batch confirmation works in steps of this size; one that fails is tried order by order.
CONFIRM_CHUNK = 20


class OrderDesk(models.AbstractModel):
    """Confirming many orders: the good ones pass, the others are listed."""

    _inherit = "order.desk"

    @api.model
    def _confirm_ready(self, orders):
        """Confirm the orders that nothing stops; list the others with their reasons.

        :returns: ``{"confirmed": [ids], "stopped": [blockers], "refused": [{order_id, message}]}``;
            *refused* are those that Odoo itself refuses
        """
        quotations = orders.filtered(lambda order: order.state in ("draft", "sent"))
        self.env["order.verification"]._store(quotations, is_verified=True)
        free, blockers = self.env["order.gate"]._split(quotations, "confirm")
        confirmed = []
        # Odoo itself says why it does not confirm what is no quotation
        refused = self._get_refused(orders - quotations, confirmed)
        for start in range(0, len(free), CONFIRM_CHUNK):
            chunk = free[start : start + CONFIRM_CHUNK]
            if self._try_confirm(chunk) is None:
                confirmed += chunk.ids
                continue
            refused += self._get_refused(chunk, confirmed)
        return {
            "confirmed": confirmed,
            "stopped": orders._as_dicts(blockers),
            "refused": refused,
        }

    @api.model
    def _get_refused(self, orders, confirmed):
        """Confirm one by one: adds to ``confirmed``, returns those that Odoo refuses, and why."""
        refused = []
        for order in orders:
            message = self._try_confirm(order)
            if message is None:
                confirmed.append(order.id)
            else:
                refused.append({"order_id": order.id, "message": message})
        return refused

    @api.model
    def _try_confirm(self, orders):
        """Confirm in a savepoint; returns ``None``, or why Odoo refused."""
        try:
            with self.env.cr.savepoint():
                orders.action_confirm()
        except UserError as error:
            self.env.invalidate_all()
            return str(error)
        return None
