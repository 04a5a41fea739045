from odoo import models


class PaymentTransaction(models.Model):
    """Paid orders that are stopped are parked: the payment is never lost, and nothing raises."""

    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        """Confirm what is free, park what is stopped; the parked count as not confirmed."""
        quotations = self._get_stopped_quotations()
        free = self.filtered(lambda tx: not (tx.sale_order_ids & quotations))
        return super(PaymentTransaction, free)._check_amount_and_confirm_order()

    def _get_stopped_quotations(self):
        """Park the fully paid quotations that are stopped, and return them."""
        # Odoo confirms only where one payment pays one order
        orders = self.filtered(lambda tx: len(tx.sale_order_ids) == 1).sale_order_ids
        quotations = orders.filtered(
            lambda order: (
                order.state in ("draft", "sent") and order._is_confirmation_amount_reached()
            )
        )
        free, blockers = self.env["order.gate"]._split(quotations, "confirm")
        stopped = quotations - free
        stopped._park(blockers)
        return stopped

    def _park_promised(self, mode):
        """Park stopped orders whose payment is promised in a way (``custom_mode``) that confirms.

        For bridges to addons in which Odoo confirms without waiting for the payment.
        """
        promised = self.filtered(
            lambda tx: tx.state == "pending" and tx.provider_id.custom_mode == mode
        )
        drafts = promised.sale_order_ids.filtered(lambda order: order.state == "draft")
        drafts._park_stopped()

    def _invoice_sale_orders(self):
        """Bill only the orders that nothing stops; the others are billed by the desk."""
        orders = self.sale_order_ids.filtered(lambda order: order.state == "sale")
        free, blockers = self.env["order.gate"]._split(orders, "invoice")
        stopped = orders - free
        for order in stopped:
            reasons = [b.message for b in blockers if b.order_id == order.id]
            order.message_post(body=self.env._("Not invoiced by itself: %s", " · ".join(reasons)))
        return super(
            PaymentTransaction, self.filtered(lambda tx: not (tx.sale_order_ids & stopped))
        )._invoice_sale_orders()
