from odoo import api, models


class PosOrder(models.Model):
    """The till settles orders: the customer has paid, and stands in the street already."""

    _inherit = "pos.order"

    @api.model
    def sync_from_ui(self, orders):
        """Park the stopped orders that are settled, so that the till goes on."""
        parking = self.with_context(order_desk_parks=True)
        return super(PosOrder, parking).sync_from_ui(orders)
