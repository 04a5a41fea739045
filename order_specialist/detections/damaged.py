from odoo import api, models

from ..tools.suspect import Suspect

#: Goods that came back from the customer and were scrapped out of that very return.
_DAMAGED = """
SELECT o.id, l.id, m.origin_returned_move_id,
       sum(s.quantity * coalesce(su.factor, 1) / coalesce(nullif(lu.factor, 0), 1)),
       l.price_unit * (1 - coalesce(l.discount, 0) / 100)
  FROM stock_move s
  JOIN stock_location lost ON lost.id = s.location_dest_id AND lost.usage = 'inventory'
  JOIN stock_move m ON m.picking_id = s.picking_id AND m.product_id = s.product_id
   AND m.origin_returned_move_id IS NOT NULL AND m.state = 'done' AND m.id != s.id
  JOIN sale_order_line l ON l.id = m.sale_line_id
  JOIN sale_order o ON o.id = l.order_id
  LEFT JOIN uom_uom su ON su.id = s.product_uom
  LEFT JOIN uom_uom lu ON lu.id = l.product_uom_id
 WHERE s.state = 'done' AND o.company_id = %(company)s AND s.date >= %(since)s AND %(orders)s
   AND m.order_case_resolution_id IS NULL
 GROUP BY o.id, l.id, m.id
 ORDER BY o.id, l.id
"""


class OrderDetector(models.AbstractModel):
    """Received back and scrapped: nobody has claimed it yet, but it is a claim."""

    _inherit = "order.detector"

    @api.model
    def _detect_damaged(self, case_type, company, since, order_ids):
        return [
            Suspect(
                order_id,
                f"move:{move_id}",
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
            for order_id, line_id, move_id, quantity, price in self._query(
                _DAMAGED, company, since, order_ids
            )
        ]
