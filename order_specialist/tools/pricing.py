"""Prices of a batch from plain rows: what Odoo's pricelists say, without a query.

Follows ``product.pricelist.item`` of Odoo 19 (``_is_applicable_for``, ``_compute_price``,
``_compute_base_price``, ``_compute_price_before_discount``): the same order of rules, the same
rounding, formulas on another pricelist included.
"""

from collections import defaultdict
from typing import NamedTuple

from odoo.tools import float_round


class ProductTerms(NamedTuple):
    """What a product says of its price, packs, taxes and units; quantities are in its own unit.

    ``costs``: ``{company id: cost}``, ``taxes``: ids, ``units``: ``{unit id: factor}`` of its own
    unit and its packagings, both keys as text, as JSON has them.
    """

    id: int
    template_id: int
    type: str
    company_id: int
    category_path: str
    list_price: float
    costs: dict
    step: float
    minimum: float
    taxes: list
    units: dict
    has_included_tax: bool


class PriceRule(NamedTuple):
    """One item of a pricelist."""

    id: int
    pricelist_id: int
    currency_id: int
    applied_on: str
    product_id: int
    template_id: int
    category_id: int
    min_quantity: float
    date_start: object
    date_end: object
    compute_price: str
    base: str
    base_pricelist_id: int
    base_currency_id: int
    fixed_price: float
    percent_price: float
    price_discount: float
    price_markup: float
    price_round: float
    price_surcharge: float
    price_min_margin: float
    price_max_margin: float


class Wanted(NamedTuple):
    """What a price is asked for: so much of a product on a day, in a unit, by a company.

    ``quantity`` is in the product's unit, ``factor`` is how many of it the line's unit has.
    """

    product: ProductTerms
    quantity: float
    factor: float
    extra_price: float
    moment: object
    company_id: int


class Price(NamedTuple):
    """What Odoo puts on a line: a unit price, and a discount where the pricelist shows one."""

    price: float
    discount: float


class PriceBook:
    """All rules of the pricelists of a batch, ready to be matched.

    :param rules: ``PriceRule`` rows of all pricelists that the batch can reach
    :param shows_discount: whether the company's lines have a discount column
    :param get_currency: ``(company id or None) -> currency id``
    :param convert: ``(amount, from currency, to currency, company id, moment) -> amount``
    """

    def __init__(self, rules, shows_discount, get_currency, convert):
        self.shows_discount = shows_discount
        self.get_currency = get_currency
        self.convert = convert
        self._scopes = defaultdict(lambda: defaultdict(list))
        for rule in sorted(rules, key=lambda rule: (-rule.min_quantity, -rule.id)):
            self._scopes[rule.pricelist_id][self._get_scope(rule)].append(rule)

    @staticmethod
    def _get_scope(rule):
        return {
            "0_product_variant": ("product", rule.product_id),
            "1_product": ("template", rule.template_id),
            "2_product_category": ("category", rule.category_id),
        }.get(rule.applied_on, ("all", None))

    def match(self, pricelist_id, wanted):
        """Return the first rule that applies, in Odoo's own order; ``None`` for none."""
        scopes = self._scopes.get(pricelist_id)
        if not scopes:
            return None
        for rule in self._get_candidates(scopes, wanted.product):
            if rule.min_quantity and wanted.quantity < rule.min_quantity - 1e-9:
                continue
            if rule.date_start and rule.date_start > wanted.moment:
                continue
            if rule.date_end and rule.date_end < wanted.moment:
                continue
            return rule
        return None

    def get_fixed(self, pricelist_id, product):
        """Return the price of one of ``product`` where it is one for any day and quantity.

        ``None`` where it takes more to say.
        """
        scopes = self._scopes.get(pricelist_id)
        rule = scopes and next(self._get_candidates(scopes, product), None)
        if not rule or rule.compute_price != "fixed":
            return None
        if rule.min_quantity or rule.date_start or rule.date_end:
            return None
        return rule.fixed_price

    @staticmethod
    def _get_candidates(scopes, product):
        """Yield the rules that may concern the product, the narrowest scope first.

        A category and those above it are one scope: the larger minimum goes first, then the
        deeper category.
        """
        yield from scopes.get(("product", product.id), ())
        yield from scopes.get(("template", product.template_id), ())
        path = [int(part) for part in (product.category_path or "").split("/") if part]
        found = [
            (-rule.min_quantity, -depth, -rule.id, rule)
            for depth, category_id in enumerate(path)
            for rule in scopes.get(("category", category_id), ())
        ]
        yield from (rule for *_key, rule in sorted(found))
        yield from scopes.get(("all", None), ())

    def get_price(self, pricelist_id, wanted, currency_id):
        """Return the ``Price`` of a line in ``currency_id`` and the line's unit."""
        rule = self.match(pricelist_id, wanted)
        price = self._compute(rule, wanted, currency_id)
        if not (rule and self.shows_discount and rule.compute_price == "percentage"):
            return Price(price, 0.0)
        before = self._get_price_before_discount(rule, wanted, currency_id)
        discount = (before - price) / before * 100 if before else 0.0
        return Price(max(price, before), discount if discount * before > 0 else 0.0)

    def _compute(self, rule, wanted, currency_id):
        if rule is None:
            return self._get_base(None, wanted, currency_id)
        if rule.compute_price == "fixed":
            return rule.fixed_price * wanted.factor
        base = self._get_base(rule, wanted, currency_id)
        if rule.compute_price == "percentage":
            return base - base * rule.percent_price / 100
        return self._get_formula(rule, base, wanted.factor)

    @staticmethod
    def _get_formula(rule, base, factor):
        """Return the price that a formula makes of ``base``; amounts are per product unit."""
        discount = -rule.price_markup if rule.base == "standard_price" else rule.price_discount
        price = base - base * discount / 100
        if rule.price_round:
            price = float_round(price, precision_rounding=rule.price_round)
        price += rule.price_surcharge * factor
        if rule.price_min_margin:
            price = max(price, base + rule.price_min_margin * factor)
        if rule.price_max_margin:
            price = min(price, base + rule.price_max_margin * factor)
        return price

    def _get_base(self, rule, wanted, currency_id):
        """Return what a rule starts from: another pricelist, the cost or the list price."""
        product, base = wanted.product, rule.base if rule else "list_price"
        if base == "pricelist" and rule.base_pricelist_id:
            source = rule.base_currency_id
            price = self._compute(self.match(rule.base_pricelist_id, wanted), wanted, source)
        elif base == "standard_price":
            source = self.get_currency(wanted.company_id)
            price = product.costs.get(str(wanted.company_id), 0.0) * wanted.factor
        else:
            source = self.get_currency(product.company_id)
            price = (product.list_price + wanted.extra_price) * wanted.factor
        if source == currency_id or not price:
            return price
        return self.convert(price, source, currency_id, wanted.company_id, wanted.moment)

    def _get_price_before_discount(self, rule, wanted, currency_id):
        """Return the price that a shown discount is taken from, through chained pricelists."""
        while rule.base == "pricelist":
            below = self.match(rule.base_pricelist_id, wanted)
            if not below or below.compute_price != "percentage":
                break
            rule = below
        return self._get_base(rule, wanted, currency_id)
