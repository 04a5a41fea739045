from collections import defaultdict

from odoo import models


class StockMove(models.Model):
    """The lowest point that goods pass: no button, batch or context goes around it."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        moves = self._filter_guarded()
        self.env["order.handoff"]._pass_gates(moves.filtered(lambda move: move._will_be_done()))
        orders = moves.sale_line_id.order_id
        result = super()._action_done(cancel_backorder=cancel_backorder)
        if orders:
            self.env["order.handoff"]._sync_progress(orders)
        return result

    def _action_cancel(self):
        orders = self._filter_guarded().sale_line_id.order_id
        result = super()._action_cancel()
        if orders:
            self.env["order.handoff"]._sync_progress(orders)
        return result

    def _get_new_picking_values(self):
        values = super()._get_new_picking_values()
        if any(self._filter_guarded().sale_line_id.order_id.mapped("is_rush")):
            values["priority"] = "1"
        return values

    def _filter_guarded(self):
        """Return the moves of order lines in companies whose desk is on."""
        gate = self.env["order.gate"]
        if not gate._is_active(self.company_id.ids):
            return self.sudo().browse()
        return self.sudo().filtered(
            lambda move: move.sale_line_id and gate._is_active(move.company_id.ids)
        )

    def _will_be_done(self):
        """Return whether ``_action_done`` moves goods for this one (stock/models/stock_move.py)."""
        return self.state not in ("done", "cancel") and self.picked and self.quantity > 0

    def _is_leaving(self):
        """Return whether goods leave the house: not what comes back, nor what a vendor ships."""
        return (
            self.location_dest_id._is_outgoing()
            and not self.location_id._is_outgoing()
            and self.location_id.usage != "supplier"
        )

    def _is_on_way_out(self):
        """Return whether it is a step on the way to the customer, picking and packing included."""
        if self._is_leaving():
            return True
        return (
            self.location_id.usage in ("internal", "transit")
            and self.location_dest_id.usage in ("internal", "transit")
            and not self.origin_returned_move_id
            and self.location_final_id
            and self.location_final_id._is_outgoing()
        )


class StockMoveProgress(models.Model):
    """How much of each order line has left."""

    _inherit = "stock.move"

    def _sum_by_order_line(self):
        """Return ``({order line: quantity that left, in its unit}, lines with an open move)``.

        Returns are not subtracted. What replaces something is not part of the order.
        """
        shipped, open_ids = defaultdict(float), set()
        for move in self.filtered(lambda move: not move._get_resolution()):
            line = move.sale_line_id
            is_gone = move.state == "done" and move.location_dest_id._is_outgoing()
            if is_gone and not move.location_id._is_outgoing():
                shipped[line] += move._get_quantity_of_line()
            elif move.state not in ("done", "cancel") and move._is_on_way_out():
                open_ids.add(line.id)
        for line in list(shipped):
            if any(move.product_id != line.product_id for move in line.move_ids):
                shipped[line] = line.qty_delivered  # a kit: its parts say nothing of the line
        return shipped, self.sale_line_id.browse(open_ids)

    def _get_resolution(self):
        return self["order_case_resolution_id"] if "order_case_resolution_id" in self._fields else None

    def _get_quantity_of_line(self):
        return self.product_uom._compute_quantity(
            self.quantity, self.sale_line_id.product_uom_id, rounding_method="HALF-UP"
        )
