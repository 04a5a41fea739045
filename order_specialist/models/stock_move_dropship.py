from odoo import models


class StockMove(models.Model):
    """A dropship that arrives is a fact: it is recorded, and told where its order was stopped."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        arriving = self._filter_guarded().filtered(lambda move: move._will_be_done())
        stopped = self.env["order.handoff"]._judge(arriving._filter_dropshipped())
        result = super()._action_done(cancel_backorder=cancel_backorder)
        if stopped:
            self.env["order.case"].sudo()._open_dropshipped(stopped)
        return result
