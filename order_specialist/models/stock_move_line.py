from odoo import api, models


class StockMoveLine(models.Model):
    """The first picked quantity accepts a release. (A quantity alone may be a reservation.)"""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if any(vals.get("picked") for vals in vals_list):
            lines.filtered("picked")._accept_by_picking()
        return lines

    def write(self, vals):
        # first, so that who meets somebody else at this order reads so before he has done his work
        if vals.get("picked"):
            self._accept_by_picking()
        return super().write(vals)

    def _accept_by_picking(self):
        order_lines = self.move_id._filter_guarded().sale_line_id
        if order_lines:
            self.env["order.handoff"]._accept_by_doing(order_lines, "pick")
