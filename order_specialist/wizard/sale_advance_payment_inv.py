from odoo import models


class SaleAdvancePaymentInv(models.TransientModel):
    """Down payments make their invoice past ``sale.order._create_invoices``: asked here, early."""

    _inherit = "sale.advance.payment.inv"

    def _create_invoices(self, sale_orders):
        if self.advance_payment_method != "delivered":
            # a down payment is for no line, so a hold on one does not stop it
            self.env["order.gate"]._check(sale_orders, "invoice", sale_orders.order_line.browse())
            if self.env["order.change.rule"]._is_used():
                asking = self.env["order.change"]._by_odoo(self, "down_payment")
                invoices = super(SaleAdvancePaymentInv, asking)._create_invoices(sale_orders)
                return invoices.with_env(self.env)
        return super()._create_invoices(sale_orders)
