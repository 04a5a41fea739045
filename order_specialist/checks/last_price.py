from odoo import api, fields, models

from ..tools.finding import Finding
from ..tools.known import Known


class OrderCheck(models.Model):
    """The customer pays about what he paid last for this product in this unit and currency."""

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("last_price", "Price is about the last one")],
        ondelete={"last_price": "cascade"},
    )
    price_change_percent = fields.Float(
        string="Change up to (%)",
        default=5.0,
        help="A net price that differs from the last one by up to this share passes.",
    )

    _price_change_check = models.Constraint(
        "CHECK (coalesce(price_change_percent, 0) >= 0)", "A change in percent is not negative."
    )

    @api.model
    def _get_parameters(self):
        return {**super()._get_parameters(), "last_price": ("price_change_percent",)}

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "last_price": self.env._(
                "Finds net prices that differ from what the customer last paid for this product in "
                "this unit and currency. "
                "Tell him before he finds it on the invoice; confirmed once, a price "
                "is known."
            ),
        }

    def _find_last_price(self, facts):
        rows = [
            (order, line, line.price_unit * (1 - line.discount / 100), last)
            for line in facts.lines
            if line.quantity > 0
            for order in [facts.by_id[line.order_id]]
            for last in [self._get_last_price(facts, order, line)]
            if last
        ]
        return [
            Finding(
                check,
                order.id,
                line.id,
                key=f"{line.product_id}:{line.unit_id}:{order.currency_id}:{price:.10g}",
                expected=last,
                actual=price,
                amount=(price - last) * line.quantity / order.currency_rate,
            )
            for check in self
            for order, line, price, last in rows
            if price > 0 and abs(price - last) > last * check.price_change_percent / 100 + 1e-6
        ]

    @api.model
    def _get_last_price(self, facts, order, line):
        """Return the last net price above zero in the same unit and currency, or ``None``."""
        same = (line.unit_id, order.currency_id)
        for bought in reversed(facts["habits"].get(order, line.product_id)):
            if (bought.unit_id, bought.currency_id) == same and bought.price > 0:
                return bought.price
        return None

    def _get_known_last_price(self, finding):
        product_id = int(finding.key.partition(":")[0])
        return Known("price", finding.key, finding.actual, product_id)

    def _describe_last_price(self, finding):
        return self.env._(
            "net %(actual)s, last time %(expected)s (%(amount)s)",
            actual=f"{finding.actual:,.2f}",
            expected=f"{finding.expected:,.2f}",
            amount=f"{finding.amount:+,.2f}",
        )
