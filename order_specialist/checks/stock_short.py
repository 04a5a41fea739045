from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import format_date

from ..tools.finding import Finding
from ..tools.statement import Statement

#: What is open of a line ``l``, in SQL: the index of open lines is for these words.
IS_OPEN = """l.state IN ('draft', 'sent', 'sale')
       AND l.product_uom_qty > coalesce(l.qty_delivered, 0) + coalesce(l.cancelled_qty, 0)"""


class Shortage(NamedTuple):
    """What stock leaves open of one order line, in the product's unit.

    :param incoming: what comes in up to ``expected_on``, when it is enough for the line and all
        before it, or for as many as it goes
    :param supply: name of the receipt, transfer or manufacturing order that comes last of it
    :param is_covered: whether that is enough
    :param before: names of the orders just before it in the queue, the nearest last
    :param before_count: how many lines are before it
    """

    needed: float
    missing: float
    incoming: float
    expected_on: object
    supply: str
    is_covered: bool
    before: list
    before_count: int


#: What is still to be delivered of a line ``l``, in its unit, with a change ``c`` that waits.
_OPEN_QUANTITY = """l.product_uom_qty + coalesce(c.quantity, 0) - coalesce(l.qty_delivered, 0)
               - coalesce(l.cancelled_qty, 0)"""

#: The lines that are open, each once: found by the index, or for the sake of a change that waits.
_OPEN_LINES = f"""
    SELECT l.id, l.order_id, l.product_id, l.product_uom_id, l.promised_date, l.requested_date,
           l.product_uom_qty - coalesce(l.qty_delivered, 0) - coalesce(l.cancelled_qty, 0)
               AS quantity
      FROM sale_order_line l
     WHERE l.product_id = ANY (%(products)s) AND {IS_OPEN}
       AND l.id NOT IN (SELECT id FROM pending)
    UNION ALL
    SELECT l.id, l.order_id, l.product_id, l.product_uom_id, l.promised_date, l.requested_date,
           {_OPEN_QUANTITY}
      FROM pending c JOIN sale_order_line l ON l.id = c.id
     WHERE l.product_id = ANY (%(products)s) AND {_OPEN_QUANTITY} > 0
       AND l.state IN ('draft', 'sent', 'sale')"""

#: What there is of each product and warehouse, and what is wanted of it at most: whether a
#: quotation is still valid or not, and in all warehouses; in the unit of reference. Its parts are
#: simple, as planning is most of the time of one order.
_WANTED = Statement(
    f"""
SELECT 'unit', t.id, NULL::int, (SELECT factor FROM uom_uom WHERE id = (
           SELECT uom_id FROM product_template WHERE id = t.product_tmpl_id))::float8
  FROM product_product t WHERE t.id = ANY (%(products)s)
UNION ALL
SELECT 'supply', q.product_id, loc.warehouse_id, sum(q.quantity)::float8
  FROM stock_quant q JOIN stock_location loc ON loc.id = q.location_id
 WHERE loc.usage = 'internal' AND q.product_id = ANY (%(products)s)
 GROUP BY q.product_id, loc.warehouse_id
UNION ALL
SELECT 'wanted', product_id, NULL, (quantity * coalesce((
           SELECT factor FROM uom_uom WHERE id = product_uom_id), 1))::float8
  FROM (SELECT l.product_id, l.product_uom_id, sum(l.product_uom_qty)
               - coalesce(sum(l.qty_delivered), 0) - coalesce(sum(l.cancelled_qty), 0) AS quantity
          FROM sale_order_line l
         WHERE l.product_id = ANY (%(products)s) AND {IS_OPEN}
         GROUP BY l.product_id, l.product_uom_id) wanted
UNION ALL
SELECT 'wanted', l.product_id, NULL, (greatest(c.quantity, 0) * coalesce((
           SELECT factor FROM uom_uom WHERE id = l.product_uom_id), 1))::float8
  FROM order_handoff_change c JOIN sale_order_line l ON l.id = c.sale_line_id
 WHERE c.state = 'pending' AND c.kind IN ('quantity', 'line') AND l.product_id = ANY (%(products)s)
""",
    products="int[]",
)

