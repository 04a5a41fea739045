from odoo import fields, models

from ..tools.asked import mark_unattended


class SaleOrder(models.Model):
    """Orders that the customer signs or pays while they are stopped: his yes is never lost."""

    _inherit = "sale.order"

    parked_amount = fields.Monetary(
        string="Total He Agreed To",
        readonly=True,
        copy=False,
        help="If the order becomes dearer than that, a person confirms it.",
    )

    def _validate_order(self):
        """Keep the customer's yes: what is stopped is parked instead of refused.

        Some of Odoo's addons bill it as well (sale_loyalty, an order that costs nothing): a stop
        of the bill is the desk's, it does not take back his yes.
        """
        free = mark_unattended(self._park_stopped())
        return super(SaleOrder, free)._validate_order() if free else None

    def _park_stopped(self):
        """Park those of the orders that the confirm gate stops; return the others."""
        free, blockers = self.env["order.gate"]._split(self, "confirm")
        (self - free)._park(blockers)
        return free

    def _park(self, blockers):
        """Park orders that the customer signed or paid while they were stopped.

        One hold that says so, one activity for the desk; the scan confirms them when the last
        blocker goes. They are no drafts: nobody reminds the customer of a cart that he has left.
        """
        hold_type = self.env.ref("order_specialist.order_hold_type_parked").sudo()
        for order in self.sudo().filtered(lambda order: not order.parked_on):
            reasons = [b.message for b in blockers if b.order_id == order.id]
            values = {"parked_on": fields.Datetime.now(), "parked_amount": order.amount_total}
            if order.state == "draft":
                values["state"] = "sent"
            order.write(values)
            self.env["order.verification"].sudo()._store(order)
            self.env["order.hold"].sudo()._place(order, hold_type, note="\n".join(reasons))
            order.activity_schedule(
                "order_specialist.mail_activity_type_parked",
                user_id=order._get_desk_user().id,
                summary=self.env._("The customer said yes, but the order is stopped"),
                note=order._get_parked_note(reasons),
            )


class SaleOrderParked(models.Model):
    """What becomes of the parked orders when nothing stops them any more."""

    _inherit = "sale.order"

    def _unpark(self):
        """The parked orders are confirmed or cancelled: nothing is left to say (as superuser)."""
        parked = self.filtered("parked_on")
        if parked:
            parked.hold_ids.filtered(
                lambda hold: hold.is_active and hold.type_id.is_parking
            )._release()
            parked.activity_unlink(["order_specialist.mail_activity_type_parked"])
            parked.write({"parked_on": False, "parked_amount": False})

    def _is_as_agreed(self):
        """Return whether the order costs no more than what the customer said yes to."""
        self.ensure_one()
        return self.currency_id.compare_amounts(self.amount_total, self.parked_amount) <= 0

    def _confirm_parked(self):
        """Confirm parked orders whose last blocker has gone, with the mail that they await.

        One that Odoo refuses stays parked; returns those that were confirmed.
        """
        confirmed = self.browse()
        for order in self:
            mailed = order.with_context(send_email=True)
            if self.env["order.desk"]._try_confirm(mailed) is None:
                confirmed |= order
        return confirmed

    def _send_payment_succeeded_for_order_mail(self):
        """Tell the customer whose order is stopped what is true: Odoo's text says "confirmed"."""
        quotations = self.filtered(
            lambda order: order.state in ("draft", "sent") and order._is_promised_enough()
        )
        free, _blockers = self.env["order.gate"]._split(quotations, "confirm")
        stopped = (quotations - free) | self.filtered("parked_on")
        template = self.env.ref("order_specialist.mail_template_order_parked", False)
        for order in stopped:
            order._send_order_notification_mail(template)
        return super(SaleOrderParked, self - stopped)._send_payment_succeeded_for_order_mail()

    def _is_promised_enough(self):
        """Return whether Odoo would confirm what is paid, or what a pending payment promises."""
        self.ensure_one()
        last = self.get_portal_last_transaction()
        paid = self.amount_paid + (last.amount if last.state == "pending" else 0.0)
        required = self._get_prepayment_required_amount()
        return self.currency_id.compare_amounts(paid, required) >= 0
