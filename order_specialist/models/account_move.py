from odoo import api, fields, models


class AccountMove(models.Model):
    """The invoice gate, at the lowest point: posting. Credit notes are never stopped."""

    _inherit = "account.move"

    def _post(self, soft=True):
        moves = self._leave_stopped_out() if self.env.context.get("order_desk_unattended") else self
        orders = moves._get_gated_orders(soft)
        if not orders:
            return super(AccountMove, moves)._post(soft)
        self.env["order.gate"]._check(orders, "invoice")
        posted = super(AccountMove, moves)._post(soft)
        orders.filtered(lambda order: not order.invoiced_on).write(
            {"invoiced_on": fields.Datetime.now()}
        )
        return posted

    def _get_gated_orders(self, soft=True):
        """Return the orders that these documents bill, as superuser; nothing while the desk is off.

        Documents of a later day stay in draft when posted softly, so they are not asked for; one
        without an invoice date gets today's (account/models/account_move.py), whatever its date.
        """
        gate = self.env["order.gate"]
        bills = self.filtered(lambda move: move.move_type in ("out_invoice", "out_receipt"))
        if not gate._is_active() or not bills:
            return self.env["sale.order"]
        if soft:
            today = fields.Date.context_today(self)
            bills = bills.filtered(lambda move: not move.invoice_date or move.date <= today)
        return gate._get_active_orders(bills.sudo().line_ids.sale_line_ids.order_id)

    @api.model
    def _autopost_draft_entries(self, batch_size=100):
        """The scheduled posting goes on without the documents of stopped orders."""
        unattended = self.with_context(order_desk_unattended=True)
        return super(AccountMove, unattended)._autopost_draft_entries(batch_size)

    def _leave_stopped_out(self):
        """Return the documents that nothing stops; say once on each of the others what does."""
        orders = self._get_gated_orders()
        free, blockers = self.env["order.gate"]._split(orders, "invoice")
        stopped = self.browse()
        for move in self if blockers else ():
            own = (orders - free) & move.sudo().line_ids.sale_line_ids.order_id
            if own and move.move_type in ("out_invoice", "out_receipt"):
                stopped |= move
                reasons = [b.message for b in blockers if b.order_id in own.ids]
                move._say_once(self.env._("Not posted by itself: %s", " · ".join(reasons)))
        return self - stopped

    def _say_once(self, text):
        message = self.message_ids.filtered(lambda message: message.preview == text)
        if not message:
            self.message_post(body=text)
