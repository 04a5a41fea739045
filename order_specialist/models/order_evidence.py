from odoo import api, models
from odoo.exceptions import UserError

KEPT = ("order.finding", "order.override", "order.check.result")


class SaleOrder(models.Model):
    """An order that somebody verified or decided about stays: it is cancelled, not deleted."""

    _inherit = "sale.order"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if self.env.su:
            return
        orders = self.env["order.gate"]._get_active_orders(self).sudo()
        for order in orders:
            if order.first_verified_on or order.override_ids or order.check_result_ids.user_id:
                raise UserError(
                    self.env._(
                        "%s was verified; what was found and decided stays on record. "
                        "Cancel it instead.",
                        order.name,
                    )
                )


class OrderCheck(models.Model):
    """A check that has found something stays: what it found would go with it."""

    _inherit = "order.check"

    def write(self, vals):
        if vals.keys() & {"kind", "method"}:
            others = self.filtered(
                lambda check: any(
                    check[name] != vals[name] for name in {"kind", "method"} & vals.keys()
                )
            )
            others._check_no_evidence()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self._check_no_evidence()

    def _check_no_evidence(self):
        """Refuse to make other evidence of what was found, or none."""
        for model in KEPT if self.ids else ():
            found = self.env[model].sudo().search([("check_id", "in", self.ids)], limit=1)
            if found:
                raise UserError(
                    self.env._(
                        "“%s” has found something already, and that stays on record. "
                        "Archive the check, and add another.",
                        found.check_id.name,
                    )
                )


class OrderChecklist(models.Model):
    """A checklist whose checks have found something stays, too."""

    _inherit = "order.checklist"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self.with_context(active_test=False).check_ids._check_no_evidence()
