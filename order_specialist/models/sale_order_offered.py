from odoo import api, models


class SaleOrder(models.Model):
    """The moment in which a quotation becomes an offer: it is sent, again or for the first time."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered(lambda order: order.state == "sent")._keep_offer()
        return orders

    def write(self, vals):
        sending = self.browse()
        if vals.get("state") == "sent":
            sending = self.filtered(lambda order: order.state != "sent")
        result = super().write(vals)
        sending._keep_offer()
        return result

    def message_post(self, **kwargs):
        again = self.browse()
        if self.env.context.get("mark_so_as_sent"):
            again = self.filtered(lambda order: order.state == "sent")
        message = super().message_post(**kwargs)
        again._keep_offer()
        return message

    def _keep_offer(self):
        """Keep what the quotations say and what the checks let pass: it binds us."""
        orders = self.env["order.gate"]._get_active_orders(self).sudo()
        orders = orders.filtered(lambda order: order.state in ("draft", "sent"))
        if orders:
            self.env["order.verification"].sudo()._keep_offers(orders)