#: Of products that there is not enough of: which orders count, who is before whom, what comes in;
#: in the unit of the product.
_SHORTAGE = Statement(
    f"""
WITH product AS MATERIALIZED (
    SELECT p.id, coalesce(nullif(u.factor, 0), 1) AS factor
      FROM product_product p
      JOIN product_template t ON t.id = p.product_tmpl_id
      LEFT JOIN uom_uom u ON u.id = t.uom_id
     WHERE p.id = ANY (%(products)s)
), pending AS MATERIALIZED (
    SELECT sale_line_id AS id, sum(quantity) AS quantity FROM order_handoff_change
     WHERE state = 'pending' AND kind IN ('quantity', 'line') AND sale_line_id IS NOT NULL
     GROUP BY sale_line_id
), supply AS MATERIALIZED (
    SELECT q.product_id, loc.warehouse_id, sum(q.quantity) AS quantity
      FROM stock_quant q JOIN stock_location loc ON loc.id = q.location_id
     WHERE loc.usage = 'internal' AND q.product_id = ANY (%(products)s)
     GROUP BY q.product_id, loc.warehouse_id
), demand AS (
    SELECT l.id, l.order_id, l.product_id, o.warehouse_id, o.name,
           l.quantity * coalesce(u.factor, 1) / product.factor AS quantity,
           coalesce(l.promised_date, o.commitment_date, l.requested_date, o.requested_date,
                    o.date_order) AS day,
           coalesce(o.is_rush, false) AS rush
      FROM ({_OPEN_LINES}) l
      -- one by one (hence the OFFSET): else all orders that there are would be read
     CROSS JOIN LATERAL (
           SELECT s.id, s.name, s.state, s.warehouse_id, s.commitment_date, s.requested_date,
                  s.date_order, s.is_rush, s.validity_date
             FROM sale_order s WHERE s.id = l.order_id OFFSET 0) o
      JOIN product ON product.id = l.product_id
      LEFT JOIN uom_uom u ON u.id = l.product_uom_id
     WHERE o.state IN ('draft', 'sent', 'sale')
       AND (o.state = 'sale' OR o.id = ANY (%(orders)s)
            OR coalesce(o.validity_date >= current_date, true))
), queue AS (
    SELECT demand.*, sum(quantity) OVER turn AS upto, row_number() OVER turn - 1 AS before_count,
           array_agg(name) OVER (turn_of_all ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING) AS before
      FROM demand
    WINDOW turn_of_all AS (
               PARTITION BY product_id, warehouse_id ORDER BY rush DESC, day, order_id, id),
           turn AS (turn_of_all ROWS UNBOUNDED PRECEDING)
), gap AS (
    SELECT queue.*, queue.upto - coalesce(supply.quantity, 0) AS gap
      FROM queue LEFT JOIN supply USING (product_id, warehouse_id)
     WHERE queue.order_id = ANY (%(orders)s) AND queue.upto > coalesce(supply.quantity, 0)
), arrival AS MATERIALIZED (
    SELECT m.product_id, loc.warehouse_id, m.date AS day,
           coalesce(pick.name, m.reference, m.origin) AS name,
           sum(m.product_qty) OVER (PARTITION BY m.product_id, loc.warehouse_id
                                    ORDER BY m.date, m.id ROWS UNBOUNDED PRECEDING) AS upto
      FROM stock_move m JOIN stock_location loc ON loc.id = m.location_dest_id
      JOIN stock_location src ON src.id = m.location_id
      LEFT JOIN stock_picking pick ON pick.id = m.picking_id
     WHERE m.state NOT IN ('draft', 'done', 'cancel') AND loc.usage = 'internal'
       AND (src.usage NOT IN ('internal', 'customer')
            OR src.usage = 'internal' AND src.warehouse_id != loc.warehouse_id)
       AND m.product_id = ANY (ARRAY(SELECT product_id FROM gap))
)
SELECT gap.id, gap.quantity, least(gap.quantity, gap.gap),
       coalesce(next.upto, 0), next.day, next.name, coalesce(next.upto >= gap.gap, false),
       gap.before, gap.before_count
  FROM gap
  LEFT JOIN LATERAL (
       SELECT a.upto, a.day, a.name FROM arrival a
        WHERE a.product_id = gap.product_id AND a.warehouse_id = gap.warehouse_id
        ORDER BY a.upto < gap.gap, CASE WHEN a.upto >= gap.gap THEN a.upto ELSE -a.upto END
        LIMIT 1) next ON true
""",
    products="int[]",
    orders="int[]",
)

#: What takes what is there before it is named on so many orders.
MOST_NAMED = 3


