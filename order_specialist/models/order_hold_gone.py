from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class OrderHold(models.Model):
    """A hold ends with its line, and stays as a record that names it."""

    _inherit = "order.hold"

    line_name = fields.Char("Deleted Line", readonly=True, copy=False)

    def _end_with_lines(self):
        """End the active ones for who may release them, and keep the names of all their lines.

        :raises UserError: the user may not release one: typing the line again would evade it
        """
        active = self.sudo().filtered("is_active").with_env(self.env)
        self.env["order.gate"]._lock(active.order_id)
        for hold in self.sudo():
            hold.line_name = hold.line_id.product_id.display_name
        for hold in active:
            hold._check_may_go()
            hold.sudo().write(hold._prepare_release_values("line"))
            hold._log(self.env._("Hold ended, its line was deleted: %s", hold._get_name()), None)
        self.env["order.gate"]._touch(active.order_id.sudo())

    def _check_may_go(self):
        if self.env.su:
            return
        try:
            self._check_may_release()
        except AccessError as error:
            raise UserError(
                self.env._(
                    "%(product)s is on hold, so its line cannot be deleted. %(reason)s",
                    product=self.sudo().line_name,
                    reason=error.args[0],
                )
            ) from error


class SaleOrderLine(models.Model):
    """Deleting a line of a quotation that is, or once was, on hold."""

    _inherit = "sale.order.line"

    @api.ondelete(at_uninstall=False)
    def _unlink_end_holds(self):
        holds = self.env["order.hold"].sudo().search([("line_id", "in", self.ids)])
        holds.with_env(self.env)._end_with_lines()
