from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools.own_defaults import keep_own

#: Written by resolutions, in sudo, never by a person (who may write the order line in Odoo).
SETTLED_FIELDS = frozenset(("cancelled_qty", "credited_qty"))


class SaleOrderLine(models.Model):
    """What claims did to a line. Its columns are empty until a claim needs them."""

    _inherit = "sale.order.line"

    credited_qty = fields.Float(
        "Credited, kept",
        digits="Product Unit",
        copy=False,
        readonly=True,
        help="Shipped, invoiced and credited without coming back: not billed again.",
    )
    replaced_qty = fields.Float(
        "Replaced", digits="Product Unit", compute="_compute_replaced_qty", compute_sudo=True
    )

    @api.depends("order_id.case_count", "move_ids.state", "move_ids.quantity")
    def _compute_replaced_qty(self):
        for line in self:
            # no claim, no look: the number of claims is in the order's own row
            moves = line.order_id.case_count and line.move_ids.filtered("order_case_resolution_id")
            line.replaced_qty = line._get_shipped_gross(moves) if moves else 0.0

    @api.model
    def default_get(self, fields):
        """Return the defaults: no client says by one what was settled."""
        return keep_own(self, super().default_get(fields), SETTLED_FIELDS)

    @api.model_create_multi
    def create(self, vals_list):
        """Create lines; what was settled is not theirs to say."""
        for vals in vals_list:
            self._check_settled_fields({name for name, value in vals.items() if value})
        return super().create(vals_list)

    def write(self, vals):
        """Write lines; what was settled is written by resolutions only."""
        self._check_settled_fields(vals.keys())
        result = super().write(vals)
        if "product_uom_qty" in vals and self.env["order.gate"]._is_active():
            self._lower_closed_short()
        return result

    def _check_settled_fields(self, names):
        if not self.env.su and SETTLED_FIELDS & names:
            raise AccessError(
                self.env._("What is closed short or credited is written by claims, not by hand.")
            )


class SaleOrderLineInvoiced(models.Model):
    """What posted invoices bill of a line."""

    _inherit = "sale.order.line"

    def _get_posted_invoice_lines(self):
        """Return the lines of posted invoices that bill these order lines, the oldest first."""
        lines = self.invoice_lines.filtered(
            lambda aml: (
                aml.parent_state == "posted"
                and aml.move_id.move_type == "out_invoice"
                and aml.display_type == "product"
                # it only takes a claim's credit note back: nothing more is billed
                and not aml.move_id.reversed_entry_id.order_case_resolution_id
            )
        )
        return lines.sorted(lambda aml: (aml.date, aml.id))

    def _get_invoiced_gross(self):
        """Return the quantity on posted invoices, credit notes not taken off."""
        return sum(
            aml.product_uom_id._compute_quantity(aml.quantity, self.product_uom_id)
            for aml in self._get_posted_invoice_lines()
        )
