from math import ceil

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.finding import Finding


class OrderCheck(models.Model):
    """A line orders whole packs, and no less than the product is sold from."""

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("quantity_step", "Quantity is a multiple of the pack")],
        ondelete={"quantity_step": "cascade"},
    )

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "quantity_step": self.env._(
                "Finds quantities that are no whole packs, or less than the product is sold from; "
                "both are set on the product. "
                "Round up to the next full pack with one button, after he has agreed."
            ),
        }

    def _find_quantity_step(self, facts):
        rows = [
            (line, line.quantity * line.unit_factor, wanted)
            for line in facts.lines
            if line.quantity > 0
            for product in [facts["product_terms"][line.product_id]]
            if product.step or product.minimum
            for wanted in [self._round_up(product, line.quantity * line.unit_factor)]
        ]
        return [
            Finding(
                check,
                line.order_id,
                line.id,
                key=f"{line.product_id}:{quantity:.10g}",
                expected=wanted,
                actual=quantity,
                amount=(wanted - quantity) / line.unit_factor * self._get_net_price(facts, line),
            )
            for check in self
            for line, quantity, wanted in rows
            if wanted - quantity > 1e-6
        ]

    @api.model
    def _round_up(self, product, quantity):
        """Return the next quantity of whole packs, in the product's unit (``ProductTerms``)."""
        quantity = max(quantity, product.minimum)
        if not product.step:
            return quantity
        return ceil(round(quantity / product.step, 6)) * product.step

    @api.model
    def _get_net_price(self, facts, line):
        """Return the price of one unit of the line after discount, in company currency."""
        rate = facts.by_id[line.order_id].currency_rate
        return line.price_unit * (1 - line.discount / 100) / rate

    def _say_quantity_step(self, finding):
        return self._say_quantities(finding)

    def _describe_quantity_step(self, finding):
        return self.env._(
            "%(actual)s is no whole pack, or too little: the next is %(expected)s.",
            actual=f"{finding.actual:g}",
            expected=f"{finding.expected:g}",
        )

    def _fix_quantity_step(self, finding):
        """Round up to the next pack."""
        line = self.env["sale.order.line"].browse(finding.line_id)
        own = line.product_id.uom_id
        quantity = own._compute_quantity(finding.expected, line.product_uom_id, round=False)
        rounded = line.product_uom_id.round(quantity)
        if abs(rounded - quantity) > 1e-6:
            raise UserError(
                self.env._(
                    "%(quantity)s %(own)s cannot be said in %(unit)s: choose another unit first.",
                    quantity=f"{finding.expected:g}",
                    own=own.name,
                    unit=line.product_uom_id.name,
                )
            )
        line.product_uom_qty = rounded
