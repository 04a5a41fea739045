from odoo import models


class OrderCaseResolution(models.Model):
    _inherit = "order.case.resolution"

    def _get_document(self):
        """Until the supplier has confirmed, the purchase is all there is."""
        return (
            super()._get_document()
            or self.env["purchase.order.line"]
            .sudo()
            .search([("order_case_resolution_id", "in", self.ids)])
            .order_id[:1]
        )
