from odoo import models
from odoo.exceptions import UserError


class OrderCaseResolution(models.Model):
    """Whether a resolution, and each part of it, is about this claim at all."""

    _inherit = "order.case.resolution"

    def _check_fits(self):
        """Refuse parts of another claim, of a foreign invoice, or that this way cannot settle."""
        executor = self._get_executor()
        for part in self.line_ids:
            line = part.case_line_id
            if line.case_id != self.case_id:
                raise UserError(self.env._("%s is a line of another claim.", line.display_name))
            if not executor._is_for(line):
                raise UserError(
                    self.env._(
                        "%(article)s cannot be settled so: “%(way)s” is not for a claim of "
                        "the type “%(type)s”.",
                        article=line.display_name,
                        way=executor._label(),
                        type=self.case_id.type_id.name,
                    )
                )
            part._check_invoice_line()
        if len(self.line_ids.invoice_line_id.move_id) > 1:
            raise UserError(
                self.env._(
                    "A resolution credits one invoice. Make one for each of these: %s.",
                    ", ".join(self.line_ids.invoice_line_id.move_id.mapped("name")),
                )
            )


class OrderCaseResolutionLine(models.Model):
    """Which invoice line a part may credit."""

    _inherit = "order.case.resolution.line"

    def _check_invoice_line(self):
        """Refuse to credit what does not bill the claimed line."""
        line = self.invoice_line_id
        if line and line not in self.case_line_id.order_line_id._get_posted_invoice_lines():
            raise UserError(
                self.env._(
                    "Invoice %(invoice)s does not bill %(article)s of order %(order)s.",
                    invoice=line.move_id.name,
                    article=self.case_line_id.display_name,
                    order=self.case_line_id.order_id.name,
                )
            )
