from odoo import api, models

from ..tools.asked import is_marked


class StockMove(models.Model):
    """Moves that become done without ``_action_done``: written so, or created so."""

    _inherit = "stock.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        if not is_marked(self):
            moves.filtered(lambda move: move.state == "done")._pass_as_done()
        return moves

    def write(self, vals):
        if vals.get("state") == "done" and not is_marked(self):
            self.filtered(lambda move: move.state not in ("done", "cancel"))._pass_as_done()
        return super().write(vals)

    def _pass_as_done(self):
        """Ask the gates for moves of order lines that somebody says are done."""
        moves = self._filter_guarded() if self else self
        if moves:
            self.env["order.handoff"]._pass_gates(moves)


class StockMoveStray(models.Model):
    """Goods that are added to the transfer of an order, without a line of it."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        self._check_strays()
        return super()._action_done(cancel_backorder=cancel_backorder)

    def _check_strays(self):
        """Refuse to ship with a stopped order what has no order line (Odoo adds one later)."""
        gate = self.env["order.gate"]
        if not gate._is_active(self.company_id.ids):
            return
        strays = self.sudo().filtered(
            lambda move: not move.sale_line_id and move.picking_id.sale_id and move._will_be_done()
        )
        strays = strays._filter_leaving()
        left = self.env["order.override"]._get_left(strays.picking_id) if strays else ()
        orders = strays.filtered(
            lambda move: (move.picking_id.sale_id.id, move.picking_id.id) not in left
        ).picking_id.sale_id
        orders = gate._get_active_orders(orders)
        if not orders:
            return
        gate._lock(orders)
        found = self.env["order.handoff"]._ask_orders(orders)
        whole, _held = self.env["order.hold"]._divide(found)
        blockers = [b for b in whole if not (b.finding and b.finding.line_id)]
        if blockers:
            raise gate._get_closed_error(orders, "ship", blockers)


class StockPicking(models.Model):
    """A transfer is done when its moves are: nobody says so by writing it."""

    _inherit = "stock.picking"

    def write(self, vals):
        if vals.get("state") == "done":
            moves = self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
            moves._pass_as_done()
        return super().write(vals)
