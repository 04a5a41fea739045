from odoo import api, models


class SaleOrderLine(models.Model):
    """The one place where a change of a line is asked for, on every path."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        changes = self.env["order.change"]
        asked = changes._ask_new_lines(vals_list)
        lines = super().create(vals_list)
        lines._mark_not_ordered()
        changes._record(asked)
        return lines

    def write(self, vals):
        asked = self.env["order.change"]._ask_lines(self, vals)
        result = super().write(vals)
        self.env["order.change"]._record(asked)
        return result

    def unlink(self):
        asked = self.env["order.change"]._ask_gone(self)
        result = super().unlink()
        self.env["order.change"]._record(asked)
        return result
