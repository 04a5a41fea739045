from odoo import api, models
from odoo.exceptions import AccessError

#: What only a resolution writes: by these links documents are left out of what is shipped,
#: billed and matched, and people of the warehouse and of accounting may write documents.
LINKS = frozenset(("order_case_resolution_id", "order_case_line_id", "order_credited_line_id"))


def _check_links(records, vals):
    """Refuse that a person says that a document was made by a claim, or that it was not."""
    if not records.env.su and LINKS & vals.keys():
        raise AccessError(
            records.env._(
                "What a document has to do with a claim is written by claims, not by hand."
            )
        )


class StockMove(models.Model):
    _inherit = "stock.move"

    def write(self, vals):
        _check_links(self, vals)
        return super().write(vals)


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def write(self, vals):
        _check_links(self, vals)
        return super().write(vals)


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            _check_links(self, vals)
        return super().create(vals_list)

    def write(self, vals):
        _check_links(self, vals)
        return super().write(vals)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            _check_links(self, vals)
        return super().create(vals_list)

    def write(self, vals):
        _check_links(self, vals)
        return super().write(vals)
