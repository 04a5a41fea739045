from odoo import api, fields, models
from odoo.tools import float_round

from ..tools.finding import Finding
from ..tools.pricing import Price, Wanted


class OrderCheck(models.Model):
    """The price of a line is the price of its day: what the pricelist said on the order's date."""

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("pricelist_price", "Price is the price of the day")],
        ondelete={"pricelist_price": "cascade"},
    )

    @api.model
    def _get_parameters(self):
        return {
            **super()._get_parameters(),
            "pricelist_price": ("tolerance_percent", "tolerance_amount"),
        }

    @api.model
    def _load_pricelist_price(self, facts):
        """Return ``{line id: unit price}`` in the order's currency and the line's unit."""
        return {line_id: price.price for line_id, price in facts["day_price"].items()}

    @api.model
    def _load_day_price(self, facts):
        """Return ``{line id: Price}``: what Odoo would put on each line on the order's date.

        The rules of all pricelists of the batch are read once and matched without a query.
        """
        prices, fixed = {}, {}
        book, products = facts["price_book"], facts["product_terms"]
        for line in facts.lines:
            order, product = facts.by_id[line.order_id], products[line.product_id]
            if product.type == "combo" or line.is_free_priced:
                continue
            key = (order.pricelist_id, product.id)
            if key not in fixed:
                fixed[key] = book.get_fixed(order.pricelist_id, product)
            if fixed[key] is None:
                price = self._get_day_price(book, order, line, product)
            else:
                price = Price(fixed[key] * line.unit_factor, 0.0)
            if order.fiscal_position_id and product.has_included_tax:
                price = price._replace(price=self._take_taxes_out(facts, order, line, price.price))
            prices[line.id] = price
        return prices

    @api.model
    def _get_day_price(self, book, order, line, product):
        """Return the ``Price`` of one line by the rules of ``book``."""
        wanted = Wanted(
            product,
            (line.quantity or 1.0) * line.unit_factor,
            line.unit_factor,
            float(line.extra_price),
            order.date_order,
            order.company_id,
        )
        return book.get_price(order.pricelist_id, wanted, order.currency_id)

    @api.model
    def _take_taxes_out(self, facts, order, line, price):
        """Return ``price`` without included taxes that the fiscal position takes away."""
        env = facts.env
        company = env["res.company"].browse(order.company_id)
        # with the whole batch, so that one query reads them all
        ids = list(facts["product_terms"])
        product = env["product.product"].browse(line.product_id).with_prefetch(ids)
        return product.with_company(company)._get_tax_included_unit_price_from_price(
            price,
            product_taxes=product.taxes_id._filter_taxes_by_company(company),
            fiscal_position=env["account.fiscal.position"].browse(order.fiscal_position_id),
        )

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "pricelist_price": self.env._(
                "Finds lines whose price is not what the pricelist said on the order's date. "
                "Take the price of the day with one button, or have the special price "
                "agreed."
            ),
        }

    def _find_pricelist_price(self, facts):
        prices = facts["pricelist_price"]
        return [
            Finding(
                check,
                line.order_id,
                line.id,
                key=f"{line.product_id}:{line.price_unit:.10g}",
                expected=prices[line.id],
                actual=line.price_unit,
                amount=check._get_price_amount(order, line, prices[line.id]),
            )
            for check in self
            for line in facts.lines
            # nearly all lines are at their price: compared first, without touching the check
            if line.id in prices and line.price_unit != prices[line.id]
            for order in [facts.by_id[line.order_id]]
            if check._is_other_price(order, line.price_unit, prices[line.id])
        ]

    def _is_other_price(self, order, actual, expected):
        """Return whether ``actual`` is outside the tolerance in percent and in money."""
        percent = max(self.tolerance_percent, order.price_tolerance)
        allowed = max(expected * percent / 100, self.tolerance_amount * order.currency_rate)
        return float_round(abs(actual - expected) - allowed, precision_digits=6) > 0

    @api.model
    def _get_price_amount(self, order, line, expected):
        """Return what the difference costs us (negative) or the customer, in company currency."""
        net = 1 - line.discount / 100
        return (line.price_unit - expected) * line.quantity * net / order.currency_rate

    def _describe_pricelist_price(self, finding):
        return self.env._(
            "price %(actual)s, the price of the day is %(expected)s (%(amount)s)",
            actual=f"{finding.actual:,.2f}",
            expected=f"{finding.expected:,.2f}",
            amount=f"{finding.amount:+,.2f}",
        )

    def _fix_pricelist_price(self, finding):
        """Take the price of the day."""
        line = self.env["sale.order.line"].browse(finding.line_id)
        line.price_unit = finding.expected
