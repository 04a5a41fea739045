from odoo import api, models

from ..tools.suspect import Suspect

#: Order lines of which posted invoices, credit notes taken off, bill more than was both ordered
#: and delivered; in the order line's unit, with the youngest invoice line.
_BILLED_TWICE = """
SELECT o.id, l.id, max(b.id) FILTER (WHERE i.move_type = 'out_invoice'),
       sum(CASE WHEN i.move_type = 'out_refund' THEN -1 ELSE 1 END
           * b.quantity * coalesce(bu.factor, 1) / coalesce(nullif(lu.factor, 0), 1)) AS billed,
       greatest(l.product_uom_qty, l.qty_delivered),
       l.price_unit * (1 - coalesce(l.discount, 0) / 100)
  FROM sale_order_line l
  JOIN sale_order o ON o.id = l.order_id
  JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
  JOIN account_move_line b ON b.id = r.invoice_line_id
  JOIN account_move i ON i.id = b.move_id
  LEFT JOIN uom_uom bu ON bu.id = b.product_uom_id
  LEFT JOIN uom_uom lu ON lu.id = l.product_uom_id
 WHERE i.state = 'posted' AND i.move_type IN ('out_invoice', 'out_refund')
   AND NOT coalesce(l.is_downpayment, false) AND o.company_id = %(company)s AND %(orders)s
   AND NOT EXISTS (SELECT 1 FROM order_case_line k
                     JOIN order_case c ON c.id = k.case_id
                     JOIN order_case_type t ON t.id = c.type_id
                    WHERE k.order_line_id = l.id AND t.basis = 'invoiced'
                      AND t.measure = 'quantity' AND c.state != 'cancelled'
                      AND NOT (c.found_by_system AND c.state = 'new' AND c.user_id IS NULL))
 GROUP BY o.id, l.id
HAVING max(i.invoice_date) >= %(since)s
   AND sum(CASE WHEN i.move_type = 'out_refund' THEN -1 ELSE 1 END
           * b.quantity * coalesce(bu.factor, 1) / coalesce(nullif(lu.factor, 0), 1))
       > greatest(l.product_uom_qty, l.qty_delivered) + 0.000001
 ORDER BY o.id, l.id
"""


class OrderDetector(models.AbstractModel):
    """More billed than was ordered or delivered."""

    _inherit = "order.detector"

    @api.model
    def _detect_billed_twice(self, case_type, company, since, order_ids):
        return [
            Suspect(
                order_id,
                f"line:{line_id}",
                (billed - there) * price,
                lines=[
                    {
                        "order_line_id": line_id,
                        "invoice_line_id": billed_id,
                        "expected_quantity": there,
                        "actual_quantity": billed,
                    }
                ],
            )
            for order_id, line_id, billed_id, billed, there, price in self._query(
                _BILLED_TWICE, company, since, order_ids
            )
        ]
