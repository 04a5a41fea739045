from odoo import fields, models


class StockPicking(models.Model):
    """What is held of a transfer gets a transfer of its own, so that the rest of it can go."""

    _inherit = "stock.picking"

    is_kept_apart = fields.Boolean(
        "Kept Apart",
        readonly=True,
        copy=False,
        help="Its lines were on hold, so it was taken out of the transfer that it belongs to.",
    )

    def _keep_apart(self):
        """Take what a hold on its line stops out of these transfers; return the new ones.

        Of what somebody has picked already nothing is moved, nor where nothing would be left.
        """
        apart = self.browse()
        pickings = self.sudo().filtered(
            lambda picking: (
                picking.state not in ("draft", "done", "cancel")
                and not any(picking.move_ids.mapped("picked"))
            )
        )
        moves = pickings.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        stopped = self.env["order.handoff"]._judge(moves._filter_guarded()._filter_on_way_out())
        is_narrow = self.env["order.hold"]._is_narrow
        held = moves.browse(
            move.id for move, found in stopped.items() if all(map(is_narrow, found))
        )
        free = moves - moves.browse(move.id for move in stopped)
        for picking, own in (held & (free.picking_id.move_ids)).grouped("picking_id").items():
            apart |= picking._take_apart(own)
        return apart

    def _take_apart(self, moves):
        """Give ``moves`` of this transfer a transfer of their own, and return that."""
        apart = self._create_backorder_picking()
        apart.write({"is_kept_apart": True, "user_id": False})
        moves.write({"picking_id": apart.id})
        moves.move_line_ids.write({"picking_id": apart.id})
        self.message_post(
            body=self.env._(
                "On hold, so kept apart in %(transfer)s: %(products)s",
                transfer=apart.name,
                products=", ".join(moves.product_id.mapped("display_name")),
            )
        )
        return apart

    def _join_again(self):
        """Put back what was kept apart and is free, where nobody has begun with either part."""
        apart = self.sudo().filtered(
            lambda picking: (
                picking.is_kept_apart
                and picking.backorder_id.state in ("confirmed", "assigned", "waiting")
                and not picking._is_started()
                and not picking.backorder_id._is_started()
            )
        )
        for picking in apart - apart.browse(stopped.id for stopped in apart._find_stopped()):
            whole = picking.backorder_id
            picking.move_line_ids.write({"picking_id": whole.id})
            picking.move_ids.write({"picking_id": whole.id})
            whole.message_post(
                body=self.env._("No longer on hold: %s is part of this again", picking.name)
            )
            picking.unlink()

    def _is_partly_held(self, blockers):
        """Return whether holds on lines are among what stops this transfer."""
        return any(map(self.env["order.hold"]._is_narrow, blockers))
