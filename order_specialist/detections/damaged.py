from odoo import api, models

from ..tools.suspect import Suspect

#: Goods that came back from the customer and were scrapped out of that very return, where more of
#: the order line was scrapped than is claimed as damaged already. What came back of two lines at
#: once is scrapped of the one of which enough came back.
_DAMAGED = """
WITH scrapped AS (
    SELECT o.id AS order_id, l.id AS line_id, m.id AS back_id, m.origin_returned_move_id,
           sum(s.quantity * coalesce(su.factor, 1) / coalesce(nullif(lu.factor, 0), 1)) AS quantity,
           l.price_unit * (1 - coalesce(l.discount, 0) / 100) AS price
      FROM stock_move s
      JOIN stock_location lost ON lost.id = s.location_dest_id AND lost.usage = 'inventory'
      JOIN LATERAL (
           SELECT b.id, b.sale_line_id, b.origin_returned_move_id FROM stock_move b
            WHERE b.picking_id = s.picking_id AND b.product_id = s.product_id AND b.id != s.id
              AND b.origin_returned_move_id IS NOT NULL AND b.state = 'done'
              AND b.order_case_resolution_id IS NULL
            ORDER BY b.quantity < s.quantity, b.id LIMIT 1) m ON TRUE
      JOIN sale_order_line l ON l.id = m.sale_line_id
      JOIN sale_order o ON o.id = l.order_id
      LEFT JOIN uom_uom su ON su.id = s.product_uom
      LEFT JOIN uom_uom lu ON lu.id = l.product_uom_id
     WHERE s.state = 'done' AND o.company_id = %(company)s AND s.date >= %(since)s AND %(orders)s
     GROUP BY o.id, l.id, m.id, m.origin_returned_move_id
)
SELECT order_id, line_id, back_id, origin_returned_move_id, quantity, price
  FROM (SELECT *, sum(quantity) OVER (PARTITION BY line_id) AS altogether FROM scrapped) r
 WHERE altogether > 0.000001 + coalesce((
       SELECT sum(k.claimed_quantity) FROM order_case_line k
         JOIN order_case c ON c.id = k.case_id
         JOIN order_case_type t ON t.id = c.type_id
        WHERE k.order_line_id = r.line_id AND t.code IN ('damaged', 'damaged_concealed')
          AND c.state != 'cancelled'
          AND NOT (c.found_by_system AND c.state = 'new' AND c.user_id IS NULL)), 0)
 ORDER BY order_id, line_id, back_id
"""


class OrderDetector(models.AbstractModel):
    """Received back and scrapped: nobody has claimed it yet, but it is a claim."""

    _inherit = "order.detector"

    @api.model
    def _detect_damaged(self, case_type, company, since, order_ids):
        return [
            Suspect(
                order_id,
                f"move:{back_id}",
                quantity * price,
                lines=[
                    {
                        "order_line_id": line_id,
                        "move_id": move_id,
                        "expected_quantity": quantity,
                        "actual_quantity": 0,
                    }
                ],
            )
            for order_id, line_id, back_id, move_id, quantity, price in self._query(
                _DAMAGED, company, since, order_ids
            )
        ]
