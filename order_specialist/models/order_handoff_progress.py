from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

#: What the order says when its handoffs are in these states: the first that one of them is in.
ORDER_STATES = (
    ("recalled", "recalled"),
    ("sent_back", "sent_back"),
    ("offered", "released"),
    ("accepted", "accepted"),
    ("done", "done"),
)


class OrderHandoff(models.Model):
    """How far a release is: shipped quantities, and done."""

    _inherit = "order.handoff"

    def _is_fulfilled(self):
        """Return whether shipped and closed short make up all that was handed over."""
        self.ensure_one()
        return self._is_prepared() or all(
            line.uom_id.compare(line.shipped_qty + line.sale_line_id.cancelled_qty, line.quantity)
            >= 0
            for line in self.line_ids
        )

    @api.model
    def _sync_progress(self, orders):
        """Bring shipped quantities, done states and time stamps in step with the stock moves."""
        orders = orders.sudo()
        shipped, open_lines = orders.order_line.move_ids._sum_by_order_line()
        handoffs = self.sudo().search(
            Domain("order_id", "in", orders.ids) & Domain("state", "in", ("offered", "accepted"))
        )
        done = self.sudo().browse()
        for handoff in handoffs:
            for line in handoff.line_ids:
                quantity = shipped.get(line.sale_line_id, 0.0)
                if line.uom_id.compare(quantity, line.shipped_qty):
                    line.shipped_qty = quantity
            is_open = handoff.line_ids.sale_line_id & open_lines
            if not is_open and handoff._is_fulfilled():
                done |= handoff
        started = handoffs.filtered(lambda handoff: any(handoff.line_ids.mapped("shipped_qty")))
        self._write_partly(handoffs, started - done)
        done._move_to("done")
        self._stamp_shipped(orders, shipped, open_lines)

    @api.model
    def _write_partly(self, handoffs, partly):
        for value, group in ((True, partly), (False, handoffs - partly)):
            group = group.filtered(lambda handoff, value=value: handoff.is_partly_shipped != value)
            group.write({"is_partly_shipped": value})


class OrderHandoffStamps(models.Model):
    """When the first and the last goods of an order left."""

    _inherit = "order.handoff"

    @api.model
    def _stamp_shipped(self, orders, shipped, open_lines):
        now = fields.Datetime.now()
        started = orders.filtered(
            lambda order: (
                not order.first_shipped_on and any(shipped.get(line) for line in order.order_line)
            )
        )
        started.write({"first_shipped_on": now})
        complete = orders.filtered(
            lambda order: (
                order.first_shipped_on
                and not order.fully_shipped_on
                and not (order.order_line & open_lines)
                and self._has_shipped_all(order, shipped)
            )
        )
        complete.write({"fully_shipped_on": now})

    @api.model
    def _has_shipped_all(self, order, shipped):
        return all(
            line.product_uom_id.compare(
                shipped.get(line, 0.0) + line.cancelled_qty, line.product_uom_qty
            )
            >= 0
            for line in order.order_line.filtered(self._is_to_ship)
        )


class OrderHandoffStates(models.Model):
    """What the order itself says of its releases."""

    _inherit = "order.handoff"

    @api.model
    def _sync_orders(self, orders):
        """Write on each order where its handoffs are, and when they were all accepted."""
        orders = orders.sudo()
        states = defaultdict(set)
        accepted_on = {}
        groups = self.sudo()._read_group(
            Domain("order_id", "in", orders.ids) & Domain("state", "!=", "cancelled"),
            ["order_id", "state"],
            ["accepted_on:max"],
        )
        for order, state, moment in groups:
            states[order].add(state)
            accepted_on[order] = max(filter(None, (accepted_on.get(order), moment)), default=None)
        updates = defaultdict(orders.browse)
        for order in orders:
            state = self._get_order_state(order, states[order])
            stamp = order.accepted_on
            if state in ("accepted", "done") and not stamp:
                stamp = accepted_on.get(order)
            if (state or False, stamp) != (order.handoff_state, order.accepted_on):
                updates[state, stamp] |= order
        for (state, stamp), group in updates.items():
            group.write({"handoff_state": state, "accepted_on": stamp})

    @api.model
    def _get_order_state(self, order, states):
        """Return the state an order shows; one that only waits for its release keeps waiting."""
        for state, shown in ORDER_STATES:
            if state in states:
                return shown
        return order.handoff_state if order.handoff_state == "to_release" else False
