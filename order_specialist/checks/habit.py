from bisect import bisect_left
from collections import defaultdict
from typing import NamedTuple

from odoo import api, models

from ..tools.statement import FEW, Statement

#: So many of a customer's latest order lines of a product say what he usually does.
HABIT_LINES = 30

#: The confirmed lines of the customers and products of the batch: all between its first and last
#: day, and the latest before. Who buys for a customer does not matter: the company is one.
#: Buyer by buyer (hence the OFFSET): however little PostgreSQL knows of the tables, it looks up
#: these lines and joins no others. And what is one row it looks up rather than plans as a join.
#: Then the quantities that somebody confirmed for the customer once.
_HABIT = Statement(
    """
WITH buyer AS MATERIALIZED (
    SELECT pair.*, family.id AS buyer_id
      FROM unnest(%(companies)s, %(partners)s, %(products)s)
        AS pair (company_id, commercial_partner_id, product_id)
      JOIN res_partner family ON family.commercial_partner_id = pair.commercial_partner_id
), line AS (
    SELECT buyer.company_id, buyer.commercial_partner_id, buyer.product_id,
           o.date_order, o.id AS order_id, l.product_uom_id,
           l.product_uom_qty
               * coalesce((SELECT factor FROM uom_uom WHERE id = l.product_uom_id), 1)
               / coalesce((SELECT nullif(u.factor, 0) FROM product_product p
                             JOIN product_template t ON t.id = p.product_tmpl_id
                             JOIN uom_uom u ON u.id = t.uom_id
                            WHERE p.id = buyer.product_id), 1) AS qty,
           l.price_unit * (1 - coalesce(l.discount, 0) / 100) AS price, o.currency_id,
           o.date_order >= %(first)s AS is_within,
           row_number() OVER (
               PARTITION BY buyer.company_id, buyer.commercial_partner_id, buyer.product_id,
                            o.date_order >= %(first)s
               ORDER BY o.date_order DESC, l.id DESC) AS place
      FROM buyer
     CROSS JOIN LATERAL (
           SELECT s.id, s.order_id, s.product_uom_id, s.product_uom_qty, s.price_unit, s.discount
             FROM sale_order_line s
            WHERE s.order_partner_id = buyer.buyer_id AND s.product_id = buyer.product_id
              AND s.state = 'sale' AND s.product_uom_qty > 0 AND s.display_type IS NULL
              AND NOT coalesce(s.is_downpayment, false) OFFSET 0) l
      JOIN sale_order o ON o.id = l.order_id AND o.company_id = buyer.company_id
     WHERE o.date_order < %(last)s
)
SELECT company_id, commercial_partner_id, product_id, date_order, order_id, product_uom_id,
       qty::float8, price::float8, currency_id
  FROM line WHERE is_within OR place <= %(most)s
 UNION ALL
SELECT k.company_id, k.partner_id, k.product_id, NULL, NULL, NULL, k.value::text::float8, NULL, NULL
  FROM order_known k
 WHERE k.active AND k.kind = 'quantity' AND k.company_id = ANY (%(companies)s)
   AND k.partner_id = ANY (%(partners)s) AND k.product_id = ANY (%(products)s)
 ORDER BY date_order, order_id
""",
    companies="int[]",
    partners="int[]",
    products="int[]",
    first="timestamp",
    last="timestamp",
    most="int",
)


class Bought(NamedTuple):
    """One order line of the past: quantity in the product's unit, net price in the line's."""

    moment: object
    order_id: int
    unit_id: int
    quantity: float
    price: float
    currency_id: int


class Habits:
    """What each customer of the batch bought of each product before each of its orders."""

    def __init__(self, rows):
        self._bought, self._confirmed = defaultdict(list), defaultdict(list)
        for company_id, partner_id, product_id, *values in rows:
            bought, pair = Bought(*values), (company_id, partner_id, product_id)
            if bought.order_id:
                self._bought[pair].append(bought)
            else:
                self._confirmed[pair].append(bought.quantity)
        self._moments = {
            pair: [each.moment for each in bought] for pair, bought in self._bought.items()
        }

    def __bool__(self):
        return bool(self._bought)

    def get(self, order, product_id):
        """Return what the customer of ``order`` bought of the product before it, latest last."""
        return self.get_before(
            order.company_id, order.commercial_partner_id, product_id, order.date_order
        )

    def get_before(self, company_id, partner_id, product_id, moment):
        """Return what the customer bought of the product before ``moment``, latest last."""
        pair = (company_id, partner_id, product_id)
        moments = self._moments.get(pair)
        if not moments:
            return []
        end = bisect_left(moments, moment)
        return self._bought[pair][max(end - HABIT_LINES, 0) : end]

    def get_confirmed(self, company_id, partner_id, product_id):
        """Return the unusual quantities of the product that somebody confirmed for the customer."""
        return self._confirmed.get((company_id, partner_id, product_id), ())


class OrderCheck(models.Model):
    """What customers did before: one query for all the rules that compare with it."""

    _inherit = "order.check"

    @api.model
    def _load_habits(self, facts):
        """Return the ``Habits`` of the customers and products of the batch."""
        asked = [
            (order.company_id, order.commercial_partner_id, line.product_id, order.date_order)
            for line in facts.lines
            for order in [facts.by_id[line.order_id]]
        ]
        return self._fetch_habits(asked, len(facts.orders))

    @api.model
    def _get_typed_habits(self, asked):
        """Return the ``Habits`` for orders that are not saved yet; one query for all.

        :param asked: set of (company id, commercial partner id, product id, moment)
        """
        self.env["sale.order.line"].flush_model()
        return self._fetch_habits(asked, len(asked))

    @api.model
    def _fetch_habits(self, asked, size):
        """Return the ``Habits`` of ``asked``: (company, partner, product, moment) of each line."""
        if not asked:
            return Habits([])
        moments = [each[3] for each in asked]
        columns = zip(*{each[:3] for each in asked}, strict=True)
        values = {
            **dict(zip(("companies", "partners", "products"), map(list, columns), strict=True)),
            "first": min(moments),
            "last": max(moments),
            "most": HABIT_LINES,
        }
        return Habits(_HABIT.fetch(self.env, values, size <= FEW))
