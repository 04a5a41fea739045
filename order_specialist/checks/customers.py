"""Whom an order is for: one source for the rules that ask it."""

from typing import NamedTuple

from odoo import api, models

from ..tools.statement import Statement

_CUSTOMERS = Statement(
    """
SELECT o.id,
       CASE WHEN p.order_blocked THEN p.id WHEN cp.order_blocked THEN cp.id END,
       CASE WHEN p.order_blocked THEN p.order_block_reason ELSE cp.order_block_reason END,
       concat_ws(E'\\n', nullif(trim(p.sale_warn_msg), ''), nullif(trim((
           SELECT sale_warn_msg FROM res_partner WHERE id = p.parent_id)), '')),
       cp.vat, coalesce(cp.is_company, false),
       (SELECT code FROM res_country WHERE id = cp.country_id),
       (SELECT code FROM res_country WHERE id = (
               SELECT country_id FROM res_partner WHERE id = c.partner_id)),
       o.amount_tax = 0,
       (SELECT amount FROM account_tax
         WHERE id = c.account_sale_tax_id AND amount_type = 'percent')
  FROM sale_order o
  JOIN res_partner p ON p.id = o.partner_id
  JOIN res_partner cp ON cp.id = coalesce(p.commercial_partner_id, p.id)
  JOIN res_company c ON c.id = o.company_id
 WHERE o.id = ANY (%(orders)s)
""",
    orders="int[]",
)


class CustomerRow(NamedTuple):
    """The customer of one order: whether we deliver, what Odoo warns of, his VAT number.

    ``is_untaxed``: no tax is charged; ``tax_percent``: what the company charges by default.
    """

    order_id: int
    blocked_id: int
    blocked_reason: str
    warning: str
    vat: str
    is_company: bool
    country_code: str
    company_country_code: str
    is_untaxed: bool
    tax_percent: float


class OrderCheck(models.Model):
    _inherit = "order.check"

    @api.model
    def _load_customers(self, facts):
        """Return ``{order id: CustomerRow}``; one query."""
        return {row[0]: CustomerRow._make(row) for row in facts.fetch(_CUSTOMERS)}
