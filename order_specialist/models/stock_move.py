from collections import defaultdict

from odoo import models

from ..tools.asked import mark


class StockMove(models.Model):
    """The lowest point that goods pass: no button, batch or context goes around it."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        moves = self._filter_guarded()
        self.env["order.handoff"]._pass_gates(moves.filtered(lambda move: move._will_be_done()))
        orders = moves.sale_line_id.order_id
        asked = mark(self) if orders else self
        result = super(StockMove, asked)._action_done(cancel_backorder=cancel_backorder)
        if orders:
            self.env["order.handoff"]._sync_progress(orders)
        return result.with_env(self.env)

    def write(self, vals):
        if "sale_line_id" in vals:
            self._check_stays_with_order(vals["sale_line_id"])
        return super().write(vals)

    def _check_stays_with_order(self, sale_line_id):
        """Refuse to take a stopped move from its order: nothing would stop it any more."""
        moves = self._filter_guarded().filtered(
            lambda move: (
                move.state not in ("done", "cancel") and move.sale_line_id.id != sale_line_id
            )
        )
        handoffs = self.env["order.handoff"]
        handoffs._raise_closed(handoffs._judge(moves._filter_on_way_out()))

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


class StockMoveWay(models.Model):
    """Which moves take goods out of the house, and how much of each order line has left."""

    _inherit = "stock.move"

    def _get_outside(self):
        """Return the locations of the moves that count as the customer's.

        Only those in transit are asked: ``_is_outgoing`` queries (stock/models/stock_location.py).
        """
        locations = self.location_id | self.location_dest_id | self.location_final_id
        return locations.filtered(
            lambda location: (
                location.usage == "customer"
                or (location.usage == "transit" and location._is_outgoing())
            )
        )

    def _filter_leaving(self):
        """Return the moves with which goods leave: not what comes back, nor a vendor's shipment."""
        outside = self._get_outside()
        return self.filtered(
            lambda move: (
                move.location_dest_id in outside
                and move.location_id not in outside
                and move.location_id.usage != "supplier"
            )
        )

    def _filter_dropshipped(self):
        """Return the moves with which a vendor's goods arrive at the customer's."""
        outside = self._get_outside()
        return self.filtered(
            lambda move: move.location_id.usage == "supplier" and move.location_dest_id in outside
        )

    def _filter_on_way_out(self):
        """Return the steps on the way to the customer, picking and packing included."""
        outside = self._get_outside()
        return self._filter_leaving() | self.filtered(
            lambda move: (
                move.location_id.usage in ("internal", "transit")
                and move.location_dest_id not in outside
                and move.location_dest_id.usage in ("internal", "transit")
                and move.location_final_id in outside
                and not move.origin_returned_move_id
            )
        )

    def _sum_by_order_line(self):
        """Return ``({order line: quantity that left, in its unit}, lines with an open move)``.

        Returns are not subtracted. What replaces something is not part of the order.
        """
        moves = self.filtered(lambda move: not move.order_case_resolution_id)
        outside = moves._get_outside()
        shipped = defaultdict(float)
        for move in moves.filtered(lambda move: move.state == "done"):
            if move.location_dest_id in outside and move.location_id not in outside:
                shipped[move.sale_line_id] += move._get_quantity_of_line()
        for line in list(shipped):
            if any(move.product_id != line.product_id for move in line.move_ids):
                shipped[line] = line.qty_delivered  # a kit: its parts say nothing of the line
        open_moves = moves.filtered(lambda move: move.state not in ("done", "cancel"))
        return shipped, open_moves._filter_on_way_out().sale_line_id

    def _get_quantity_of_line(self):
        return self.product_uom._compute_quantity(
            self.quantity, self.sale_line_id.product_uom_id, rounding_method="HALF-UP"
        )
