from odoo import api, models

from ..tools.suspect import Suspect

_NOT_ORDERED = """
SELECT o.id, l.id, l.qty_delivered, l.qty_delivered * l.price_unit
  FROM sale_order_line l
  JOIN sale_order o ON o.id = l.order_id
 WHERE l.is_not_ordered AND l.bill_accepted_on IS NULL AND l.qty_delivered > 0
   AND l.state = 'sale' AND o.company_id = %(company)s AND l.write_date >= %(since)s AND %(orders)s
 ORDER BY o.id, l.id
"""


class OrderDetector(models.AbstractModel):
    """Delivered, and nobody had ordered it."""

    _inherit = "order.detector"

    @api.model
    def _detect_not_ordered(self, case_type, company, since, order_ids):
        return [
            Suspect(
                order_id,
                f"line:{line_id}",
                amount,
                lines=[
                    {"order_line_id": line_id, "expected_quantity": 0, "actual_quantity": quantity}
                ],
            )
            for order_id, line_id, quantity, amount in self._query(
                _NOT_ORDERED, company, since, order_ids
            )
        ]
