from odoo import models


class StockMove(models.Model):
    """What was picked for an order and stands in the house."""

    _inherit = "stock.move"

    def _get_put_back_quantity(self):
        """Return how much of this done step has neither gone on nor come back yet."""
        self.ensure_one()
        inside = self.location_dest_id.usage == "internal" and not self.origin_returned_move_id
        if self.state != "done" or not inside:
            return 0.0
        after = self.move_dest_ids.filtered(lambda move: move.state == "done")
        back = self.returned_move_ids.filtered(lambda move: move.state != "cancel")
        used = sum(
            move.product_uom._compute_quantity(move.quantity, self.product_uom) for move in after
        )
        used += sum(
            move.product_uom._compute_quantity(move.product_uom_qty, self.product_uom)
            for move in back - after
        )
        return max(self.quantity - used, 0.0)

    def _get_picked_before(self):
        """Return the done steps of the same order line that brought the goods to this move."""
        return self.move_orig_ids.filtered(
            lambda move: move.state == "done" and move.sale_line_id == self.sale_line_id
        )

    def _get_surplus_quantity(self):
        """Return how much of this done step no step after it asks for any more."""
        self.ensure_one()
        wanted = sum(
            move.product_uom._compute_quantity(move.product_uom_qty, self.product_uom)
            for move in self.move_dest_ids
            if move.state not in ("done", "cancel") and not move.origin_returned_move_id
        )
        return max(self._get_put_back_quantity() - wanted, 0.0)

    def _put_back(self, wanted):
        """Make the returns of done steps, ``{move: quantity}``: somebody carries it back."""
        moves = self.browse(move.id for move, quantity in wanted.items() if quantity > 0)
        for picking, own in moves.grouped("picking_id").items():
            wizard = self.env["stock.return.picking"].with_context(
                active_id=picking.id, active_model="stock.picking"
            )
            wizard = wizard.create({})
            for line in wizard.product_return_moves:
                line.quantity = wanted[line.move_id] if line.move_id in own else 0.0
            wizard._create_return()
        # Odoo gives back what the next step had reserved of it; the rest of it stays promised
        following = moves.move_dest_ids.filtered(lambda move: not move.origin_returned_move_id)
        following.filtered(lambda move: move.state not in ("done", "cancel"))._action_assign()
