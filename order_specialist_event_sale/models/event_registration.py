from odoo import api, models


class EventRegistration(models.Model):
    """Tickets that cost nothing wait for their order, as those that have to be paid do.

    Odoo registers their attendees at once, and mails the ticket, also while the order is stopped.
    """

    _inherit = "event.registration"

    @api.depends("sale_order_id.state", "sale_order_id.currency_id", "sale_order_id.amount_total")
    def _compute_registration_status(self):
        result = super()._compute_registration_status()
        orders = self.env["order.gate"]._get_active_orders(self.sale_order_id.sudo())
        waiting = orders.filtered(lambda order: order.state in ("draft", "sent"))
        early = self.filtered(lambda attendee: attendee.sale_order_id.sudo() in waiting)
        early.filtered(lambda attendee: attendee.state == "open").state = "draft"
        return result
