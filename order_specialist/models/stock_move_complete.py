from odoo import api, models


class StockMove(models.Model):
    """Nobody reserves for an order that ships complete and cannot: others can use the goods."""

    _inherit = "stock.move"

    def _action_assign(self, force_qty=False):
        waiting = self._filter_waiting_complete()
        return super(StockMove, self - waiting)._action_assign(force_qty=force_qty)

    def _filter_waiting_complete(self):
        """Return the moves of orders that wait for their release and ship all or nothing."""
        moves = self._filter_guarded()
        waiting = moves.sale_line_id.order_id.filtered(
            lambda order: order.handoff_state == "to_release" and order._ships_complete()
        )
        return self.filtered(lambda move: move.sudo().sale_line_id.order_id in waiting)


class OrderHandoff(models.Model):
    _inherit = "order.handoff"

    @api.model
    def _release(self, orders, again=False):
        """Reserve for what waited for its stock, now that it is released."""
        waiting = orders.sudo().filtered(lambda order: order.handoff_state == "to_release")
        waiting = waiting.filtered(lambda order: order._ships_complete())
        result = super()._release(orders, again)
        released = waiting.filtered(lambda order: order.handoff_state != "to_release")
        moves = released.picking_ids.move_ids.filtered(
            lambda move: move.state in ("confirmed", "partially_available")
        )
        moves._action_assign()
        return result
