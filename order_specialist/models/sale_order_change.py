from odoo import api, models


class SaleOrder(models.Model):
    """The one place where a change of an order is asked for, on every path.

    First the matrix (may this person?), then whatever else a change has to pass.
    """

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        """Create orders: what comes with a new order is no change of it."""
        if not self.env["order.change.rule"]._is_used():
            return super().create(vals_list)
        creating = self.env["order.change"]._by_odoo(self, "order")
        return super(SaleOrder, creating).create(vals_list).with_env(self.env)

    def write(self, vals):
        asked = self.env["order.change"]._ask_orders(self, vals)
        if vals.get("state") == "cancel":
            self._check_nothing_left()
        result = super().write(vals)
        self.env["order.change"]._record(asked)
        return result

    def _action_cancel(self):
        """Ask before anything of it is done: what follows is no question of its own."""
        changes = self.env["order.change"]
        asked = changes._ask_cancellation(self)
        self._check_nothing_left()
        result = super(SaleOrder, changes._by_odoo(self, "cancel"))._action_cancel()
        changes._record(asked)
        return result
