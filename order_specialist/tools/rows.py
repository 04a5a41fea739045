"""The rows of orders and their lines that all rules read, and how they are read."""

from functools import cache
from typing import NamedTuple

from .passage import HAS_DRAFT_INVOICE, HAS_GOODS, STOPS_SHIPPING
from .statement import Statement


class OrderRow(NamedTuple):
    """One order: own columns, then customer, ship-to and desk columns.

    ``has_goods``: of a confirmed order only, whose gates ask for it; see ``Facts.has_goods``.
    """

    id: int
    name: str
    state: str
    company_id: int
    currency_id: int
    currency_rate: float
    partner_id: int
    commercial_partner_id: int
    partner_shipping_id: int
    pricelist_id: int
    warehouse_id: int
    user_id: int
    create_uid: int
    date_order: object
    confirmed_on: object
    requested_date: object
    promised_date: object
    client_order_ref: str
    ordered_by: str
    order_channel: str
    picking_policy: str
    delivery_status: str
    invoice_status: str
    handoff_state: str
    has_goods: bool
    reference_required: bool
    is_blanket: bool
    ship_complete: bool
    ship_name: str
    ship_street: str
    ship_street2: str
    ship_city: str
    ship_zip: str
    ship_state_id: int
    ship_country_id: int
    fiscal_position_id: int
    amount_total: float
    price_tolerance: float
    no_backorder: bool
    has_draft_invoice: bool
    ship_zip_required: bool
    ship_state_required: bool
    validity_date: object
    offered: dict
    changed_line_ids: list
    is_held: bool
    has_claim: bool
    waits_for_department: bool
    amount_untaxed: float
    partner_minimum: float
    customer_location_id: int
    substitutes_allowed: bool


class LineRow(NamedTuple):
    """One order line with a product.

    ``quantity`` is in the line's unit, ``unit_factor`` converts to the product's;

    ``is_free_priced``: its price follows from something else than a pricelist (combo, expense);
    ``extra_price``: of attributes that make no variant; ``lead``: days that the product promises;
    ``promised_date``: its own, see ``Facts.get_promised``; ``text``: a hash of its description;
    ``is_automatic``: made by another addon by itself (a reward, a carrier's price).
    """

    id: int
    order_id: int
    product_id: int
    quantity: float
    delivered: float
    closed_short: float
    unit_id: int
    unit_factor: float
    price_unit: float
    discount: float
    create_uid: int
    is_storable: bool
    is_saleable: bool
    is_active: bool
    is_discontinued: bool
    promised_date: object
    is_free_priced: bool
    extra_price: float
    is_goods: bool
    warehouse_id: int
    requested_date: object
    lead: float
    free_reason_id: int
    write_uid: int
    text: int
    is_global_discount: bool
    is_automatic: bool


#: Lines added, raised or priced anew since the order ``o`` passed the gate with ``confirmed_lines``
#: (``[product, quantity in its unit, price, discount]`` by line), with Python's own arithmetic.
_CHANGED_LINE_IDS = """(
    SELECT array_agg(l.id)
      FROM sale_order_line l
     CROSS JOIN LATERAL (SELECT v.confirmed_lines -> l.id::text AS line) b
     WHERE l.order_id = o.id AND l.display_type IS NULL AND l.product_id IS NOT NULL
       AND NOT coalesce(l.is_downpayment, false)
       AND (b.line IS NULL
            OR (b.line ->> 0)::int <> l.product_id
            OR (b.line ->> 1)::float8 < l.product_uom_qty::float8
               * (coalesce((SELECT factor FROM uom_uom WHERE id = l.product_uom_id), 1)
                  / coalesce((SELECT nullif(u.factor, 0)
                                FROM product_product p JOIN product_template t
                                  ON t.id = p.product_tmpl_id JOIN uom_uom u ON u.id = t.uom_id
                               WHERE p.id = l.product_id), 1))::float8
            OR (b.line ->> 2)::float8 IS DISTINCT FROM l.price_unit::float8
            OR (b.line ->> 3)::float8 <> coalesce(l.discount, 0)::float8))"""

#: What is there once, or not at all: PostgreSQL plans an EXISTS twice, each time with its joins.
_ANY = "coalesce((SELECT true FROM {} LIMIT 1), false)"

