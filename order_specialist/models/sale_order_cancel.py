from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Cancelling: not after goods have left, and with a reason where the matrix wants one."""

    _inherit = "sale.order"

    def _filter_left(self):
        """Return the orders of which goods are with the customer; nothing while the desk is off."""
        orders = self.env["order.gate"]._get_active_orders(self.sudo())
        return orders.filtered(
            lambda order: (
                order.state == "sale"
                and any(
                    line.product_id.type == "consu" and line.qty_delivered > 0
                    for line in order.order_line
                )
            )
        )

    def _check_nothing_left(self):
        """Refuse to cancel what is with the customer; locked first, goods may leave right now."""
        gate = self.env["order.gate"]
        gate._lock(gate._get_active_orders(self.filtered(lambda order: order.state == "sale")))
        left = self._filter_left()
        if left:
            raise UserError(
                self.env._(
                    "%s cannot be cancelled: goods have left. Close short what is not shipped yet "
                    "and open a claim for the rest.",
                    ", ".join(left.mapped("name")),
                )
            )

    def action_cancel_at_desk(self):
        """Cancel (button of the form): ask why, or open a claim if goods have left."""
        self.check_access("write")
        if len(self) == 1 and self._filter_left():
            return self.env["order.desk"]._open_wizard(
                "order.case.create.wizard",
                self.env._("Goods have left: open a claim instead"),
                order_id=self.id,
            )
        if not self.env["order.gate"]._get_active_orders(self):
            return self.action_cancel()
        return self.env["order.desk"]._open_wizard(
            "order.cancel.wizard", self.env._("Cancel Order"), order_ids=self.ids
        )
