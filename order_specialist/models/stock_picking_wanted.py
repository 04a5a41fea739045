from odoo import api, fields, models


class StockPicking(models.Model):
    """What a picker has to know beside the quantities: rush, and what is wanted otherwise."""

    _inherit = "stock.picking"

    order_is_rush = fields.Boolean("Rush", compute="_compute_order_wanted")
    order_wanted = fields.Text(
        "Wanted Changes",
        compute="_compute_order_wanted",
        help="What the customer wants otherwise, and nobody has answered yet.",
    )

    @api.depends("state", "move_ids.sale_line_id")
    def _compute_order_wanted(self):
        self.order_is_rush = self.order_wanted = False
        pickings = self._origin.filtered(lambda picking: picking.state not in ("done", "cancel"))
        if not pickings._is_desk_active():
            return
        lines = pickings.move_ids._filter_guarded().sale_line_id
        handoffs = self.env["order.handoff"]._get_by_line(lines)
        for picking in pickings:
            found = self.env["order.handoff"].union(
                *(handoffs[line] for line in picking.sudo().move_ids.sale_line_id)
            )
            shown = self.filtered(lambda record, picking=picking: record._origin == picking)
            shown.order_is_rush = any(found.mapped("is_rush"))
            shown.order_wanted = "\n".join(filter(None, found.mapped("pending_text")))