#: Amounts come as floats: a decimal, Python would have to read.
ORDERS = Statement(
    f"""
SELECT o.id, o.name, o.state, o.company_id, o.currency_id, coalesce(o.currency_rate, 1)::float8,
       o.partner_id, cp.id, o.partner_shipping_id, o.pricelist_id, o.warehouse_id, o.user_id,
       o.create_uid, o.date_order, o.confirmed_on, o.requested_date, o.commitment_date,
       o.client_order_ref, o.ordered_by, o.order_channel, o.picking_policy, o.delivery_status,
       o.invoice_status, o.handoff_state,
       CASE WHEN o.state = 'sale' THEN {HAS_GOODS} END,
       coalesce(cp.order_reference_required, false), coalesce(cp.order_blanket, false),
       coalesce(cp.order_ship_complete, false) OR o.picking_policy = 'one',
       s.name, s.street, s.street2, s.city, s.zip, s.state_id, s.country_id,
       o.fiscal_position_id, coalesce(o.amount_total, 0)::float8,
       coalesce(cp.order_price_tolerance, 0)::float8, coalesce(cp.order_no_backorder, false),
       -- Odoo counts a draft as invoiced; where it does not, nobody asks
       o.invoice_status IS NOT DISTINCT FROM 'invoiced' AND {HAS_DRAFT_INVOICE},
       coalesce(ct.zip_required AND position('(zip)s' IN ct.address_format) > 0, false),
       coalesce(ct.state_required, false), o.validity_date, v.offered,
       CASE WHEN o.state = 'sale' AND v.confirmed_lines IS NOT NULL
            THEN {_CHANGED_LINE_IDS} END,
       {_ANY.format("order_hold h WHERE h.order_id = o.id AND h.is_active")},
       {_ANY.format("order_case c WHERE c.order_id = o.id")},
       {_ANY.format(f"order_handoff r WHERE r.order_id = o.id AND {STOPS_SHIPPING}")},
       coalesce(o.amount_untaxed, 0)::float8, coalesce(cp.order_minimum_amount, 0)::float8,
       (s.property_stock_customer ->> o.company_id::text)::int,
       coalesce(cp.order_substitutes_allowed, false)
  FROM sale_order o
  JOIN res_partner p ON p.id = o.partner_id
  JOIN res_partner cp ON cp.id = coalesce(p.commercial_partner_id, p.id)
  LEFT JOIN res_partner s ON s.id = o.partner_shipping_id
  LEFT JOIN res_country ct ON ct.id = s.country_id
  LEFT JOIN order_verification v ON v.order_id = o.id
 WHERE o.id = ANY (%(orders)s)
 ORDER BY o.id
""",
    orders="int[]",
)

#: Lines that another addon makes by itself, by the column it has for them: a reward, a carrier's
#: price.
AUTOMATIC = {
    "reward_id": "l.reward_id IS NOT NULL",
    "is_delivery": "coalesce(l.is_delivery, false)",
}

_LINES = """
SELECT l.id, l.order_id, l.product_id, l.product_uom_qty::float8,
       coalesce(l.qty_delivered, 0)::float8, coalesce(l.cancelled_qty, 0)::float8, l.product_uom_id,
       CASE WHEN l.product_uom_id = t.uom_id THEN 1
            ELSE coalesce((SELECT factor FROM uom_uom WHERE id = l.product_uom_id), 1)
                 / coalesce((SELECT nullif(factor, 0) FROM uom_uom WHERE id = t.uom_id), 1)
            END::float8,
       l.price_unit::float8, coalesce(l.discount, 0)::float8, l.create_uid,
       coalesce(t.is_storable, false), coalesce(t.sale_ok, false),
       coalesce(p.active, false) AND coalesce(t.active, false),
       coalesce(t.is_discontinued, false), l.promised_date,
       l.combo_item_id IS NOT NULL OR coalesce(l.is_expense, false),
       -- most desks have none, and then no line is asked for its own
       CASE WHEN (SELECT true FROM product_template_attribute_value_sale_order_line_rel LIMIT 1)
            THEN coalesce((SELECT sum(v.price_extra)
                   FROM product_template_attribute_value_sale_order_line_rel r
                   JOIN product_template_attribute_value v
                     ON v.id = r.product_template_attribute_value_id
                  WHERE r.sale_order_line_id = l.id AND v.product_tmpl_id = p.product_tmpl_id), 0)
            ELSE 0 END::float8,
       t.type = 'consu',
       coalesce(l.warehouse_id, (SELECT warehouse_id FROM sale_order WHERE id = l.order_id)),
       l.requested_date, coalesce(l.customer_lead, 0),
       l.free_reason_id, coalesce(l.write_uid, l.create_uid),
       hashtextextended(coalesce(l.name, ''), 0),
       coalesce(l.extra_tax_data::jsonb->>'computation_key', '') LIKE 'global_discount,%%',
       {automatic}
  FROM sale_order_line l
  JOIN product_product p ON p.id = l.product_id
  JOIN product_template t ON t.id = p.product_tmpl_id
 WHERE l.order_id = ANY (%(orders)s) AND l.display_type IS NULL
   AND NOT coalesce(l.is_downpayment, false)
 ORDER BY l.order_id, l.sequence, l.id
"""


@cache
def get_lines_statement(names):
    """Return the ``Statement`` of lines in a database that has these flags."""
    flags = [AUTOMATIC[name] for name in names]
    return Statement(_LINES.format(automatic=" OR ".join(flags) or "false"), orders="int[]")
