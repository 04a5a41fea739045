from odoo import models
from odoo.http import request


class SaleOrder(models.Model):
    """Visitors of the shop confirm orders that cost nothing (tickets, booths) without a payment."""

    _inherit = "sale.order"

    def action_confirm(self):
        """Park what is stopped: who shops cannot do anything about it, an employee neither."""
        is_page = bool(request) and getattr(request, "is_frontend", False)
        if not self.env.su or (self.env.user._is_internal() and not is_page):
            return super().action_confirm()
        free = self._park_stopped()
        return super(SaleOrder, free).action_confirm() if free else True
