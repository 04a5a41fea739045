from odoo import api, fields, models
from odoo.fields import Domain


class OrderHandoff(models.Model):
    """An order is released without its lines that are on hold; they follow when they are free."""

    _inherit = "order.handoff"

    held_back = fields.Text(
        "On Hold",
        compute="_compute_held_back",
        compute_sudo=True,
        help="What else was ordered, and follows when its hold is released.",
    )

    @api.depends("state")
    def _compute_held_back(self):
        self.held_back = False
        live = self.filtered(lambda handoff: handoff.state not in ("done", "cancelled"))
        lines = self.env["order.hold"]._get_holding_back(live.order_id).line_id
        for handoff in live if lines else ():
            handoff.held_back = "\n".join(
                f"{line.product_uom_qty:.15g} {line.product_uom_id.name} "
                f"{line.product_id.display_name}"
                for line in lines
                if line.order_id == handoff.order_id
            )

    @api.model
    def _split_plan(self, plan, planned):
        """Return the plan without what is on hold, and the orders that are released with it."""
        blockers = self.env["order.gate"]._get_stopping(planned, "handoff")
        blockers, held = self.env["order.hold"]._divide(blockers)
        stopped = {blocker.order_id for blocker in blockers}
        plan = self._leave_out(plan, held)
        left = {order.id for order, _department, _warehouse in plan}
        return plan, planned.filtered(lambda order: order.id in left - stopped)

    @api.model
    def _leave_out(self, plan, lines):
        """Return ``plan`` without ``lines``."""
        return {key: found - lines for key, found in plan.items() if found - lines}

    @api.model
    def _find_left_behind(self, orders=None):
        """Return the released orders one of whose lines was held, and is not released yet."""
        domain = Domain("line_id", "!=", False) & Domain("order_id.state", "=", "sale")
        domain &= Domain("order_id.handoff_state", "not in", (False, "to_release"))
        if orders is not None:
            domain &= Domain("order_id", "in", orders.ids)
        lines = self.env["order.hold"].sudo().search(domain).line_id
        released = self._get_by_line(lines)
        return lines.filtered(lambda line: line not in released).order_id

    @api.model
    def _get_lines_to_release(self, order):
        """Return the lines of an order to ask the gate for, when a person releases it.

        Those that are not on hold; if there is none, the held ones: that says why.
        """
        if order._ships_complete():
            return None
        lines = order.sudo().order_line.filtered(self._is_to_ship)
        released = self._get_by_line(lines)
        new = lines.filtered(lambda line: not set(released[line].mapped("state")) - {"sent_back"})
        held = self.env["order.hold"]._get_holding_back(order).line_id
        return (new - held) or new or lines


class OrderHandoffStop(models.Model):
    """Who picks reads on the release what stops its goods, as on the transfer."""

    _inherit = "order.handoff"

    stop = fields.Text(
        compute="_compute_stop", compute_sudo=True, help="Why these goods must not leave now."
    )

    @api.depends("state")
    def _compute_stop(self):
        self.stop = False
        live = self.filtered(lambda handoff: handoff.state in ("offered", "accepted"))
        stopped = live.picking_ids._find_stopped() if live else {}
        for handoff in live if stopped else ():
            messages = [
                blocker.message
                for picking in handoff.picking_ids
                for blocker in stopped.get(picking, ())
                # what a release itself says shows in its state
                if blocker.kind != "handoff"
            ]
            handoff.stop = "\n".join(dict.fromkeys(messages)) or False
