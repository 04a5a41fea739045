from odoo import fields, models


class SaleOrder(models.Model):
    """The confirm gate around Odoo's transition to ``sale``, and orders that nobody watches."""

    _inherit = "sale.order"

    def _get_confirming(self, vals):
        """Return the orders that ``vals`` would turn into sales orders."""
        if vals.get("state") != "sale":
            return self.browse()
        return self.filtered(lambda order: order.state != "sale")

    def _pass_confirm_gate(self):
        """Ask the confirm gate for orders that were created as sales orders."""
        self.env["order.gate"]._check(self, "confirm")
        self._after_confirm()

    def _after_confirm(self):
        """Keep what was confirmed, and release what can be released."""
        orders = self.env["order.gate"]._get_active_orders(self).sudo()
        if orders:
            orders.filtered(lambda order: not order.confirmed_on).write(
                {"confirmed_on": fields.Datetime.now()}
            )
            self.env["order.verification"].sudo()._keep_confirmed(orders)
            if "order.handoff" in self.env:
                self.env["order.handoff"].sudo()._release(orders)
            self._unpark(orders)

    def _validate_order(self):
        """Keep the customer's yes: what is stopped is parked instead of refused."""
        free, blockers = self.env["order.gate"]._split(self, "confirm")
        (self - free)._park(blockers)
        return super(SaleOrder, free)._validate_order() if free else None

    def _park(self, blockers):
        """Park orders that the customer signed or paid while they were stopped.

        One hold that says so, one activity for the desk; the scan confirms them when the last
        blocker goes.
        """
        hold_type = self.env.ref("order_specialist.order_hold_type_parked").sudo()
        for order in self.sudo().filtered(lambda order: not order.parked_on):
            reasons = [b.message for b in blockers if b.order_id == order.id]
            order.parked_on = fields.Datetime.now()
            self.env["order.verification"].sudo()._store(order)
            self.env["order.hold"].sudo()._place(order, hold_type, note="\n".join(reasons))
            order.activity_schedule(
                "order_specialist.mail_activity_type_parked",
                user_id=(order.user_id or self.env.user).id,
                summary=self.env._("The customer said yes, but the order is stopped"),
                note=" · ".join(reasons),
            )

    def _unpark(self, orders):
        """The parked orders are confirmed: nothing is left to say."""
        parked = orders.filtered("parked_on")
        if parked:
            parked.hold_ids.filtered(lambda hold: hold.is_active and hold.type_id.is_parking)._release()
            parked.activity_unlink(["order_specialist.mail_activity_type_parked"])
            parked.write({"parked_on": False})

    def _confirm_parked(self):
        """Confirm parked orders whose last blocker has gone, with the mail that the customer awaits.

        One that Odoo refuses stays parked; returns those that were confirmed.
        """
        confirmed = self.browse()
        for order in self:
            mailed = order.with_context(send_email=True)
            if self.env["order.desk"]._try_confirm(mailed) is None:
                confirmed |= order
        return confirmed

    def _create_invoices(self, grouped=False, final=False, date=None):
        """Leave stopped orders out of a mass invoicing; refuse when all of them are stopped."""
        free, blockers = self.env["order.gate"]._split(self, "invoice")
        if blockers and not free:
            raise self.env["order.gate"]._get_closed_error(self, "invoice", blockers)
        for order in self - free:
            reasons = [b.message for b in blockers if b.order_id == order.id]
            order.sudo().message_post(
                body=self.env._("Not invoiced with the others: %s", " · ".join(reasons))
            )
        return super(SaleOrder, free)._create_invoices(grouped=grouped, final=final, date=date)
