from collections import defaultdict

from odoo import api, models


class OrderHandoff(models.Model):
    """What stock moves have to ask before goods move."""

    _inherit = "order.handoff"

    @api.model
    def _pass_gates(self, moves):
        """Let moves of order lines go, or raise ``GateClosed`` with all that stops them.

        Going is accepting: what was offered to a department that accepts by doing is theirs.
        """
        outbound = moves._filter_on_way_out()
        if not outbound:
            return
        orders = outbound.sale_line_id.order_id
        self.env["order.gate"]._lock(orders)
        self._raise_closed(self._judge(outbound))
        # nothing that was written since the lock can have changed what these columns say
        waiting = orders.filtered(lambda order: order.handoff_state == "to_release")
        if waiting:
            self._release_waiting(waiting)
        self._accept_by_doing(outbound.sale_line_id, "validate")

    @api.model
    def _raise_closed(self, verdict):
        """Raise ``GateClosed`` when a verdict stops something."""
        gate = self.env["order.gate"]
        blockers = {gate._get_identity(b): b for found in verdict.values() for b in found}
        if blockers:
            orders = self.env["sale.order"].browse({b.order_id for b in blockers.values()})
            raise gate._get_closed_error(orders, "ship", list(blockers.values()))

    @api.model
    def _judge(self, moves):
        """Return ``{move: blockers}`` for the moves that are stopped; asks each gate once.

        The handoff gate counts for every move on the way out until its order is released, the
        ship gate for those that leave the house.
        """
        leaving = moves._filter_leaving() | moves._filter_dropshipped()
        at_door, inside = self._ask_by_order(leaving), self._ask_by_order(moves - leaving, True)
        if not at_door and not inside:
            return {}
        left = self.env["order.override"]._get_left(moves.picking_id)
        verdict = {}
        for move in moves:
            order = move.sale_line_id.order_id
            if (order.id, move.picking_id.id) not in left:
                found = (at_door if move in leaving else inside).get(order.id, ())
                verdict[move] = [blocker for blocker in found if self._concerns(blocker, move)]
        return {move: found for move, found in verdict.items() if found}


class OrderHandoffConcern(models.Model):
    """Which blockers are about which move."""

    _inherit = "order.handoff"

    @api.model
    def _ask_by_order(self, moves, inside=False):
        """Return ``{order id: what stops these moves of it}``.

        :param bool inside: the goods stay in the house: only what stops picking counts
        """
        by_order = defaultdict(list)
        for blocker in self._ask_orders(moves.sale_line_id.order_id, inside):
            if blocker.stops:
                by_order[blocker.order_id].append(blocker)
        return by_order

    @api.model
    def _ask_orders(self, orders, inside=False):
        gate = self.env["order.gate"]
        waiting = orders.filtered(lambda order: order.handoff_state == "to_release")
        blockers = gate._get_stopping(waiting, "handoff")
        if not inside:
            return blockers + gate._get_stopping(orders, "ship")
        if orders:
            blockers += self._get_gate_blockers(gate._get_facts(orders))
            blockers += self.env["order.hold"]._get_holding_back_blockers(orders)
            blockers += self._get_change_blockers(orders)
        return blockers

    @api.model
    def _get_change_blockers(self, orders):
        """Return what stops lines that were changed after the order was confirmed.

        Such a line has not passed the gates before: it is not even picked.
        """
        gate = self.env["order.gate"]
        changed = gate._get_facts(orders, "ship").changed_line_ids
        if not changed:
            return []
        return [
            blocker
            for blocker in gate._get_stopping(orders, "ship")
            if blocker.finding
            and blocker.finding.line_id in changed
            and blocker.finding.check.gate != "ship"
        ]

    @api.model
    def _concerns(self, blocker, move):
        """Return whether a blocker of the order is about this move of it."""
        if blocker.source_model == "order.case":
            return blocker.source_id != move.order_case_resolution_id.case_id.id
        if blocker.source_model == "order.handoff":
            handoff = self.sudo().browse(blocker.source_id)
            return move.sale_line_id in handoff.line_ids.sale_line_id
        line = move.sale_line_id
        if blocker.source_model == "order.hold":
            return blocker.line_id in (False, line.id) or line.order_id._ships_complete()
        line_id = blocker.finding and blocker.finding.line_id
        return not line_id or line_id == line.id
