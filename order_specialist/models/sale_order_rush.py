from odoo import api, models
from odoo.exceptions import AccessError, ValidationError

RUSH_FIELDS = ("is_rush", "rush_reason")


class SaleOrder(models.Model):
    """A rush order takes from others: who may, and why, is asked on every path of writing."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        # by the records: a default says it as well as a value
        if rushed := orders.filtered("is_rush"):
            rushed._check_may_rush()
        return orders

    def write(self, vals):
        if not self.env.su and any(name in vals for name in RUSH_FIELDS):
            self._filter_rush_changed(vals)._check_may_rush()
        return super().write(vals)

    def _filter_rush_changed(self, vals):
        """Return the orders that become a rush or no rush, or whose reason changes, by ``vals``."""
        return self.filtered(
            lambda order: any(
                name in vals and (order[name] or False) != (vals[name] or False)
                for name in RUSH_FIELDS
            )
        )

    def _check_may_rush(self):
        if self.env.su or self.env.user.has_group("order_specialist.group_specialist"):
            return
        if self.env["order.gate"]._get_active_orders(self.sudo()):
            raise AccessError(self.env._("Only specialists say which orders go before all others."))

    @api.constrains(*RUSH_FIELDS)
    def _check_rush_reason(self):
        nameless = self.filtered(
            lambda order: order.is_rush and not (order.rush_reason or "").strip()
        )
        if nameless and self.env["order.gate"]._get_active_orders(nameless.sudo()):
            raise ValidationError(
                self.env._("Say why the order goes before all others, as its rush reason.")
            )

    def action_end_rush(self):
        """Let the orders wait for their turn again (button)."""
        return self.write({"is_rush": False, "rush_reason": False})
