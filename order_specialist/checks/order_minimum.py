from odoo import api, fields, models

from ..tools.finding import Finding


class OrderCheck(models.Model):
    """The order is worth its handling."""

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("order_minimum", "Order reaches the minimum")],
        ondelete={"order_minimum": "cascade"},
    )
    min_order_amount = fields.Float(
        string="Least Order",
        digits="Product Price",
        help="What an order must come to without taxes, in company currency. A customer's own "
        "minimum, set on his form, goes first.",
    )

    _min_order_check = models.Constraint(
        "CHECK (coalesce(min_order_amount, 0) >= 0)", "The least order cannot be negative."
    )

    @api.model
    def _get_parameters(self):
        return {**super()._get_parameters(), "order_minimum": ("min_order_amount",)}

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "order_minimum": self.env._(
                "Finds orders that come to less than the minimum, without taxes. "
                "Ask whether he wants more, or agree a charge."
            ),
        }

    def _find_order_minimum(self, facts):
        totals = self._get_totals(facts)
        return [
            Finding(
                check,
                order.id,
                key=f"total:{total:.2f}",
                expected=minimum,
                actual=total,
                amount=total - minimum,
            )
            for check in self
            for order in facts.orders
            for total in [totals.get(order.id, 0.0)]
            for minimum in [order.partner_minimum or check.min_order_amount]
            # an order of samples or returns only is not a small order
            if 0.005 < total < minimum - 0.005
        ]

    @api.model
    def _get_totals(self, facts):
        """Return ``{order id: untaxed amount in company currency}``."""
        return {order.id: order.amount_untaxed / order.currency_rate for order in facts.orders}

    def _describe_order_minimum(self, finding):
        return self.env._(
            "The order comes to %(actual)s; the minimum is %(expected)s.",
            actual=f"{finding.actual:,.2f}",
            expected=f"{finding.expected:,.2f}",
        )
