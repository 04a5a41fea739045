from odoo import api, models

from ..tools.blocker import join_detail


class OrderHold(models.Model):
    """A hold on one line stops what belongs to its line, and leaves the rest of the order alone.

    Two things are whole: an order is confirmed as a whole, and who takes all or nothing gets
    nothing without the held line.
    """

    _inherit = "order.hold"

    @api.model
    def _divide(self, blockers):
        """Return ``(blockers of whole orders, the lines that the other blockers stop)``."""
        narrow = [blocker for blocker in blockers if self._is_narrow(blocker)]
        lines = self.env["sale.order.line"].sudo().browse({b.line_id for b in narrow})
        return [blocker for blocker in blockers if blocker not in narrow], lines

    @api.model
    def _is_narrow(self, blocker):
        """Return whether a blocker is a hold that only its own line waits for."""
        if blocker.source_model != "order.hold" or not blocker.line_id:
            return False
        order = self.env["sale.order"].sudo().browse(blocker.order_id)
        return self._waits_alone(order, blocker.gate)

    @api.model
    def _waits_alone(self, order, gate):
        """Return whether a line on hold leaves the rest of ``order`` to pass the gate."""
        return gate == "invoice" or (gate != "confirm" and not order._ships_complete())

    @api.model
    def _get_holding_back(self, orders):
        """Return the holds on lines that are not released, although their orders may be.

        No query for orders that nothing stops: the number is a column of their own row.
        """
        orders = self.env["order.gate"]._get_active_orders(orders.filtered("blocker_count"))
        if not orders:
            return self.sudo().browse()
        holds = self.sudo().search(
            [("order_id", "in", orders.ids), ("line_id", "!=", False), ("is_active", "=", True)]
        )
        holds = holds.filtered(lambda hold: {"confirm", "handoff"} & set(hold._get_gates()))
        released = self.env["order.handoff"]._get_by_line(holds.line_id)
        return holds.filtered(lambda hold: hold.line_id not in released)

    @api.model
    def _get_holding_back_blockers(self, orders):
        """Return what keeps lines that are not released from being picked."""
        return [
            hold.with_env(self.env(su=True))._prepare_blockers()[0]._replace(gate="ship")
            for hold in self._get_holding_back(orders)
        ]

    @api.model
    def _get_scope(self, order, gate):
        """Return in one sentence how much of ``order`` a hold on one line stops at the gate."""
        if gate == "confirm":
            return self.env._("An order is confirmed as a whole, so all of it waits.")
        if self._waits_alone(order, gate):
            return self.env._("Only this line waits, the rest of the order goes on.")
        return self.env._("This order ships complete, so all of it waits.")

    @api.model
    def _tell_scope(self, blocker):
        """Return ``blocker``, if it is a hold on one line, with what of the order it stops."""
        if blocker.source_model != "order.hold" or not blocker.line_id:
            return blocker
        order = self.env["sale.order"].sudo().browse(blocker.order_id)
        return blocker._replace(detail=self._get_scope(order, blocker.gate))


class OrderHoldLineFollow(models.Model):
    """What follows in the warehouse, when a line is held and when it is free again."""

    _inherit = "order.hold"

    def _after_place(self):
        """What nobody has begun yet is kept apart at once; what is begun shows STOP."""
        result = super()._after_place()
        pickings = self.sudo().line_id.move_ids.picking_id
        pickings.filtered(lambda picking: not picking._is_started())._keep_apart()
        return result

    def _place_followers(self):
        """Release the lines that nothing holds any more, also not what follows."""
        result = super()._place_followers()
        lines = self.sudo().line_id
        if lines:
            self.env["order.handoff"].sudo()._release_waiting(lines.order_id)
            lines.move_ids.picking_id._join_again()
        return result


class OrderBlocker(models.Model):
    """The row of a hold on one line says how much of the order waits."""

    _inherit = "order.blocker"

    @api.depends_context("lang")
    def _compute_message(self):
        super()._compute_message()
        rows = self.filtered(lambda row: row.kind == "hold")
        holds = self.env["order.hold"].sudo().browse(rows.mapped("source_id"))
        narrow = set(holds.filtered("line_id").ids)
        for row in rows.filtered(lambda row: row.source_id in narrow):
            scope = holds._get_scope(row.order_id.sudo(), row.gate)
            row.message = join_detail(row.message, scope)


class SaleOrderLine(models.Model):
    """What is procured while a line is held."""

    _inherit = "sale.order.line"

    def _action_launch_stock_rule(self, **kwargs):
        result = super()._action_launch_stock_rule(**kwargs)
        # no query while the desk is off, nor for orders that nothing stops
        orders = self.env["order.gate"]._get_active_orders(self.order_id.sudo())
        holds = orders.filtered("blocker_count").hold_ids
        holds = holds.filtered(lambda hold: hold.is_active and hold.line_id)
        if holds:
            holds.line_id.move_ids.picking_id._keep_apart()
        return result
