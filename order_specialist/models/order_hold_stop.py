from odoo import api, models

from ..exceptions import GateClosed
from ..tools.blocker import Blocker


class OrderHandoff(models.Model):
    """Holds that stop picking: the first step of the way out, and no later one."""

    _inherit = "order.handoff"

    @api.model
    def _judge(self, moves):
        """Add what stops picking to what stops releasing and shipping."""
        verdict = super()._judge(moves)
        if not self.env["order.hold.type"]._has_pick_stop():
            return verdict
        first = moves._filter_first_step() - moves._filter_leaving()
        for hold in self._get_pick_holds(first.sale_line_id.order_id):
            blocker = self._prepare_pick_blocker(hold)
            for move in first:
                if move.sale_line_id.order_id == hold.order_id and self._concerns(blocker, move):
                    verdict.setdefault(move, []).append(blocker)
        return verdict

    @api.model
    def _get_pick_holds(self, orders):
        holds = self.env["order.hold"].sudo()
        if not orders:
            return holds
        found = holds.search(
            [
                ("order_id", "in", orders.ids),
                ("is_active", "=", True),
                ("type_id.stops_pick", "=", True),
            ]
        )
        return found.filtered(lambda hold: "ship" in hold._get_gates())

    @api.model
    def _prepare_pick_blocker(self, hold):
        return Blocker(
            gate="ship",
            order_id=hold.order_id.id,
            kind="hold",
            message=hold.with_env(self.env(su=True))._get_short_message(),
            source_model="order.hold",
            source_id=hold.id,
            line_id=hold.line_id.id,
            actions=("open",),
        )

    @api.model
    def _concerns(self, blocker, move):
        """A hold that only stops picking is none for goods that are picked already."""
        if not super()._concerns(blocker, move):
            return False
        if blocker.source_model != "order.hold":
            return True
        hold = self.env["order.hold"].sudo().browse(blocker.source_id)
        is_only_pick = {"ship", "pick"} & hold.type_id._get_stops() == {"pick"}
        return not is_only_pick or move in move._filter_first_step()


class StockPicking(models.Model):
    """STOP where the pickers look: no slip, no batch, no picking of what is on hold."""

    _inherit = "stock.picking"

    def write(self, vals):
        if vals.get("batch_id") or vals.get("printed"):
            self._refuse_held()
        return super().write(vals)

    def _is_auto_batchable(self, picking=None):
        """A held transfer is left out of automatic batches (stock_picking_batch, if there)."""
        parent = getattr(super(), "_is_auto_batchable", None)
        pickings = self | picking if picking else self
        return bool(parent and parent(picking)) and not pickings._find_held()

    def _find_held(self):
        """Return ``{transfer: blockers}`` of the open transfers that a hold stops."""
        if not self._is_desk_active():
            return {}
        held = {}
        for picking, blockers in self.sudo()._find_stopped().items():
            if holds := [blocker for blocker in blockers if blocker.kind == "hold"]:
                held[picking] = holds
        return held

    def _refuse_held(self):
        """Raise ``GateClosed`` when a hold stops one of the transfers."""
        held = self._find_held()
        if self.browse(p.id for p in held if p._is_partly_held(held[p]))._keep_apart():
            held = self._find_held()
        if not held:
            return
        gate = self.env["order.gate"]
        blockers = list(
            {gate._get_identity(b): b for found in held.values() for b in found}.values()
        )
        orders = self.env["sale.order"].browse({blocker.order_id for blocker in blockers})
        closed = gate._get_closed_error(orders, "ship", blockers)
        reasons = str(closed).split("\n")[1:]
        title = self.env._(
            "STOP: %s is held. Until its release no slip is printed and it joins no batch or wave:",
            ", ".join(picking.name for picking in held),
        )
        raise GateClosed("\n".join([title, *reasons]), "ship", closed.blockers)


class StockMoveLine(models.Model):
    """What may not be picked is not marked as picked."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if any(vals.get("picked") for vals in vals_list):
            lines.filtered("picked")._refuse_pick_stopped()
        return lines

    def write(self, vals):
        if vals.get("picked"):
            self.filtered(lambda line: not line.picked)._refuse_pick_stopped()
        return super().write(vals)

    def _refuse_pick_stopped(self):
        if not self or not self.env["order.hold.type"]._has_pick_stop():
            return
        handoffs = self.env["order.handoff"]
        moves = self.move_id._filter_guarded()._filter_on_way_out()._filter_first_step()
        stopped = {}
        for hold in handoffs._get_pick_holds(moves.sale_line_id.order_id):
            blocker = handoffs._prepare_pick_blocker(hold)
            for move in moves:
                if move.sale_line_id.order_id == hold.order_id and handoffs._concerns(
                    blocker, move
                ):
                    stopped.setdefault(move, []).append(blocker)
        left = self.env["order.override"]._get_left(moves.picking_id) if stopped else ()
        handoffs._raise_closed(
            {
                move: found
                for move, found in stopped.items()
                if (move.sale_line_id.order_id.id, move.picking_id.id) not in left
            }
        )
