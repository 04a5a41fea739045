from odoo import models


class PaymentTransaction(models.Model):
    """Cash on delivery: Odoo confirms before there is a payment."""

    _inherit = "payment.transaction"

    def _post_process(self):
        """Park what is stopped first: what is parked is no draft, and Odoo confirms drafts only."""
        self._park_promised("cash_on_delivery")
        return super()._post_process()
