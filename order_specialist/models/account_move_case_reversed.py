from odoo import models


class AccountMove(models.Model):
    """A claim's credit note that is posted cannot be cancelled any more, but it can be reversed."""

    _inherit = "account.move"

    def _post(self, soft=True):
        """Post; what this takes back of a claim's credit note is open again."""
        reversals = self.filtered(
            lambda move: (
                move.move_type == "out_invoice" and move.reversed_entry_id.order_case_resolution_id
            )
        ).sudo()
        reversals._link_reversed()
        posted = super()._post(soft)
        for move in reversals & posted:
            move._take_back_claim()
        return posted

    def _link_reversed(self):
        """Let each line know which line of the invoice the credit that it reverses was about."""
        for move in self:
            left = move.reversed_entry_id.invoice_line_ids
            for line in move.invoice_line_ids.filtered(lambda aml: aml.display_type == "product"):
                credit = left.filtered(
                    lambda aml, line=line: (
                        aml.product_id == line.product_id
                        and aml.sale_line_ids == line.sale_line_ids
                    )
                )[:1]
                left -= credit
                line.order_credited_line_id = credit.order_credited_line_id
                line.order_case_line_id = credit.order_case_line_id

    def _take_back_claim(self):
        """Open the claim again for what this invoice takes back of its credit note."""
        credit = self.reversed_entry_id
        reversals = credit.reversal_move_ids.filtered(lambda move: move.state == "posted")
        resolution = credit.order_case_resolution_id
        measure = resolution._get_executor()._get_document_amount
        if self.currency_id.compare_amounts(sum(map(measure, reversals)), measure(credit)) >= 0:
            resolution._undo()
        else:
            resolution._undo_part(self.invoice_line_ids)
