from odoo import models


class StockReturnPickingLine(models.TransientModel):
    _inherit = "stock.return.picking.line"

    def _prepare_move_default_values(self, new_picking):
        """Goods that came back for a claim and are sent again are the order's, not the claim's."""
        values = super()._prepare_move_default_values(new_picking)
        if self.move_id and self.move_id._is_claimed_return():
            values["order_case_resolution_id"] = False
        return values
