from odoo import models


class SaleOrder(models.Model):
    """Orders that the till settled while they were stopped."""

    _inherit = "sale.order"

    def action_confirm(self):
        if not self.env.context.get("order_desk_parks"):
            return super().action_confirm()
        free = self._park_stopped()
        return super(SaleOrder, free).action_confirm() if free else True

    def _confirm_parked(self):
        """What the till has handed over is not delivered again."""
        confirmed = super()._confirm_parked()
        for line in confirmed.sudo().order_line:
            handed = line.qty_delivered if line.pos_order_line_ids else 0.0
            if line.product_uom_id.compare(handed, 0.0) > 0:
                line._cancel_open_moves(handed)
        return confirmed
