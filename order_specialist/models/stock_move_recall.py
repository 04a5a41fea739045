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
