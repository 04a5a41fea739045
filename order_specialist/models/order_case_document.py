from odoo import api, models
from odoo.exceptions import AccessError

from ..tools.carried import Carried, carry
from ..tools.own_defaults import keep_own

#: What only a resolution writes: by these links documents are left out of what is shipped,
#: billed and matched, and people of the warehouse and of accounting may write documents.
LINKS = frozenset(("order_case_resolution_id", "order_case_line_id", "order_credited_line_id"))


class OrderCaseDocument(models.AbstractModel):
    """A document of Odoo that a claim may have made: nobody says so by hand."""

    _name = "order.case.document"
    _description = "Document That a Claim May Have Made"

    @api.model
    def default_get(self, fields):
        """Return the defaults: a claim has made nothing because a client says so."""
        return keep_own(self, super().default_get(fields), LINKS)

    @api.model_create_multi
    def create(self, vals_list):
        """Create documents; copies that Odoo makes of a claim's belong to the same claim."""
        name = "order_case_resolution_id"
        for vals in vals_list:
            if not isinstance(vals.get(name), Carried):
                self._check_links({link for link in LINKS if vals.get(link)})
        # Odoo takes no other kind of number for a link
        plain = [{**vals, name: int(vals[name])} if vals.get(name) else vals for vals in vals_list]
        return super().create(plain)

    def write(self, vals):
        """Write documents, but not what they have to do with a claim."""
        self._check_links(LINKS & vals.keys())
        return super().write(vals)

    def copy_data(self, default=None):
        """Return the values of copies; those of a claim's document say that they come of it."""
        return carry(self, super().copy_data(default=default))

    def _check_links(self, names):
        """Refuse that a person says that a document was made by a claim, or that it was not."""
        if names and not self.env.su:
            raise AccessError(
                self.env._(
                    "What a document has to do with a claim is written by claims, not by hand."
                )
            )


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "order.case.document"]


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "order.case.document"]


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "order.case.document"]


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "order.case.document"]
