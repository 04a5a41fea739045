from odoo import api, models

from ..tools.pricing import PriceBook, PriceRule, ProductTerms
from ..tools.statement import Statement

_PRODUCTS = Statement(
    """
SELECT p.id, t.id, t.type, t.company_id,
       (SELECT parent_path FROM product_category WHERE id = t.categ_id),
       coalesce(t.list_price, 0) + coalesce((
           SELECT sum((SELECT price_extra FROM product_template_attribute_value
                        WHERE id = v.product_template_attribute_value_id))
             FROM product_variant_combination v WHERE v.product_product_id = p.id), 0),
       coalesce(p.standard_price, '{}'),
       coalesce(t.order_step_qty, 0), coalesce(t.order_min_qty, 0),
       ARRAY(SELECT tax_id FROM product_taxes_rel WHERE prod_id = t.id),
       (SELECT jsonb_object_agg(u.id, u.factor / coalesce(
                   (SELECT nullif(factor, 0) FROM uom_uom WHERE id = t.uom_id), 1))
          FROM uom_uom u
         WHERE u.id = ANY (t.uom_id || ARRAY(SELECT uom_uom_id FROM product_template_uom_uom_rel
                                              WHERE product_template_id = t.id))),
       coalesce((SELECT bool_or((
                  SELECT a.amount_type = 'group' OR 'tax_included' =
                         coalesce(a.price_include_override, tc.account_price_include)
                    FROM account_tax a JOIN res_company tc ON tc.id = a.company_id
                   WHERE a.id = x.tax_id))
                   FROM product_taxes_rel x WHERE x.prod_id = t.id), false)
  FROM product_product p
  JOIN product_template t ON t.id = p.product_tmpl_id
 WHERE p.id = ANY (%(products)s)
""",
    products="int[]",
)

#: Rules of the pricelists of the batch, and of those that their formulas start from.
_RULES = Statement(
    """
WITH RECURSIVE reached AS (
    SELECT id FROM product_pricelist WHERE id = ANY (%(pricelists)s)
    UNION
    SELECT i.base_pricelist_id FROM product_pricelist_item i
      JOIN reached ON reached.id = i.pricelist_id
     WHERE i.base = 'pricelist' AND i.base_pricelist_id IS NOT NULL
)
SELECT i.id, i.pricelist_id, l.currency_id, i.applied_on, i.product_id, i.product_tmpl_id,
       i.categ_id, coalesce(i.min_quantity, 0), i.date_start, i.date_end, i.compute_price,
       coalesce(i.base, 'list_price'), i.base_pricelist_id, b.currency_id,
       coalesce(i.fixed_price, 0), coalesce(i.percent_price, 0), coalesce(i.price_discount, 0),
       coalesce(i.price_markup, 0), coalesce(i.price_round, 0), coalesce(i.price_surcharge, 0),
       coalesce(i.price_min_margin, 0), coalesce(i.price_max_margin, 0)
  FROM product_pricelist_item i
  JOIN reached ON reached.id = i.pricelist_id
  JOIN product_pricelist l ON l.id = i.pricelist_id
  LEFT JOIN product_pricelist b ON b.id = i.base_pricelist_id
 WHERE (i.product_id IS NULL OR i.product_id = ANY (%(products)s))
   AND (i.product_tmpl_id IS NULL OR i.product_tmpl_id = ANY (%(templates)s))
""",
    pricelists="int[]",
    products="int[]",
    templates="int[]",
)

#: The rate of each currency of a price on each day of the batch, as ``res.currency`` finds it.
_RATES = Statement(
    """
SELECT d.company_id, d.day, c.id, coalesce(
       (SELECT r.rate FROM res_currency_rate r
         WHERE r.currency_id = c.id AND (r.company_id IS NULL OR r.company_id = d.root_id)
           AND r.name <= d.day ORDER BY r.company_id, r.name DESC LIMIT 1),
       (SELECT r.rate FROM res_currency_rate r
         WHERE r.currency_id = c.id AND (r.company_id IS NULL OR r.company_id = d.root_id)
         ORDER BY r.company_id, r.name LIMIT 1), 1)
  FROM (SELECT DISTINCT o.company_id, o.date_order::date AS day,
               split_part(co.parent_path, '/', 1)::int AS root_id
          FROM sale_order o JOIN res_company co ON co.id = o.company_id
         WHERE o.id = ANY (%(orders)s)) d
 CROSS JOIN res_currency c
 WHERE c.id IN (SELECT currency_id FROM product_pricelist UNION SELECT currency_id FROM res_company
                UNION SELECT currency_id FROM sale_order WHERE id = ANY (%(orders)s))
""",
    orders="int[]",
)


class OrderCheck(models.Model):
    """What the rules about price and quantity know of products, lines, pricelists and rates."""

    _inherit = "order.check"

    @api.model
    def _load_product_terms(self, facts):
        """Return ``{product id: ProductTerms}`` of all lines of the batch."""
        product_ids = list({line.product_id for line in facts.lines})
        if not product_ids:
            return {}
        rows = facts.fetch(_PRODUCTS, products=product_ids)
        return {row[0]: ProductTerms._make(row) for row in rows}

    @api.model
    def _load_price_book(self, facts):
        """Return the ``PriceBook`` of the batch: every rule that may apply, read once."""
        pricelists = list({order.pricelist_id for order in facts.orders if order.pricelist_id})
        products = facts["product_terms"]
        rows = []
        if pricelists and products:
            rows = facts.fetch(
                _RULES,
                pricelists=pricelists,
                products=list(products),
                templates=list({product.template_id for product in products.values()}),
            )
        companies = facts.env["res.company"]
        # as ``_get_main_company`` finds it, without asking whether it exists
        main = facts.env["ir.model.data"]._xmlid_to_res_id("base.main_company")
        return PriceBook(
            [PriceRule._make(row) for row in rows],
            shows_discount=facts.env["product.pricelist.item"]._is_discount_feature_enabled(),
            get_currency=lambda company_id: companies.browse(company_id or main).currency_id.id,
            convert=lambda *what: self._convert_by_facts(facts, *what),
        )

    @api.model
    def _load_currency_rate(self, facts):
        """Return ``{(company id, day, currency id): rate}`` for the days of the orders."""
        rows = facts.fetch(_RATES)
        return {(company, day, currency): rate for company, day, currency, rate in rows}

    @api.model
    def _convert_by_facts(self, facts, amount, source, target, company_id, moment):
        """Return ``amount`` in another currency at the rate of the order's day, not rounded."""
        rates, day = facts["currency_rate"], moment.date()
        return amount * rates[company_id, day, target] / rates[company_id, day, source]
