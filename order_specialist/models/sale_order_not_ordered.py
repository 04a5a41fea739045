from odoo import fields, models


class SaleOrder(models.Model):
    """What was added though nobody ordered it, as the order shows it."""

    _inherit = "sale.order"

    unaccepted_count = fields.Integer(string="Not Ordered", compute="_compute_unaccepted_count")

    def _compute_unaccepted_count(self):
        active = self.env["order.gate"]._get_active_orders(self)
        for order in self:
            lines = order.order_line if order in active else order.order_line.browse()
            order.unaccepted_count = len(lines._filter_unaccepted())

    def action_accept_not_ordered(self):
        """Accept all that was not ordered on these orders (button)."""
        return self.order_line.action_accept_not_ordered()


class StockPicking(models.Model):
    """What Odoo adds to the order when goods move, nobody asked for."""

    _inherit = "stock.picking"

    def _action_done(self):
        if self.env["order.gate"]._is_active():
            return super(
                StockPicking, self.env["order.change"]._by_odoo(self, "goods")
            )._action_done()
        return super()._action_done()


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_synch_order(self):
        if self.env["order.gate"]._is_active():
            moves = self.env["order.change"]._by_odoo(self, "goods")
            return super(StockMove, moves)._action_synch_order()
        return super()._action_synch_order()
