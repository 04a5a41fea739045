from odoo import api, models
from odoo.exceptions import ValidationError


class OrderCaseLine(models.Model):
    """What a claim line is about: one order line, its delivery and its invoice line."""

    _inherit = "order.case.line"

    @api.depends("move_id", "invoice_line_id")
    def _compute_order_line_id(self):
        # without its order line nothing would say how much there is to claim, and to bill
        for line in self:
            sold = line.move_id.sale_line_id or line.invoice_line_id.sale_line_ids[:1]
            line.order_line_id = line.order_line_id or sold

    @api.constrains("order_line_id", "move_id", "invoice_line_id")
    def _check_one_line(self):
        for line in self.sudo():
            # of another order: ``_check_same_order`` says so
            sources = (
                source
                for source in (line.move_id.sale_line_id, line.invoice_line_id.sale_line_ids)
                if line.case_id.order_id in source.order_id
            )
            if any(source and line.order_line_id not in source for source in sources):
                raise ValidationError(
                    self.env._(
                        "The delivery or the invoice line is about another line of the order "
                        "than %s.",
                        line.display_name,
                    )
                )
