"""On which terms a customer buys: what Odoo puts on a new order of his."""

from typing import NamedTuple

from odoo import api, models

from ..tools.statement import Statement

#: The fiscal position that Odoo finds by itself, in SQL: the first that fits the ship-to.
_AUTOMATIC = """
    SELECT f.id
      FROM account_fiscal_position f
     WHERE f.auto_apply AND f.active AND p.country_id IS NOT NULL
       AND f.company_id = ANY (string_to_array(trim('/' FROM c.parent_path), '/')::int[])
       AND (NOT coalesce(f.vat_required, false) OR coalesce(d.vat, '') != '')
       AND (coalesce(f.zip_from, '') = '' OR coalesce(f.zip_to, '') = ''
            OR d.zip COLLATE "C" BETWEEN f.zip_from AND f.zip_to)
       AND (f.country_id IS NULL OR f.country_id = d.country_id)
       AND coalesce((SELECT bool_or(coalesce(x.res_country_state_id = d.state_id, false))
                       FROM account_fiscal_position_res_country_state_rel x
                      WHERE x.account_fiscal_position_id = f.id), true)
       AND (f.country_group_id IS NULL
            OR ((SELECT true FROM res_country_res_country_group_rel x
                  WHERE x.res_country_group_id = f.country_group_id
                    AND x.res_country_id = d.country_id LIMIT 1)
                AND (SELECT true FROM res_country_group_res_country_state_rel x
                      WHERE x.res_country_group_id = f.country_group_id
                        AND x.res_country_state_id = d.state_id LIMIT 1) IS NULL))
     ORDER BY (SELECT length(fc.parent_path) - length(replace(fc.parent_path, '/', ''))
                 FROM res_company fc WHERE fc.id = f.company_id) DESC, f.sequence, f.id
     LIMIT 1
"""

_TERMS = Statement(
    f"""
SELECT o.id,
       o.payment_term_id, (p.property_payment_term_id ->> o.company_id::text)::int,
       coalesce(jsonb_exists(p.property_payment_term_id, o.company_id::text), false),
       coalesce((SELECT true FROM account_payment_term_line x
                  WHERE x.payment_id = o.payment_term_id AND x.nb_days > 0 LIMIT 1), false),
       h.id, coalesce(hp.currency_id, c.currency_id),
       coalesce((d.property_account_position_id ->> o.company_id::text)::int,
                (p.property_account_position_id ->> o.company_id::text)::int, ({_AUTOMATIC}))
  FROM sale_order o
  JOIN res_partner p ON p.id = o.partner_id
  JOIN res_company c ON c.id = o.company_id
  JOIN res_partner m ON m.id = c.partner_id
  LEFT JOIN product_pricelist own ON own.active
   AND own.id = (p.specific_property_product_pricelist ->> o.company_id::text)::int
  CROSS JOIN LATERAL (SELECT CASE WHEN %(uses_pricelists)s THEN coalesce(
           own.id,
           (SELECT pl.id FROM product_pricelist pl
              JOIN res_country_group_pricelist_rel g ON g.pricelist_id = pl.id
              JOIN res_country_res_country_group_rel x
                ON x.res_country_group_id = g.res_country_group_id
             WHERE pl.active AND coalesce(pl.company_id, o.company_id) = o.company_id
               AND x.res_country_id = p.country_id
             ORDER BY pl.sequence, pl.id LIMIT 1),
           (SELECT pl.id FROM product_pricelist pl
             WHERE pl.active AND coalesce(pl.company_id, o.company_id) = o.company_id
               AND (SELECT true FROM res_country_group_pricelist_rel g
                     WHERE g.pricelist_id = pl.id LIMIT 1) IS NULL
             ORDER BY pl.sequence, pl.id LIMIT 1)) END AS id) h
  LEFT JOIN product_pricelist hp ON hp.id = h.id
  -- where both have a number of one country of Europe, the address of the invoice counts
  JOIN res_partner d ON d.id = CASE
       WHEN o.partner_shipping_id IS NULL OR (left(m.vat, 2) = left(p.vat, 2)
            AND (SELECT true FROM res_country_res_country_group_rel x
                   JOIN res_country e ON e.id = x.res_country_id
                  WHERE x.res_country_group_id = %(europe)s AND e.code = left(m.vat, 2) LIMIT 1))
       THEN p.id ELSE o.partner_shipping_id END
 WHERE o.id = ANY (%(orders)s)
""",
    uses_pricelists="boolean",
    europe="int",
    orders="int[]",
)


class TermsRow(NamedTuple):
    """The terms of one order and of its customer.

    ``term_id`` is the order's, ``own_term_id`` the customer's (``has_own_term``: one is set for the
    company, be it none), ``gives_days``: the order's asks for the money later. Pricelist, currency
    and fiscal position are those that Odoo takes for him.
    """

    order_id: int
    term_id: int
    own_term_id: int
    has_own_term: bool
    gives_days: bool
    pricelist_id: int
    currency_id: int
    fiscal_position_id: int


class OrderCheck(models.Model):
    _inherit = "order.check"

    @api.model
    def _load_terms(self, facts):
        """Return ``{order id: TermsRow}``; one query."""
        uses_pricelists = self.env["res.groups"]._is_feature_enabled(
            "product.group_product_pricelist"
        )
        europe = self.env["ir.model.data"]._xmlid_to_res_id("base.europe")
        rows = facts.fetch(_TERMS, uses_pricelists=uses_pricelists, europe=europe or 0)
        return {row[0]: TermsRow._make(row) for row in rows}
