from odoo import api, models
from odoo.exceptions import UserError


class StockMove(models.Model):
    """What is sent for a claim is no more than the claim settles: nobody would bill the rest."""

    _inherit = "stock.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves.filtered(lambda move: move.state == "done")._check_sent_as_settled()
        return moves

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "done":
            self._check_sent_as_settled()
        return result

    def _check_sent_as_settled(self):
        """Refuse done moves that send more instead of claimed goods than their claim settles."""
        if not self.env["order.case"]._is_used():
            return
        moves = self.sudo().filtered("order_case_resolution_id")._filter_leaving()
        for (resolution, line, article, is_sent), sent in moves.grouped(_get_sent_key).items():
            executor = resolution._get_executor()
            # what came back to be exchanged is at most given back
            settled = executor._get_promised(resolution, line, article) if is_sent else 0.0
            pieces = sent._sum_sent()
            if settled is not None and article.uom_id.compare(pieces, settled) > 0:
                raise UserError(
                    self.env._(
                        "%(sent)s %(unit)s of %(article)s would be sent for claim %(case)s, which "
                        "settles %(settled)s: nobody would be billed for the rest. Ship what the "
                        "claim says, and let the desk order the rest.",
                        sent=f"{pieces:.15g}",
                        unit=article.uom_id.name,
                        article=article.display_name,
                        case=resolution.case_id.name,
                        settled=f"{settled:.15g}",
                    )
                )


class StockMoveSent(models.Model):
    """How much was sent for a claim, less what of it came back."""

    _inherit = "stock.move"

    def _sum_sent(self):
        """Return what all done moves like these sent, in the unit of their article."""
        key = _get_sent_key(self[:1])
        alike = self | self.sale_line_id.move_ids.filtered(
            lambda move: move.state == "done" and _get_sent_key(move) == key
        )
        outside = alike._get_outside()
        return sum(
            move.product_uom._compute_quantity(
                move.quantity, move.product_id.uom_id, rounding_method="HALF-UP"
            )
            * ((move.location_dest_id in outside) - (move.location_id in outside))
            for move in alike
        )


class StockMoveLine(models.Model):
    """A done move is corrected by its lines."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_sent_as_settled()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if {"quantity", "product_uom_id"} & vals.keys():
            self._check_sent_as_settled()
        return result

    def _check_sent_as_settled(self):
        moves = self.move_id.filtered(lambda move: move.state == "done")
        moves._check_sent_as_settled()


def _get_sent_key(move):
    """Return what tells moves of one resolution apart that settle different things.

    The last part says whether it sends, or takes back what was sent, or else belongs to a return
    that the claim asked for.
    """
    resolution, first = move.order_case_resolution_id, move
    while (before := first.origin_returned_move_id) and (
        before.order_case_resolution_id == resolution
    ):
        first = before
    return (
        resolution,
        move.sale_line_id,
        move.product_id,
        bool(first._filter_leaving()),
    )
