from odoo import api, models


class PosOrder(models.Model):
    """The till settles orders: the customer has paid, and stands in the street already."""

    _inherit = "pos.order"

    @api.model
    def sync_from_ui(self, orders):
        """Park the stopped orders that are settled, so that the till goes on.

        What was confirmed and is stopped on its way gets a claim, as it has left now.
        """
        known = self.search(
            [("uuid", "in", [order.get("uuid") for order in orders]), ("state", "!=", "draft")]
        )
        parking = self.with_context(order_desk_parks=True)
        data = super(PosOrder, parking).sync_from_ui(orders)
        sold = self.browse(row["id"] for row in data.get("pos.order", ())) - known
        sold.filtered(lambda order: order.state != "draft").sudo()._open_stopped()
        return data

    def _open_stopped(self):
        """Open a claim for each confirmed order that was stopped when it was sold. In sudo."""
        lines = self.lines.filtered(
            lambda line: line.qty > 0 and line.sale_order_line_id.state == "sale"
        )
        lines = lines.filtered(lambda line: not line.sale_order_line_id.is_downpayment)
        for order, own in lines.grouped(lambda line: line.sale_order_line_id.order_id).items():
            if reasons := self._get_stopping_reasons(order):
                self.env["order.case"]._open_sold(order, own, reasons)

    def _get_stopping_reasons(self, order):
        """Return what stops ``order``; that nobody has accepted a release is no reason."""
        blockers = [
            blocker
            for gate in ("handoff", "ship", "invoice")
            for blocker in self.env["order.gate"]._get_stopping(order, gate)
        ]
        return list(dict.fromkeys(b.message for b in blockers if b.kind != "handoff"))
