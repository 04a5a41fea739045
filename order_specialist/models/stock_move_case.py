from collections import defaultdict

from odoo import fields, models

from ..tools.carried import Carried


class StockMove(models.Model):
    """Moves that replace something, and deliveries that are closed short."""

    _inherit = "stock.move"

    order_case_resolution_id = fields.Many2one(
        "order.case.resolution",
        "Made by claim",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _prepare_merge_moves_distinct_fields(self):
        return [*super()._prepare_merge_moves_distinct_fields(), "order_case_resolution_id"]

    def _prepare_procurement_values(self):
        """Carry the claim to the moves before this one."""
        values = super()._prepare_procurement_values()
        if self.order_case_resolution_id:
            values["order_case_resolution_id"] = self.order_case_resolution_id.id
        return values

    def _key_assign_picking(self):
        return (*super()._key_assign_picking(), self.order_case_resolution_id)

    def _search_picking_for_assignation_domain(self):
        """Keep a replacement in a transfer of its own."""
        resolution = ("order_case_resolution_id", "=", self.order_case_resolution_id.id)
        return [*super()._search_picking_for_assignation_domain(), resolution]

    def _action_confirm(self, *args, **kwargs):
        """Confirm; a claim whose goods a supplier sends knows the transfer from now on."""
        moves = super()._action_confirm(*args, **kwargs)
        for move in moves.sudo().filtered("order_case_resolution_id"):
            move.order_case_resolution_id._link_transfer(move)
        return moves

    def _get_new_picking_values(self):
        values = super()._get_new_picking_values()
        resolution = self.order_case_resolution_id
        if resolution:
            values["order_case_resolution_id"] = Carried(resolution[:1].id)
        return values


class StockMoveShort(models.Model):
    """What the warehouse does not ship, and what it ships or cancels after all."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        """Let the desk know of a rest that the warehouse will not ship."""
        returns = self.filtered(lambda m: m.state != "done" and m._is_claimed_return())
        moves = self._filter_guarded().filtered(lambda m: m.state not in ("done", "cancel"))
        moves = moves._filter_on_way_out()
        asked = {move: move.sale_line_id._get_planned(move) for move in moves}
        result = super()._action_done(cancel_backorder=cancel_backorder)
        returns._close_returned()
        if moves:
            moves.sale_line_id._lower_closed_short()
            if cancel_backorder:
                moves._tell_shorts(asked)
        return result

    def _tell_shorts(self, asked):
        """Open claims for what of ``asked`` was not shipped, or those that it was to settle."""
        replacements = self.filtered("order_case_resolution_id")
        replacements.order_case_resolution_id._follow_moves()
        short = defaultdict(float)
        for move in self - replacements:
            done = move._get_quantity_of_line() if move.state == "done" else 0.0
            short[move.sale_line_id] += asked[move] - done
        self.sale_line_id._open_shorts(short)

    def _action_cancel(self):
        """Cancel; a claim whose replacement is cancelled is open again."""
        result = super()._action_cancel()
        self.sudo().order_case_resolution_id._follow_moves()
        return result


class StockMoveReturned(models.Model):
    """Goods that a claim asked back."""

    _inherit = "stock.move"

    def _is_claimed_return(self):
        """Return whether it brings back what a claim asked for, and that is not replaced."""
        resolution = self.sudo().order_case_resolution_id
        return bool(resolution) and self.to_refund and resolution.code == "goods_return"

    def _close_returned(self):
        """What came back is not delivered any more, and does not go out again by itself."""
        for move in self.sudo().filtered(lambda move: move.state == "done"):
            line = move.sale_line_id
            line.cancelled_qty += move._get_quantity_of_line()
            # of what was delivered beyond the order nothing is missing when it comes back
            line._lower_closed_short()


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _get_custom_move_fields(self):
        return [*super()._get_custom_move_fields(), "order_case_resolution_id"]


class StockPicking(models.Model):
    _inherit = "stock.picking"

    order_case_resolution_id = fields.Many2one(
        "order.case.resolution",
        "Made by claim",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    order_desk_claims = fields.Boolean(
        compute="_compute_order_desk_claims",
        compute_sudo=True,
        help="It shipped goods of an order, or brought some back, and the desk is on.",
    )

    def _compute_order_desk_claims(self):
        for picking in self:
            active = self.env["order.gate"]._is_active(picking.company_id.ids)
            shipped = picking.picking_type_code == "outgoing"
            came_back = bool(picking.move_ids.origin_returned_move_id)
            done = picking.state == "done" and (shipped or came_back)
            picking.order_desk_claims = active and done and bool(picking.sale_id)

    def action_open_claim(self):
        """Open the dialog that records a claim about this delivery or return (button)."""
        self.ensure_one()
        action = self.sale_id.sudo().action_open_claim()
        action["context"]["default_picking_id"] = self.id
        return action
