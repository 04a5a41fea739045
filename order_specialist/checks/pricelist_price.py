from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import float_round

from ..tools.finding import Finding


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
        """Return ``{line id: unit price}`` in the order's currency and the line's unit.

        The items of all pricelists of the batch are read once and matched without a query.
        """
        products = {
            product.id: product
            for product in facts.env["product.product"].browse(
                {ln.product_id for ln in facts.lines}
            )
        }
        items = self._get_pricelist_items(facts)
        prices = {}
        for line in facts.lines:
            order, product = facts.by_id[line.order_id], products[line.product_id]
            if product.type != "combo" and not line.is_free_priced:
                item = self._match_pricelist_item(items[order.pricelist_id], order, line, product)
                prices[line.id] = self._get_item_price(item, order, line, product)
        return prices

    @api.model
    def _get_pricelist_items(self, facts):
        """Return ``{pricelist id: {("product"|"template"|"category"|"all", id): items}}``."""
        pricelists = {order.pricelist_id for order in facts.orders if order.pricelist_id}
        items = pricelists and facts.env["product.pricelist.item"].search(
            [("pricelist_id", "in", pricelists)]
        )
        result = defaultdict(lambda: defaultdict(list))
        for item in items:
            scope = {
                "0_product_variant": ("product", item.product_id.id),
                "1_product": ("template", item.product_tmpl_id.id),
                "2_product_category": ("category", item.categ_id.id),
            }.get(item.applied_on, ("all", 0))
            result[item.pricelist_id.id][scope].append(item)
        return result

    @api.model
    def _match_pricelist_item(self, items, order, line, product):
        """Return the first item that applies, in Odoo's own order of items; empty for none."""
        quantity = (line.quantity or 1.0) * line.unit_factor
        for item in self._get_candidates(items, product):
            if self._is_of_day(item, order.date_order) and item._is_applicable_for(
                product, quantity
            ):
                return item
        return self.env["product.pricelist.item"].sudo()

    @api.model
    def _get_candidates(self, items, product):
        """Yield the items that may concern the product, the narrowest scope first.

        Within a scope in Odoo's order; a category and those above it are one scope.
        """
        yield from items.get(("product", product.id), ())
        yield from items.get(("template", product.product_tmpl_id.id), ())
        path = (product.categ_id.parent_path or "").split("/")
        found = [item for part in path if part for item in items.get(("category", int(part)), ())]
        yield from sorted(found, key=lambda i: (i.min_quantity, i.categ_id.id, i.id), reverse=True)
        yield from items.get(("all", 0), ())

    @api.model
    def _is_of_day(self, item, moment):
        return (not item.date_start or item.date_start <= moment) and (
            not item.date_end or item.date_end >= moment
        )

    @api.model
    def _get_item_price(self, item, order, line, product):
        """Return what Odoo would put on the line (discounts that it shows are not in the price)."""
        env = product.env
        values = {
            "quantity": line.quantity or 1.0,
            "uom": env["uom.uom"].browse(line.unit_id),
            "date": order.date_order,
            "currency": env["res.currency"].browse(order.currency_id),
        }
        if order.company_id != env.company.id:
            product = product.with_company(order.company_id)
        if line.extra_price:
            product = product.with_context(no_variant_attributes_price_extra=line.extra_price)
        price = item._compute_price(product, **values)
        if item and item._show_discount():
            price = max(price, item._compute_price_before_discount(product, **values))
        if order.fiscal_position_id and line.has_included_tax:
            company = env["res.company"].browse(order.company_id)
            price = product._get_tax_included_unit_price_from_price(
                price,
                product_taxes=product.taxes_id._filter_taxes_by_company(company),
                fiscal_position=env["account.fiscal.position"].browse(order.fiscal_position_id),
            )
        return price

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "pricelist_price": self.env._(
                "Finds lines whose price is not what the pricelist said on the order's date."
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
            if line.id in prices
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
