from odoo import models


class SaleOrder(models.Model):
    """Visitors of the shop confirm orders that cost nothing (tickets, booths) without a payment."""

    _inherit = "sale.order"

    def action_confirm(self):
        """Park what is stopped: a visitor cannot do anything about it."""
        if not self.env.su or self.env.user._is_internal():
            return super().action_confirm()
        free = self._park_stopped()
        return super(SaleOrder, free).action_confirm() if free else True
