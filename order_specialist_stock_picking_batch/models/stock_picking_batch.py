from odoo import api, fields, models


class StockPickingBatch(models.Model):
    """STOP where the pickers of a batch or wave look."""

    _inherit = "stock.picking.batch"

    order_stop = fields.Text(
        "Stop",
        compute="_compute_order_stop",
        help="The transfers that must not leave, and why; validating the batch takes them out.",
    )

    @api.depends("picking_ids.order_stop")
    def _compute_order_stop(self):
        for batch in self:
            stopped = batch.picking_ids.filtered("order_stop")
            batch.order_stop = "\n".join(f"{p.name}: {p.order_stop}" for p in stopped) or False
