from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """What nobody ordered is not billed by hand either."""

    _inherit = "account.move"

    def _post(self, soft=True):
        if self.env["order.gate"]._is_active():
            self._check_accepted()
        return super()._post(soft)

    def _check_accepted(self):
        bills = self.filtered(lambda move: move.move_type in ("out_invoice", "out_receipt"))
        lines = bills.sudo().line_ids.sale_line_ids._filter_unaccepted()
        if lines:
            raise UserError(
                self.env._(
                    "%(articles)s of %(orders)s was not ordered: the order desk accepts it first, "
                    "then it can be billed.",
                    articles=", ".join(lines.product_id.mapped("display_name")),
                    orders=", ".join(lines.order_id.mapped("name")),
                )
            )
