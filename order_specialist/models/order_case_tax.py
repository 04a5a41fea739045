from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .order_case_cause import PRICE_GROUPS


class OrderCaseType(models.Model):
    """Claims that are about the tax, not about the price."""

    _inherit = "order.case.type"

    is_tax = fields.Boolean(
        "About taxes",
        help="A claim says which taxes are right; what is at stake is the difference in tax.",
    )


class OrderCase(models.Model):
    _inherit = "order.case"

    is_tax = fields.Boolean(related="type_id.is_tax")


class OrderCaseLine(models.Model):
    """Which taxes are right. What is claimed then is tax, for all that is left of the line."""

    _inherit = "order.case.line"

    is_tax = fields.Boolean(related="case_id.type_id.is_tax")
    expected_tax_ids = fields.Many2many(
        "account.tax",
        string="Right taxes",
        compute="_compute_expected_tax_ids",
        store=True,
        readonly=False,
        groups=PRICE_GROUPS,
        domain="[('type_tax_use', '=', 'sale'), ('company_id', 'parent_of', company_id)]",
        help="Those of the order, unless they are wrong there too; none: free of tax.",
    )

    @api.depends("case_id.type_id.is_tax", "order_line_id", "invoice_line_id")
    def _compute_expected_tax_ids(self):
        for line in self:
            line.expected_tax_ids = line.order_line_id.tax_ids if line.is_tax else False

    @api.depends("expected_tax_ids", "case_id.type_id.is_tax")
    def _compute_claimed(self):
        super()._compute_claimed()
        for line in self.filtered("is_tax"):
            line.claimed_amount = line._get_tax_difference()

    @api.constrains("expected_tax_ids")
    def _check_expected_taxes(self):
        for line in self.sudo():
            if foreign := line.expected_tax_ids.filtered(lambda t: t.type_tax_use != "sale"):
                raise ValidationError(
                    self.env._("%s is no tax on sales.", ", ".join(foreign.mapped("name")))
                )

    def _get_tax_difference(self, known=None):
        """Return what was billed too much of tax, in the claim's currency; less than nothing
        where it was too little.
        """
        if not self.invoice_line_id:
            return 0.0
        executor = self.env["order.resolution.correct_tax"].sudo()
        difference = executor._get_difference(self.sudo(), known)
        return self._to_claim_currency(difference)


class OrderCaseResolutionLine(models.Model):
    _inherit = "order.case.resolution.line"

    def _get_reversed(self, lines):
        """Return how much of this part was taken back: of taxes that were put right, the tax."""
        if not self.case_line_id.is_tax:
            return super()._get_reversed(lines)
        tax = sum(lines.mapped("price_total")) - sum(lines.mapped("price_subtotal"))
        return min(abs(self.case_line_id._to_claim_currency(tax)), self.amount)
