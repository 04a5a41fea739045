from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import format_date

from ..tools.finding import Finding


class Shortage(NamedTuple):
    """What stock leaves open of one order line, in the product's unit."""

    needed: float
    missing: float
    incoming: float
    expected_on: object


_SHORTAGE = """
WITH product AS (
    SELECT DISTINCT l.product_id AS id FROM sale_order_line l
      JOIN product_product p ON p.id = l.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id
     WHERE l.order_id IN %s AND t.is_storable
), supply AS (
    SELECT q.product_id, loc.warehouse_id, sum(q.quantity) AS quantity
      FROM stock_quant q JOIN stock_location loc ON loc.id = q.location_id
     WHERE loc.usage = 'internal' AND q.product_id IN (SELECT id FROM product)
     GROUP BY q.product_id, loc.warehouse_id
), incoming AS (
    SELECT m.product_id, loc.warehouse_id, sum(m.product_qty) AS quantity, min(m.date) AS day
      FROM stock_move m JOIN stock_location loc ON loc.id = m.location_dest_id
      JOIN stock_location src ON src.id = m.location_id
     WHERE m.state NOT IN ('draft', 'done', 'cancel') AND loc.usage = 'internal'
       AND src.usage NOT IN ('internal', 'transit', 'customer')
       AND m.product_id IN (SELECT id FROM product)
     GROUP BY m.product_id, loc.warehouse_id
), demand AS (
    SELECT l.id, l.order_id, l.product_id, o.warehouse_id, o.company_id,
           (l.product_uom_qty - coalesce(l.qty_delivered, 0) - coalesce(l.cancelled_qty, 0))
               * coalesce(u.factor, 1) / coalesce(nullif(pu.factor, 0), 1) AS quantity,
           coalesce(l.promised_date, o.commitment_date, l.requested_date, o.requested_date,
                    o.date_order) AS day,
           coalesce(o.is_rush, false) AS rush
      FROM sale_order_line l
      JOIN sale_order o ON o.id = l.order_id
      JOIN product_product p ON p.id = l.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id
      LEFT JOIN uom_uom u ON u.id = l.product_uom_id
      LEFT JOIN uom_uom pu ON pu.id = t.uom_id
     WHERE l.product_id IN (SELECT id FROM product)
       AND o.state IN ('draft', 'sent', 'sale')
       AND (o.state = 'sale' OR o.id IN %s OR coalesce(o.validity_date >= current_date, true))
       AND l.product_uom_qty > coalesce(l.qty_delivered, 0) + coalesce(l.cancelled_qty, 0)
), queue AS (
    SELECT demand.*, sum(quantity) OVER (
               PARTITION BY product_id, warehouse_id ORDER BY rush DESC, day, order_id, id
               ROWS UNBOUNDED PRECEDING) AS upto
      FROM demand
)
SELECT queue.id, queue.quantity,
       greatest(least(queue.quantity, queue.upto - coalesce(supply.quantity, 0)), 0),
       coalesce(incoming.quantity, 0), incoming.day
  FROM queue
  LEFT JOIN supply USING (product_id, warehouse_id)
  LEFT JOIN incoming USING (product_id, warehouse_id)
 WHERE queue.order_id IN %s
"""


class OrderCheck(models.Model):
    """Stock covers the order, with all open orders together, the earliest promise first."""

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("stock_short", "Stock covers it")],
        ondelete={"stock_short": "cascade"},
    )

    @api.model
    def _load_shortage(self, facts):
        """Return ``{line id: Shortage}`` of the storable lines that are not delivered yet.

        Stock on hand goes to all open orders of the warehouse, valid quotations included, rush
        orders first, by promised date (requested date, order date where none was promised), then
        by age.
        """
        rows = facts.execute(_SHORTAGE, *[facts.order_ids] * 3)
        return {line_id: Shortage(*values) for line_id, *values in rows}

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "stock_short": self.env._(
                "Finds lines that stock does not cover once all open orders are served "
                "in order of their promised dates."
            ),
        }

    def _find_stock_short(self, facts):
        shortage = facts["shortage"]
        return [
            Finding(
                check,
                line.order_id,
                line.id,
                key=f"{line.product_id}:{line.quantity:g}",
                expected=[short.incoming, fields.Date.to_string(short.expected_on) or None],
                actual=[short.needed, short.missing],
                amount=short.missing / line.unit_factor * line.price_unit / order.currency_rate,
                # what comes later is told, not stopped, unless the customer takes all or nothing
                severity=None if order.ship_complete or order.no_backorder else "info",
            )
            for check in self
            for line in facts.lines
            for short in [shortage.get(line.id)]
            if short and short.missing > 0
            for order in [facts.by_id[line.order_id]]
        ]

    def _describe_stock_short(self, finding):
        needed, missing = finding.actual
        incoming, day = finding.expected
        values = {
            "missing": f"{missing:g}",
            "needed": f"{needed:g}",
            "incoming": f"{incoming:g}",
            "day": format_date(self.env, day) if day else "",
        }
        if day:
            return self.env._(
                "%(missing)s of %(needed)s missing; %(incoming)s expected %(day)s.", **values
            )
        return self.env._("%(missing)s of %(needed)s missing, no supply known.", **values)
