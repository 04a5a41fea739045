from odoo import models


class AccountMove(models.Model):
    """A claim's credit note that is posted cannot be cancelled any more, but it can be reversed."""

    _inherit = "account.move"

    def _post(self, soft=True):
        """Post; a claim whose credit note is taken back by this is open again."""
        posted = super()._post(soft)
        for move in posted.filtered(lambda move: move.move_type == "out_invoice").sudo():
            credit = move.reversed_entry_id
            resolution = credit.order_case_resolution_id
            if resolution and not move.currency_id.compare_amounts(
                move.amount_untaxed, credit.amount_untaxed
            ):
                resolution._undo()
        return posted
