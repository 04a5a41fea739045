from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class OrderGoodsBack(models.AbstractModel):
    """Having claimed goods come back, by Odoo's own return of the delivery that brought them."""

    _name = "order.goods.back"
    _description = "Returns of Claims"

    def _is_returnable(self, case_line):
        """Return whether ``case_line`` is about goods that one delivery brought as they are."""
        order_line = case_line.order_line_id
        return (
            case_line.measure == "quantity"
            and case_line.case_id.type_id.basis == "shipped"
            and case_line.case_id.type_id.can_return
            and order_line.product_id.type == "consu"
            and not order_line._is_exploded()
        )

    def _get_returnable(self, case_line):
        """Return ``[(move, quantity in the order line's unit)]`` that have not come back yet.

        The delivery of the claim first, then the latest. What was sent instead counts too.
        """
        line = case_line.order_line_id
        moves = line.move_ids.filtered(
            lambda move: move.state == "done" and line._get_shipped_gross(move)
        )
        rows = []
        for move in moves.sorted(lambda m: (m == case_line.move_id, m.id), reverse=True):
            left = line._get_shipped_gross(move) - self._get_asked_back(line, move)
            if line.product_uom_id.compare(left, 0.0) > 0:
                rows.append((move, left))
        return rows

    def _get_asked_back(self, line, move):
        """Return what of ``move`` came back, or is asked back by an open return."""
        return sum(
            back.product_uom._compute_quantity(
                back.quantity if back.state == "done" else back.product_uom_qty,
                line.product_uom_id,
                rounding_method="HALF-UP",
            )
            for back in move.returned_move_ids
            if back.state != "cancel" and not back.location_dest_id._is_outgoing()
        )

    def _create_returns(self, resolution, is_refunded):
        """Make the returns of ``resolution``, one for each delivery concerned.

        :param is_refunded: whether what comes back was not delivered after all (Odoo's
            ``to_refund``); not so for goods that are replaced
        :returns: the transfers
        """
        transfers = self.env["stock.picking"]
        for delivery, rows in self._choose_moves(resolution).items():
            wizard = self.env["stock.return.picking"].create({"picking_id": delivery.id})
            wizard.product_return_moves = [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "product_id": move.product_id.id,
                            "move_id": move.id,
                            "quantity": quantity,
                            "to_refund": is_refunded,
                        }
                    )
                    for move, quantity in rows
                ),
            ]
            transfers |= wizard._create_return()
        transfers.write({"order_case_resolution_id": resolution.id})
        transfers.move_ids.write({"order_case_resolution_id": resolution.id})
        return transfers

    def _choose_moves(self, resolution):
        """Return ``{delivery: [(move, quantity in the move's unit)]}`` for all parts."""
        chosen = defaultdict(list)
        for part in resolution.line_ids:
            line, wanted = part.case_line_id.order_line_id, part.quantity
            for move, left in self._get_returnable(part.case_line_id):
                take = min(left, wanted)
                if line.product_uom_id.compare(take, 0.0) > 0:
                    quantity = line.product_uom_id._compute_quantity(
                        take, move.product_uom, rounding_method="HALF-UP"
                    )
                    chosen[move.picking_id].append((move, quantity))
                    wanted -= take
            if line.product_uom_id.compare(wanted, 0.0) > 0:
                raise UserError(
                    self.env._(
                        "%(asked)s of %(article)s cannot come back: %(left)s were delivered and "
                        "are not on their way back yet.",
                        asked=f"{part.quantity:.15g}",
                        article=part.product_id.display_name,
                        left=f"{part.quantity - wanted:.15g}",
                    )
                )
        return chosen
