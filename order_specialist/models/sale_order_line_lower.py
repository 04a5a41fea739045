from odoo import models

from ..tools.taking import as_taken


class SaleOrderLine(models.Model):
    """Less of what somebody prepares already."""

    _inherit = "sale.order.line"

    def _lower(self, quantity):
        """Order only ``quantity`` of this line, as its department has agreed to."""
        self.ensure_one()
        surplus = self._get_surplus(quantity)
        as_taken(self).with_context(skip_procurement=True).write({"product_uom_qty": quantity})
        self._cancel_open_moves(surplus)

    def _get_surplus(self, quantity):
        """Return how much to take out of the open transfers when only ``quantity`` is ordered.

        Odoo lowers by a negative procurement: that becomes a return from the customer where the
        slip is printed, and forgets what was picked.
        """
        return self.product_uom_qty - quantity - self.sudo()._get_unplanned()

    def _filter_picked(self, vals):
        """Return the lines that ``vals`` lower, of which something was picked and has not left."""
        quantity = vals.get("product_uom_qty")
        gate = self.env["order.gate"]
        if quantity is None or not gate._is_active(self.company_id.ids):
            return self.browse()
        return self.filtered(
            lambda line: (
                line.state == "sale"
                and line.product_uom_id.compare(quantity, line.product_uom_qty) < 0
                and line.product_uom_id.compare(quantity, line.qty_delivered) >= 0
                and gate._is_active(line.company_id.ids)
                and not line.order_id.locked
                and not line._is_exploded()
                and any(move._get_put_back_quantity() > 0 for move in line.sudo().move_ids)
            )
        )
