from collections import defaultdict

from odoo import api, fields, models

from ..tools.prefetch import keep

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
        return self.line_ids._is_shipped() or self._is_prepared()

    @api.model
    def _sync_progress(self, orders):
        """Bring shipped quantities, done states and time stamps in step with the stock moves."""
        orders = orders.sudo()
        shipped, open_lines = orders.order_line.move_ids._sum_by_order_line()
        handoffs = self._read_of(orders)
        handoffs = handoffs.filtered(lambda handoff: handoff.state in ("offered", "accepted"))
        done, started = handoffs.browse(), handoffs.browse()
        for handoff, lines in handoffs._get_lines().items():
            lines._write_shipped(shipped)
            if any(lines.mapped("shipped_qty")):
                started |= handoff
            is_open = lines.sale_line_id & open_lines
            if not is_open and (lines._is_shipped() or handoff._is_prepared()):
                done |= handoff
        self._write_partly(handoffs, started - done)
        done._move_to("done")
        self._stamp_shipped(orders, shipped, open_lines)

    @api.model
    def _read_of(self, orders):
        """Return all releases of ``orders``, and whatever is written on them, in one query."""
        names = ("order_id", "department_id", "state", "accepted_on")
        names += ("is_partly_shipped", "was_changed")
        handoffs = self.sudo().search_fetch([("order_id", "in", orders.ids)], names)
        found = handoffs.grouped("order_id")
        keep(orders, "handoff_ids", [found.get(order, self)._ids for order in orders])
        return handoffs

    def _get_lines(self):
        """Return ``{release: its lines}``, read in one go."""
        lines = self.env["order.handoff.line"].sudo()
        names = ["handoff_id", "sale_line_id", "quantity", "shipped_qty", "uom_id"]
        lines = lines.search_fetch([("handoff_id", "in", self.ids)], names) if self else lines
        return dict.fromkeys(self, lines.browse()) | lines.grouped("handoff_id")

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
        for handoff in orders.handoff_ids.filtered(lambda handoff: handoff.state != "cancelled"):
            order, moment = handoff.order_id, handoff.accepted_on
            states[order].add(handoff.state)
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