class OrderCheck(models.Model):
    """Stock covers the order, with all open orders together, the earliest promise first."""

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("stock_short", "Stock covers it")],
        ondelete={"stock_short": "cascade"},
    )

    stop_without_supply = fields.Boolean(
        help="Stop also where nothing is known to come in for what is missing. Otherwise it is "
        "shown, and stops only customers who take complete shipments or no backorders."
    )

    @api.model
    def _get_parameters(self):
        return {**super()._get_parameters(), "stock_short": ("stop_without_supply",)}

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "stock_short": self.env._(
                "Finds lines that stock does not cover when all open orders together take what is "
                "there, the earliest promise first; says what comes in and which orders are "
                "before. It stops customers who take complete shipments or no backorders. Tell "
                "the others what comes later."
            ),
        }

    @api.model
    def _load_shortage(self, facts):
        """Return ``{line id: Shortage}`` of the lines of the batch that stock does not cover.

        Stock on hand goes to all open orders of the warehouse, valid quotations and changes that
        wait for an answer included, rush orders first, by promised date (requested date, order
        date where none was promised), then by age. What comes in goes to what is missing in the
        same order.
        """
        products = facts["scarce"]
        rows = products and facts.fetch(_SHORTAGE, products=products)
        return {line_id: Shortage(*values) for line_id, *values in rows}

    @api.model
    def _load_scarce(self, facts):
        """Return the ids of products of the batch of which more may be wanted than there is.

        Most have enough for all that anybody wants of them.
        """
        products = list({line.product_id for line in facts.lines if line.is_storable})
        if not products:
            return []
        rows = facts.fetch(_WANTED, products=products)
        gaps = self._sum_gaps(rows, {order.warehouse_id for order in facts.orders})
        # what is just enough is looked at, too: these are sums of floats
        return [product_id for product_id in products if gaps[product_id] > -1e-6]

    @api.model
    def _sum_gaps(self, rows, warehouses):
        """Return ``{product id: wanted less what the warehouse has that has least of it}``.

        :param rows: rows of ``_WANTED``; the result is in the unit of reference, as they are
        """
        units = {row[1]: row[3] or 1.0 for row in rows if row[0] == "unit"}
        supply = {row[1:3]: row[3] for row in rows if row[0] == "supply"}
        gaps = dict.fromkeys(units, 0.0)
        for what, product_id, _place, quantity in rows:
            gaps[product_id] += quantity if what == "wanted" else 0.0
        for product_id, unit in units.items():
            least = min(supply.get((product_id, place), 0.0) for place in warehouses)
            gaps[product_id] -= least * unit
        return gaps

    def _find_stock_short(self, facts):
        shortage = facts["shortage"]
        return [
            Finding(
                check,
                line.order_id,
                line.id,
                key=f"{line.product_id}:{line.quantity:g}",
                expected=self._prepare_supply(order, short),
                actual=[short.needed, short.missing],
                amount=short.missing / line.unit_factor * line.price_unit / order.currency_rate,
                severity=None if check._stops_short(order, short) else "info",
                figures={"substitute": order.substitutes_allowed},
            )
            for check in self
            for line in facts.lines
            for short in [shortage.get(line.id)]
            if short and short.missing > 0
            for order in [facts.by_id[line.order_id]]
        ]

    def _stops_short(self, order, short):
        """What comes later is told, not stopped, unless the customer takes all or nothing."""
        is_lost = self.stop_without_supply and not short.is_covered
        return order.ship_complete or order.no_backorder or is_lost

    @api.model
    def _prepare_supply(self, order, short):
        """Return ``[incoming, day, supply, is it enough, orders before, how many more]``."""
        names = [name for name in dict.fromkeys(short.before or ()) if name != order.name]
        day = fields.Date.to_string(short.expected_on) or None
        more = max(0, short.before_count - MOST_NAMED)
        return [short.incoming, day, short.supply or "", short.is_covered, names, more]

    def _say_stock_short(self, finding):
        needed, missing = finding.actual
        return f"{needed:g}", f"{needed - missing:g}"

    def _describe_stock_short(self, finding):
        needed, missing = finding.actual
        incoming, day, supply, is_covered, names, more = finding.expected
        values = {
            "missing": f"{missing:g}",
            "needed": f"{needed:g}",
            "incoming": f"{incoming:g}",
            "day": " ".join(
                filter(None, (day and format_date(self.env, day), supply and f"({supply})"))
            ),
        }
        if not day:
            text = self.env._("%(missing)s of %(needed)s missing, no supply known", **values)
        elif is_covered:
            text = self.env._(
                "%(missing)s of %(needed)s missing; %(incoming)s expected %(day)s", **values
            )
        else:
            text = self.env._(
                "%(missing)s of %(needed)s missing; only %(incoming)s expected %(day)s, no supply "
                "known for the rest",
                **values,
            )
        return self._add_substitute(finding, self._add_orders_before(text, names, more))

    def _add_orders_before(self, text, names, more):
        if not names:
            return self.env._("%s.", text)
        values = {"text": text, "orders": ", ".join(names), "count": more}
        if more:
            return self.env._("%(text)s; before it: %(orders)s and %(count)s more.", **values)
        return self.env._("%(text)s; before it: %(orders)s.", **values)


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    # what is open of a product is summed up from the index alone
    _open_idx = models.Index(
        "(product_id) INCLUDE (product_uom_id, product_uom_qty, qty_delivered, cancelled_qty)"
        f" WHERE {IS_OPEN.replace('l.', '')}"
    )
