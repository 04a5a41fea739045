from odoo import models


class SaleOrderLine(models.Model):
    """What moved for a line, and what of it is still to move."""

    _inherit = "sale.order.line"

    def _get_shipped_gross(self, moves):
        """Return what ``moves`` brought out to the customer, in this line's unit.

        Returns are not taken off, a replacement counts once.
        """
        return sum(
            move.product_uom._compute_quantity(
                move.quantity, self.product_uom_id, rounding_method="HALF-UP"
            )
            for move in moves
            if move.state == "done"
            and move.location_dest_id._is_outgoing()
            and not move.location_id._is_outgoing()
        )

    def _is_exploded(self):
        """Return whether this is a kit: its moves are its parts, they say nothing of the line."""
        moves = self.move_ids.filtered(lambda move: not move.order_case_resolution_id)
        return bool(moves) and moves.product_id != self.product_id

    def _get_open_moves(self, resolution=None):
        """Return the open moves that each stand for units still to ship, the latest first.

        Of a chain only the last open move counts; replacements only those of ``resolution``.
        """
        wanted = resolution or self.env["order.case.resolution"]
        moves = self.move_ids.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.order_case_resolution_id == wanted
                and (move.location_final_id or move.location_dest_id)._is_outgoing()
            )
        )
        behind = moves.filtered(
            lambda move: move.move_dest_ids.filtered(lambda dest: dest in moves)
        )
        return (moves - behind).sorted("id", reverse=True)

    def _get_planned(self, move):
        return move.product_uom._compute_quantity(
            move.product_uom_qty, self.product_uom_id, rounding_method="HALF-UP"
        )

    def _get_unplanned(self):
        """Return what is neither shipped nor closed short nor in an open transfer."""
        planned = sum(self._get_planned(move) for move in self._get_open_moves())
        rest = self.product_uom_qty - self.qty_delivered - self.cancelled_qty
        return max(rest - planned, 0.0)


class SaleOrderLineRest(models.Model):
    """What becomes of the rest that is not shipped."""

    _inherit = "sale.order.line"

    def _cancel_open_moves(self, quantity):
        """Take ``quantity`` out of the open transfers of this line, the latest first.

        What nobody has picked goes first. What was picked for it already is put back: Odoo would
        leave it at the door, or make a return of what never left.
        """
        moves = self._get_open_moves()
        moves = moves.sorted(lambda move: bool(move._get_picked_before()))
        picked = moves.browse()
        for move in moves:
            if self.product_uom_id.compare(quantity, 0.0) <= 0:
                break
            planned = self._get_planned(move)
            take = min(planned, quantity)
            quantity -= take
            picked |= move._get_picked_before()
            if self.product_uom_id.compare(take, planned) == 0:
                (move | move.move_orig_ids.filtered(lambda m: m.state != "done"))._action_cancel()
                continue
            for step in move | move.move_orig_ids.filtered(
                lambda m: m.state not in ("done", "cancel")
            ):
                step.product_uom_qty -= self.product_uom_id._compute_quantity(
                    take, step.product_uom, rounding_method="HALF-UP"
                )
                step._action_assign()
        picked._put_back({move: move._get_surplus_quantity() for move in picked})

    def _is_short(self, rest):
        return self.state == "sale" and self.product_uom_id.compare(rest, 0.0) > 0

    def _open_shorts(self, short):
        """Open claims for what of ``{line: quantity}`` is not planned any more of these lines."""
        lines = self.filtered(
            lambda line: line.order_id.state == "sale" and not line._is_exploded()
        )
        active = self.env["order.gate"]._get_active_orders(lines.order_id)
        lines = lines.filtered(lambda line: line.order_id in active)
        person = self.env.user.name
        short = {line: short[line] for line in lines}
        self.env["order.case"].sudo()._open_shorts(short, self.env._("Warehouse: %s", person))
