from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

#: What a release shows of its order and takes over when it changes.
FOLLOWED = {
    "client_order_ref",
    "commitment_date",
    "is_rush",
    "partner_id",
    "promised_date",
    "requested_date",
    "rush_reason",
}


class SaleOrder(models.Model):
    """Release from the order."""

    _inherit = "sale.order"

    handoff_ids = fields.One2many("order.handoff", "order_id", string="Releases")

    handoff_count = fields.Integer("Release Count", compute="_compute_handoff_count")

    def _compute_handoff_count(self):
        orders = self.env["order.gate"]._get_active_orders(self._origin)
        counts = {}
        if orders:
            handoffs = self.env["order.handoff"].sudo()
            counts = dict(
                handoffs._read_group([("order_id", "in", orders.ids)], ["order_id"], ["__count"])
            )
        for order in self:
            order.handoff_count = counts.get(order._origin, 0)

    def action_release(self):
        """Release confirmed orders to their departments; one that is stopped says why.

        Of several, those that are stopped stay on the list "to release".
        """
        self._check_may_release()
        if len(self) == 1:
            lines = self.env["order.handoff"]._get_lines_to_release(self)
            self.env["order.gate"]._check(self, "handoff", lines)
        else:
            self.env["order.gate"]._lock(self.env["order.gate"]._get_active_orders(self))
        self.env["order.handoff"]._release(self, again=True)
        return True

    def _check_may_release(self):
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group("order_specialist.group_specialist")):
            raise AccessError(self.env._("Only the order desk releases orders."))
        for order in self:
            if order.state != "sale":
                raise UserError(
                    self.env._("Confirm %s first. Then it can be released.", order.name)
                )

    def action_rush(self):
        """Open the dialog that says what a rush takes from others, and asks for the reason."""
        self.check_access("write")
        return self.env["order.desk"]._open_wizard(
            "order.rush.wizard", self.env._("Rush Order"), order_id=self.id
        )

    def _ships_complete(self):
        """Return whether the customer takes all of this order or nothing."""
        partner = self.partner_id.commercial_partner_id
        return self.picking_policy == "one" or partner.order_ship_complete

    def action_view_handoffs(self):
        """Open the releases of these orders."""
        action = self.env["ir.actions.actions"]._for_xml_id("order_specialist.order_handoff_action")
        action["domain"] = Domain("order_id", "in", self.ids)
        action["context"] = {}
        return action


class SaleOrderFollow(models.Model):
    """What a release follows of its order: dates, rush, cancellation."""

    _inherit = "sale.order"

    def write(self, vals):
        result = super().write(vals)
        if FOLLOWED & vals.keys():
            self._follow_release(vals)
        return result

    def _follow_release(self, vals):
        orders = self.env["order.gate"]._get_active_orders(self.sudo())
        orders = orders.filtered("handoff_state")
        orders.handoff_ids._follow_order()
        if "partner_id" in vals:
            orders.handoff_ids._follow_customer()
        if "is_rush" in vals:
            pickings = orders.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
            pickings.write({"priority": "1" if vals["is_rush"] else "0"})

    def _action_cancel(self):
        """Cancel; what a department has accepted is recalled, and cancelled when it says so."""
        recalled = self.env["order.handoff"]._recall(self)
        free = self.filtered(lambda order: order not in recalled)
        return super(SaleOrderFollow, free)._action_cancel()
