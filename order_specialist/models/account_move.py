from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.asked import is_marked, mark


class AccountMove(models.Model):
    """The invoice gate, at the lowest point: posting. Credit notes are never stopped."""

    _inherit = "account.move"

    def _post(self, soft=True):
        orders = self._get_gated_orders(soft)
        if not orders:
            return super()._post(soft)
        self.env["order.gate"]._check(orders, "invoice", self._get_billed_lines())
        posted = super(AccountMove, mark(self))._post(soft).with_env(self.env)
        orders.filtered(lambda order: not order.invoiced_on).write(
            {"invoiced_on": fields.Datetime.now()}
        )
        return posted

    def write(self, vals):
        """Nobody says "posted" by writing it: also that is posting."""
        if vals.get("state") == "posted" and not is_marked(self):
            drafts = self.filtered(lambda move: move.state != "posted")
            orders = drafts._get_gated_orders(soft=False)
            self.env["order.gate"]._check(orders, "invoice", drafts._get_billed_lines())
        return super().write(vals)

    def _get_billed_lines(self):
        """Return the order lines that these documents bill, as superuser."""
        return self.sudo().line_ids.sale_line_ids

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


class AccountMoveAutopost(models.Model):
    """The scheduled posting goes on without the documents of stopped orders."""

    _inherit = "account.move"

    @api.model
    def _autopost_draft_entries(self, batch_size=100):
        """Leave stopped documents out before Odoo takes its batch: they keep no other waiting."""
        if not self.env["order.gate"]._is_active():
            return super()._autopost_draft_entries(batch_size)
        stopped = self.browse()
        while new := self._find_stopped_drafts(stopped, batch_size):
            stopped |= new
        unattended = self.with_context(order_desk_left_out=tuple(stopped.ids))
        return super(AccountMove, unattended)._autopost_draft_entries(batch_size)

    @api.model
    def _find_stopped_drafts(self, known, batch_size):
        """Return the stopped ones of the drafts that Odoo would take next, ``known`` left out."""
        due = self.search(
            [
                ("id", "not in", known.ids),
                ("state", "=", "draft"),
                ("date", "<=", fields.Date.context_today(self)),
                ("auto_post", "!=", "no"),
            ],
            limit=batch_size,
        )
        return due - due._leave_stopped_out()

    @api.model
    def _search(self, domain, *args, **kwargs):
        if left_out := self.env.context.get("order_desk_left_out"):
            domain = Domain(domain) & Domain("id", "not in", left_out)
        return super()._search(domain, *args, **kwargs)

    def _leave_stopped_out(self):
        """Return the documents that nothing stops; say once on each of the others what does."""
        orders = self._get_gated_orders()
        free, blockers = self.env["order.gate"]._split(orders, "invoice")
        stopped = self.browse()
        for move in self if blockers else ():
            lines = move.sudo().line_ids.sale_line_ids
            own = (orders - free) & lines.order_id
            narrow = self.env["order.hold"]._drop_narrow(blockers, lines)
            reasons = [blocker.message for blocker in narrow if blocker.order_id in own.ids]
            if reasons and move.move_type in ("out_invoice", "out_receipt"):
                stopped |= move
                move._say_once(self.env._("Not posted by itself: %s", " · ".join(reasons)))
        return self - stopped

    def _say_once(self, text):
        message = self.message_ids.filtered(lambda message: message.preview == text)
        if not message:
            self.message_post(body=text)
