from odoo import api, fields, models

from ..tools.finding import Finding


class OrderCheck(models.Model):
    """Every line has a price, or says why it is free."""

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("price_not_positive", "Price is above zero")],
        ondelete={"price_not_positive": "cascade"},
    )

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "price_not_positive": self.env._(
                "Finds lines without a price that do not say why they are free; rewards, combos "
                "and a carrier's lines pass. "
                "Take the price of the day with one button, enter another, or choose on the line "
                "why it is free."
            ),
        }

    def _find_price_not_positive(self, facts):
        lines = [line for line in facts.lines if self._is_without_price(facts, line)]
        prices = facts["pricelist_price"] if lines else {}
        return [
            Finding(
                check,
                line.order_id,
                line.id,
                key=f"{line.product_id}:{line.price_unit:.10g}",
                expected=prices.get(line.id) or None,
                actual=net,
                amount=(net - (prices.get(line.id) or 0.0)) * line.quantity / rate,
            )
            for check in self
            for line in lines
            for net in [line.price_unit * (1 - line.discount / 100)]
            for rate in [facts.by_id[line.order_id].currency_rate]
        ]

    def _is_without_price(self, facts, line):
        """Not a return, a reward, a carrier, a part of a combo, nor a line that says why."""
        if line.quantity <= 0 or line.price_unit * (1 - line.discount / 100) > 0:
            return False
        return not (
            line.free_reason_id
            or line.is_automatic
            or line.is_global_discount
            or line.is_free_priced
            or facts["product_terms"][line.product_id].type == "combo"
        )

    def _can_fix_price_not_positive(self, finding):
        """Where no price was entered and the pricelist has one; what else may be meant."""
        return (finding.expected or 0.0) > 0 and float(finding.key.rpartition(":")[2]) == 0

    def _fix_price_not_positive(self, finding):
        """Take the price of the day."""
        self.env["sale.order.line"].browse(finding.line_id).price_unit = finding.expected

    def _describe_price_not_positive(self, finding):
        if finding.actual < 0:
            return self.env._("the price is below zero: %s.", f"{finding.actual:,.2f}")
        return self.env._("has no price, and does not say why it is free.")
