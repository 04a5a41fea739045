from odoo import api, models

from ..tools.suspect import Suspect

#: Lines of posted invoices that cost more or less than their order line says, discount taken off,
#: in the order's currency and for one unit of the invoice line. Who billed several order lines in
#: one, a down payment, or another currency, is not compared.
_WRONG_PRICE = """
WITH billed AS (
    SELECT o.id AS order_id, l.id AS line_id, b.id AS billed_id, b.quantity,
           b.price_unit * (1 - coalesce(b.discount, 0) / 100) AS actual,
           l.price_unit * (1 - coalesce(l.discount, 0) / 100)
               * coalesce(bu.factor, 1) / coalesce(nullif(lu.factor, 0), 1) AS expected
      FROM account_move_line b
      JOIN account_move i ON i.id = b.move_id
      JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = b.id
      JOIN sale_order_line l ON l.id = r.order_line_id
      JOIN sale_order o ON o.id = l.order_id
      LEFT JOIN uom_uom bu ON bu.id = b.product_uom_id
      LEFT JOIN uom_uom lu ON lu.id = l.product_uom_id
     WHERE i.state = 'posted' AND i.move_type = 'out_invoice' AND b.quantity > 0
       AND i.currency_id = o.currency_id AND NOT coalesce(l.is_downpayment, false)
       AND o.company_id = %(company)s AND i.invoice_date >= %(since)s AND %(orders)s
       AND NOT EXISTS (SELECT 1 FROM sale_order_line_invoice_rel x
                        WHERE x.invoice_line_id = b.id AND x.order_line_id != l.id)
       AND NOT EXISTS (SELECT 1 FROM order_case_line k JOIN order_case c ON c.id = k.case_id
                        WHERE k.invoice_line_id = b.id AND c.state != 'cancelled'
                          AND NOT (c.found_by_system AND c.state = 'new'
                                   AND c.user_id IS NULL))
       AND NOT EXISTS (SELECT 1 FROM account_move_line t
                        WHERE t.order_credited_line_id = b.id AND t.parent_state != 'cancel')
)
SELECT order_id, line_id, billed_id, quantity, actual, expected
  FROM billed
 WHERE round(abs((actual - expected) * quantity)::numeric, 6) > %(amount)s
 ORDER BY order_id, billed_id
"""


class OrderDetector(models.AbstractModel):
    """Billed at another price than was agreed."""

    _inherit = "order.detector"

    @api.model
    def _detect_wrong_price(self, case_type, company, since, order_ids):
        rows = self._query(
            _WRONG_PRICE, company, since, order_ids, amount=max(case_type.detection_amount, 0.005)
        )
        return [
            Suspect(
                order_id,
                f"invoice line:{billed_id}",
                (actual - expected) * quantity,
                lines=[
                    {
                        "order_line_id": line_id,
                        "invoice_line_id": billed_id,
                        "expected_quantity": quantity,
                        "actual_quantity": quantity,
                        "expected_price": expected,
                        "actual_price": actual,
                    }
                ],
            )
            for order_id, line_id, billed_id, quantity, actual, expected in rows
        ]
