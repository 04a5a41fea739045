from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_qty_procurement(self, previous_product_uom_qty=False):
        """Leave out what is bought to replace something: it procures nothing of the order."""
        procured = super()._get_qty_procurement(previous_product_uom_qty)
        bought = self.sudo().purchase_line_ids.filtered(lambda line: line.state != "cancel")
        if not any(line._is_dropshipped() for line in bought):
            return procured
        return procured - sum(
            line.product_uom_id._compute_quantity(
                line.product_qty, self.product_uom_id, rounding_method="HALF-UP"
            )
            for line in bought.filtered("order_case_resolution_id")
        )
