from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class OrderResolutionGoodwill(models.AbstractModel):
    """Give an agreed amount back, whoever is to blame: late, an apology, a small thing.

    It settles the lines of the claim that it names, and is a credit note whose line carries no
    order line: ``qty_delivered``, ``qty_invoiced``, ``qty_to_invoice`` and ``amount_to_invoice``
    stay as before, on delivered and on ordered quantities alike.
    """

    _name = "order.resolution.goodwill"
    _inherit = ["order.resolution", "order.credit"]
    _description = "Goodwill"
    _sequence_of_code = 70
    _takes_amount = True

    def _label(self):
        return self.env._("Goodwill")

    def _outcome(self):
        return self.env._("settled by goodwill")

    def _applies_to(self, case):
        return bool(self._get_billed(case))

    def _get_billed(self, case):
        """Return the dearest invoice line of what is claimed, or of the order."""
        lines = case.line_ids.order_line_id or case.order_id.order_line
        billed = case.line_ids.invoice_line_id or lines._get_posted_invoice_lines()
        return billed.sorted("price_subtotal", reverse=True)[:1]

    def _get_stake(self, resolution):
        return resolution.extra_amount

    def _preview(self, resolution):
        billed = self._get_billed(resolution.case_id)
        return self.env._(
            "Credit note of %(total)s without tax on invoice %(invoice)s; nothing becomes billable "
            "again",
            total=resolution.currency_id.format(resolution.extra_amount),
            invoice=billed.move_id.name,
        )

    def _apply(self, resolution):
        line = self._get_billed(resolution.case_id)
        if not line:
            raise UserError(self.env._("Only what is invoiced can be credited."))
        if resolution.currency_id.compare_amounts(resolution.extra_amount, 0.0) <= 0:
            raise UserError(self.env._("Say which amount was agreed."))
        taxes = line.tax_ids._without_fixed()
        values = {
            **self._prepare_values(line, 1.0, taxes._get_priced(resolution.extra_amount)),
            "tax_ids": [Command.set(self._get_taxes(line)._without_fixed().ids)],
            "name": self.env._("Goodwill: %s", line.name),
            "order_case_line_id": resolution.line_ids.case_line_id[:1].id,
        }
        return {"account_move_id": self._create_credit(resolution, [values], line).id}
