from odoo import api, models


class OrderVerification(models.Model):
    """The scan also releases orders that waited for it and are stopped no more."""

    _inherit = "order.verification"

    @api.model
    def _scan(self, orders):
        result = super()._scan(orders)
        self.env["order.handoff"]._release_waiting(orders)
        return result
