from odoo import api, models


class OrderHold(models.Model):
    """A hold on one line leaves only that line out of the invoice."""

    _inherit = "order.hold"

    @api.model
    def _drop_narrow(self, blockers, lines):
        """Return ``blockers`` without the holds on lines that are not among ``lines``."""
        line_ids = set(lines.ids)
        return [
            blocker
            for blocker in blockers
            if blocker.source_model != "order.hold"
            or not blocker.line_id
            or blocker.line_id in line_ids
        ]

    @api.model
    def _get_unbillable_lines(self, orders):
        """Return the lines that are not billed as long as they are held.

        No query for orders that nothing stops: the number is a column of their own row.
        """
        orders = orders.filtered("blocker_count")
        orders = self.env["order.gate"]._get_active_orders(orders)
        if not orders:
            return self.env["sale.order.line"]
        holds = self.sudo().search(
            [
                ("order_id", "in", orders.ids),
                ("line_id", "!=", False),
                ("is_active", "=", True),
            ]
        )
        return holds.filtered(lambda hold: "invoice" in hold._get_gates()).line_id


class SaleOrder(models.Model):
    """Billing what is free of an order some lines of which are held."""

    _inherit = "sale.order"

    def _get_invoiceable_lines(self, final=False):
        lines = super()._get_invoiceable_lines(final)
        return lines - self.env["order.hold"]._get_unbillable_lines(self).with_env(self.env)

    def _get_lines_to_bill(self):
        """Return the lines to ask the gate for: those to bill, without those that are held.

        Of an order all of whose lines are held, the held ones: it is refused, and says why.
        Returns ``None`` where no line is held.
        """
        held = self.env["order.hold"]._get_unbillable_lines(self)
        if not held:
            return None
        billable = self.order_line.filtered("qty_to_invoice")
        free = billable.filtered(lambda line: line.id not in held.ids)
        return free | billable.filtered(lambda line: line.order_id not in free.order_id)
