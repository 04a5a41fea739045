from odoo import fields, models

from ..tools.asked import is_unattended


class SaleOrder(models.Model):
    """The confirm gate around Odoo's transition to ``sale``, and the way back."""

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
            self.env["order.handoff"].sudo()._release(orders)
            self.env["order.hold"]._follow_causes(orders)
            orders._unpark()

    def _action_cancel(self):
        """A cancelled order waits for nothing: it is not confirmed by itself later."""
        result = super()._action_cancel()
        orders = self.env["order.gate"]._get_active_orders(self).sudo()
        orders._unpark()
        self.env["order.gate"]._recount(orders)
        return result

    def action_draft(self):
        result = super().action_draft()
        orders = self.env["order.gate"]._get_active_orders(self).sudo()
        drafts = orders.filtered(lambda order: order.state == "draft")
        drafts.filtered("confirmed_on").write({"confirmed_on": False})
        self.env["order.gate"]._recount(drafts)
        return result

    def _follow_counts(self):
        """The counters were written beside the ORM: read them again, and what follows from them."""
        names = ["blocker_count", "confirm_blocker_count", "waiting_count"]
        self.invalidate_recordset(names, flush=False)
        self.env["order.blocker"].invalidate_model(flush=False)
        self.modified(names)


class SaleOrderInvoicing(models.Model):
    """The invoice gate, asked early for many orders, to say it friendlier than at posting."""

    _inherit = "sale.order"

    def _create_invoices(self, grouped=False, final=False, date=None):
        """Leave stopped orders out of a mass invoicing; refuse when all of them are stopped."""
        refunds = self._filter_refunded() if final else self.browse()
        asked = self - refunds
        lines = asked._get_lines_to_bill()
        free, blockers = self.env["order.gate"]._split(asked, "invoice", lines)
        free = self.filtered(lambda order: order in free | refunds)
        if blockers and not free and not is_unattended(self):
            raise self.env["order.gate"]._get_closed_error(self, "invoice", blockers)
        for order in self - free:
            reasons = [b.message for b in blockers if b.order_id == order.id]
            order.sudo().message_post(
                body=self.env._("Not invoiced with the others: %s", " · ".join(reasons))
            )
        if blockers and not free:
            return self.env["account.move"]
        return super(SaleOrder, free)._create_invoices(grouped=grouped, final=final, date=date)

    def _filter_refunded(self):
        """Return the orders that a final invoice only gives money back for: never stopped."""
        return (
            self.env["order.gate"]
            ._get_active_orders(self)
            .filtered(
                lambda order: (
                    any(line.qty_to_invoice < 0 for line in order.order_line)
                    and not any(line.qty_to_invoice > 0 for line in order.order_line)
                )
            )
        )
