from odoo import models


class OrderHold(models.Model):
    """What is reserved for held orders: kept, or given back until the release."""

    _inherit = "order.hold"

    def _after_place(self):
        result = super()._after_place()
        self._filter_giving_back()._get_first_moves()._do_unreserve()
        return result

    def _after_release(self):
        result = super()._after_release()
        self._filter_giving_back()._get_first_moves()._action_assign()
        return result

    def _filter_giving_back(self):
        return self.sudo().filtered("type_id.gives_back")

    def _get_first_moves(self):
        """Return the open moves with which goods of the holds begin their way out."""
        lines = self.env["sale.order.line"].sudo()
        for hold in self.sudo():
            lines |= hold.line_id or hold.order_id.order_line
        moves = lines.move_ids.filtered(
            lambda move: move.state not in ("draft", "done", "cancel") and not move.picked
        )
        return moves._filter_on_way_out()._filter_first_step()


class StockMove(models.Model):
    """Moves of held orders do not take back by themselves what they had to give."""

    _inherit = "stock.move"

    def _action_assign(self, force_qty=False):
        return super(StockMove, self - self._filter_given_back())._action_assign(force_qty)

    def _filter_given_back(self):
        """Return the moves whose order or line is held by a type that gives stock back."""
        if not self.env["order.hold.type"]._has_given_back():
            return self.browse()
        moves = self._filter_guarded()
        holds = self.env["order.hold"].sudo()
        holds = moves and holds.search(
            [
                ("order_id", "in", moves.sale_line_id.order_id.ids),
                ("is_active", "=", True),
                ("type_id.gives_back", "=", True),
            ]
        )
        return self & holds._get_first_moves() if holds else self.browse()

    def _filter_first_step(self):
        """Return the moves whose goods come from stock, not from an earlier step."""
        return self.filtered(
            lambda move: not any(origin.state != "cancel" for origin in move.move_orig_ids)
        )
