from odoo import fields, models
from odoo.tools import float_compare


class AccountMoveLine(models.Model):
    """The link that Odoo lacks: which invoice line a credit note's line credits."""

    _inherit = "account.move.line"

    order_case_line_id = fields.Many2one(
        "order.case.line",
        "Claim line",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    order_credited_line_id = fields.Many2one(
        "account.move.line",
        "Credited line",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    def _is_quantity_credit(self):
        """Return whether this credit takes units back, not only money."""
        if self.order_case_line_id:
            return bool(self.sale_line_ids)
        credited = self.order_credited_line_id
        price, sold = (
            line.price_unit * (1 - (line.discount or 0.0) / 100.0) for line in (self, credited)
        )
        return bool(self.sale_line_ids) and not float_compare(price, sold, precision_digits=6)

    def _get_credit_sign(self):
        """Return 1 for a line that credits, -1 for one that takes a claim's credit back."""
        return 1 if self.move_id.move_type == "out_refund" else -1

    def _sum_credited(self, name):
        """Return what these lines credit, less what of it was taken back."""
        return sum(line._get_credit_sign() * line[name] for line in self)


class AccountMoveLineMatch(models.Model):
    """Credit lines that people make, matched to what they credit."""

    _inherit = "account.move.line"

    def _lock_credited(self):
        """Lock what these lines credit: a claim that is settled at this moment is not seen."""
        lines = self.filtered(lambda aml: not aml.move_id.reversed_entry_id)
        billed = lines.sale_line_ids._get_posted_invoice_lines().move_id
        self.env["order.credit"]._lock(self.move_id.reversed_entry_id | billed)

    def _match_credited_lines(self):
        """Link hand-made credit lines to the invoice lines that they credit, and check them."""
        credit = self.env["order.credit"]
        lines = self.filtered(lambda aml: aml.display_type == "product")
        for line in lines:
            if not line.order_credited_line_id:
                line.order_credited_line_id = line._find_credited_line()
        credited = self.order_credited_line_id
        claimed = credited.filtered(lambda aml: aml.move_id._is_credited_by_claim())
        credit._check_left(claimed)

    def _find_credited_line(self):
        """Return the likeliest line that this one credits, one with enough left if there is."""
        left = self.env["order.credit"]._get_left(self._get_credit_candidates())
        fitting = [line for line, rest in left.items() if rest.amount >= self.price_subtotal]
        return (fitting or [*left, self.browse()])[0]

    def _get_credit_candidates(self):
        """Return the posted invoice lines that this credit line may mean, the likeliest first."""
        invoice = self.move_id.reversed_entry_id
        lines = invoice.invoice_line_ids or self.sale_line_ids._get_posted_invoice_lines()
        return lines.filtered(
            lambda aml: (
                aml.display_type == "product"
                and aml.product_id == self.product_id
                and aml.sale_line_ids == self.sale_line_ids
            )
        )
