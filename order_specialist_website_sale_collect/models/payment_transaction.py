from odoo import models


class PaymentTransaction(models.Model):
    """Paid in the store: Odoo confirms before there is a payment."""

    _inherit = "payment.transaction"

    def _post_process(self):
        """Park what is stopped first: what is parked is no draft, and Odoo confirms drafts only."""
        self._park_promised("on_site")
        return super()._post_process()
