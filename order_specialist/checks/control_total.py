from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL, float_compare

from ..tools.finding import Finding

_TOTALS = """
SELECT o.id, coalesce(o.control_lines, 0), coalesce(o.control_quantity, 0),
       coalesce(o.control_amount, 0), count(l.id), coalesce(sum(l.product_uom_qty), 0),
       coalesce(sum(l.price_subtotal), 0), coalesce(sum(l.price_total), 0)
  FROM sale_order o
  LEFT JOIN sale_order_line l ON l.order_id = o.id AND l.display_type IS NULL
   AND NOT coalesce(l.is_downpayment, false) AND NOT coalesce(l.is_not_ordered, false) %s
 WHERE o.id IN %s
   AND (coalesce(o.control_lines, 0) != 0 OR coalesce(o.control_quantity, 0) != 0
        OR coalesce(o.control_amount, 0) != 0)
 GROUP BY o.id
"""


class Totals(NamedTuple):
    """What the customer says that an order comes to (0: he does not say), and what it does."""

    stated_lines: int
    stated_quantity: float
    stated_amount: float
    lines: int
    quantity: float
    untaxed: float
    total: float

    def get_worth(self, name):
        """Return what one of it is worth: of lines and units, at the average of the order."""
        if name == "amount":
            return 1.0
        count = self.lines if name == "lines" else self.quantity
        return self.untaxed / count if count else 0.0


class OrderCheck(models.Model):
    """Lines, quantity and amount are what the customer says that they come to."""

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("control_total", "Totals are the customer's")],
        ondelete={"control_total": "cascade"},
    )
    total_tolerance = fields.Float(
        string="Tolerance of the Total (Amount)",
        default=0.05,
        help="A difference from the customer's total up to this amount passes, in company "
        "currency. Number of lines and quantity have none.",
    )

    _total_tolerance_sign = models.Constraint(
        "CHECK(total_tolerance >= 0)", "The tolerance of the total is 0 or more."
    )

    @api.model
    def _get_parameters(self):
        return {**super()._get_parameters(), "control_total": ("total_tolerance",)}

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "control_total": self.env._(
                "Finds orders whose lines, quantity or amount are not what the customer "
                "says that they come to. "
                "Compare line by line with what he sent."
            ),
        }

    @api.model
    def _load_control_totals(self, facts):
        """Return ``{order id: Totals}`` of the orders for which the customer states any.

        Delivery cost and what Odoo added by itself are none of his lines.
        """
        if not facts.order_ids:
            return {}
        extra = (
            SQL("AND NOT coalesce(l.is_delivery, false)")
            if "is_delivery" in self.env["sale.order.line"]._fields
            else SQL()
        )
        rows = self.env.execute_query(SQL(_TOTALS, extra, facts.order_ids))
        return {order_id: Totals(*values) for order_id, *values in rows}

    def _find_control_total(self, facts):
        return [
            Finding(
                check,
                order_id,
                key=f"{name}:{actual:.10g}",
                expected=stated,
                actual=actual,
                amount=(actual - stated) * worth / order.currency_rate,
            )
            for order_id, totals in facts["control_totals"].items()
            for order in [facts.by_id[order_id]]
            for check in self
            for name, stated, actual in check._compare_totals(order, totals)
            for worth in [totals.get_worth(name)]
        ]

    def _compare_totals(self, order, totals):
        """Yield ``(name, stated, actual)`` of what differs."""
        if totals.stated_lines and totals.stated_lines != totals.lines:
            yield "lines", totals.stated_lines, totals.lines
        stated, actual = totals.stated_quantity, totals.quantity
        if stated and float_compare(stated, actual, precision_digits=6):
            yield "quantity", stated, actual
        stated = totals.stated_amount
        # he may state it with taxes or without: the nearer one counts
        actual = min(totals.untaxed, totals.total, key=lambda amount: abs(amount - stated))
        allowed = self.total_tolerance * order.currency_rate
        if stated and float_compare(abs(actual - stated), allowed, precision_digits=6) > 0:
            yield "amount", stated, actual

    def _say_control_total(self, finding):
        is_amount = finding.key.startswith("amount:")
        return None if is_amount else self._say_quantities(finding)

    def _describe_control_total(self, finding):
        texts = {
            "lines": self.env._(
                "The customer states %(stated)s lines, the order has %(actual)s.",
                stated=finding.expected,
                actual=finding.actual,
            ),
            "quantity": self.env._(
                "The customer states a quantity of %(stated)s in all, the order has %(actual)s.",
                stated=f"{finding.expected:g}",
                actual=f"{finding.actual:g}",
            ),
            "amount": self.env._(
                "The customer states a total of %(stated)s, the order comes to %(actual)s.",
                stated=f"{finding.expected:,.2f}",
                actual=f"{finding.actual:,.2f}",
            ),
        }
        return texts[finding.key.partition(":")[0]]
