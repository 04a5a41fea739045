from odoo import models


class SaleAdvancePaymentInv(models.TransientModel):
    """Down payments make their invoice past ``sale.order._create_invoices``: asked here, early."""

    _inherit = "sale.advance.payment.inv"

    def _create_invoices(self, sale_orders):
        if self.advance_payment_method != "delivered":
            self.env["order.gate"]._check(sale_orders, "invoice")
        return super()._create_invoices(sale_orders)
