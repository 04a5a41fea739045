from odoo import fields, models


class AccountMove(models.Model):
    """The invoice gate, at the lowest point: posting. Credit notes are never stopped."""

    _inherit = "account.move"

    def _post(self, soft=True):
        orders = self._get_gated_orders(soft)
        if not orders:
            return super()._post(soft)
        self.env["order.gate"]._check(orders, "invoice")
        posted = super()._post(soft)
        orders.filtered(lambda order: not order.invoiced_on).write(
            {"invoiced_on": fields.Datetime.now()}
        )
        return posted

    def _get_gated_orders(self, soft):
        """Return the orders that these documents bill, as superuser; nothing while the desk is off.

        Documents of a later day stay in draft when posted softly, so they are not asked for.
        """
        gate = self.env["order.gate"]
        bills = self.filtered(lambda move: move.move_type in ("out_invoice", "out_receipt"))
        if not gate._is_active() or not bills:
            return self.env["sale.order"]
        if soft:
            today = fields.Date.context_today(self)
            bills = bills.filtered(lambda move: not move.date or move.date <= today)
        return gate._get_active_orders(bills.sudo().line_ids.sale_line_ids.order_id)
