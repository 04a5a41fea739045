from bisect import bisect_left
from collections import defaultdict
from typing import NamedTuple

from odoo import api, models

from ..tools.statement import FEW, Statement

#: So many of a customer's latest order lines of a product say what he usually does.
HABIT_LINES = 30

#: The confirmed lines of the customers and products of the batch: all between its first and last
#: day, and the latest before. Who buys for a customer does not matter: the company is one.
_HABIT = """
WITH pair AS ({pairs}), line AS (
    SELECT pair.company_id, pair.commercial_partner_id, pair.product_id,
           o.date_order, o.id AS order_id, l.product_uom_id,
           l.product_uom_qty * coalesce(u.factor, 1) / coalesce(nullif(pu.factor, 0), 1) AS qty,
           l.price_unit * (1 - coalesce(l.discount, 0) / 100) AS price, o.currency_id,
           o.date_order >= pair.first_day AS is_within,
           row_number() OVER (
               PARTITION BY pair.company_id, pair.commercial_partner_id, pair.product_id,
                            o.date_order >= pair.first_day
               ORDER BY o.date_order DESC, l.id DESC) AS place
      FROM pair
      JOIN res_partner family ON family.commercial_partner_id = pair.commercial_partner_id
      JOIN sale_order_line l ON l.order_partner_id = family.id AND l.product_id = pair.product_id
      JOIN sale_order o ON o.id = l.order_id AND o.company_id = pair.company_id
      JOIN product_product pp ON pp.id = l.product_id
      JOIN product_template t ON t.id = pp.product_tmpl_id
      LEFT JOIN uom_uom u ON u.id = l.product_uom_id
      LEFT JOIN uom_uom pu ON pu.id = t.uom_id
     WHERE l.state = 'sale' AND l.product_uom_qty > 0 AND l.display_type IS NULL
       AND NOT coalesce(l.is_downpayment, false) AND o.date_order < pair.last_day
)
SELECT company_id, commercial_partner_id, product_id, date_order, order_id, product_uom_id,
       qty, price, currency_id
  FROM line WHERE is_within OR place <= %(most)s
 ORDER BY date_order, order_id
"""


#: The pairs of stored orders, and those of a form that is being typed.
_STORED = """
    SELECT o.company_id, p.commercial_partner_id, l.product_id,
           min(o.date_order) AS first_day, max(o.date_order) AS last_day
      FROM sale_order_line l
      JOIN sale_order o ON o.id = l.order_id
      JOIN res_partner p ON p.id = o.partner_id
     WHERE l.order_id = ANY (%(orders)s) AND l.product_id IS NOT NULL AND l.display_type IS NULL
     GROUP BY 1, 2, 3
"""
_TYPED = """
    SELECT typed.*, typed.first_day AS last_day
      FROM unnest(%(companies)s, %(partners)s, %(products)s, %(moments)s)
        AS typed (company_id, commercial_partner_id, product_id, first_day)
"""


_STORED_HABIT = Statement(_HABIT.format(pairs=_STORED), orders="int[]", most="int")
_TYPED_HABIT = Statement(
    _HABIT.format(pairs=_TYPED),
    companies="int[]",
    partners="int[]",
    products="int[]",
    moments="timestamp[]",
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
        self._bought = defaultdict(list)
        for company_id, partner_id, product_id, *values in rows:
            self._bought[company_id, partner_id, product_id].append(Bought(*values))
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


class OrderCheck(models.Model):
    """What customers did before: one query for all the rules that compare with it."""

    _inherit = "order.check"

    @api.model
    def _load_habits(self, facts):
        """Return the ``Habits`` of the customers and products of the batch."""
        return Habits(facts.fetch(_STORED_HABIT, most=HABIT_LINES))

    @api.model
    def _get_typed_habits(self, pairs):
        """Return the ``Habits`` for orders that are not saved yet; one query for all.

        :param pairs: set of (company id, commercial partner id, product id, moment)
        """
        self.env["sale.order.line"].flush_model()
        names = ("companies", "partners", "products", "moments")
        columns = (list(column) for column in zip(*pairs, strict=True))
        values = {**dict(zip(names, columns, strict=True)), "most": HABIT_LINES}
        return Habits(_TYPED_HABIT.fetch(self.env, values, is_kept=len(pairs) <= FEW))
