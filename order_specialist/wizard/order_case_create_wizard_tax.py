from odoo import fields, models
from odoo.fields import Command

from ..models.order_case_cause import PRICE_GROUPS


class OrderCaseCreateWizard(models.TransientModel):
    """A claim about taxes says for each line of an invoice which are right."""

    _inherit = "order.case.create.wizard"

    is_tax = fields.Boolean(related="type_id.is_tax")

    def _get_invoice_proposals(self, lines):
        proposals = super()._get_invoice_proposals(lines)
        for values in proposals if self.is_tax else ():
            sold = self.env["sale.order.line"].browse(values["order_line_id"])
            values["expected_tax_ids"] = [Command.set(sold.tax_ids.ids)]
        return proposals


class OrderCaseCreateWizardLine(models.TransientModel):
    _inherit = "order.case.create.wizard.line"

    is_tax = fields.Boolean(related="wizard_id.is_tax")
    billed_tax_ids = fields.Many2many(
        "account.tax",
        string="Billed taxes",
        compute="_compute_billed_tax_ids",
        compute_sudo=True,
        groups=PRICE_GROUPS,
    )
    expected_tax_ids = fields.Many2many(
        "account.tax",
        string="Right taxes",
        groups=PRICE_GROUPS,
        domain="[('type_tax_use', '=', 'sale')]",
        help="Those of the order, unless they are wrong there too; none: free of tax.",
    )

    def _compute_billed_tax_ids(self):
        for line in self:
            billed = line.invoice_line_id
            line.billed_tax_ids = self.env["order.credit"]._get_taxes(billed) if billed else False

    def _is_claimed(self):
        if not self.is_tax:
            return super()._is_claimed()
        return self.expected_tax_ids != self.billed_tax_ids

    def _prepare_line_values(self):
        values = super()._prepare_line_values()
        if not self.is_tax:
            return values
        for name in ("expected_price", "actual_price"):
            del values[name]
        return {**values, "expected_tax_ids": [Command.set(self.expected_tax_ids.ids)]}
