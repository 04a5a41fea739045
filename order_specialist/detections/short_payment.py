from odoo import api, fields, models

from ..tools.suspect import Suspect

#: Invoices of orders that were paid in part: what is left, unless it is the cash discount that
#: the payment term allows, and the customer paid until its day.
_SHORT_PAYMENT = """
SELECT DISTINCT ON (i.id) o.id, i.id, i.amount_residual
  FROM account_move i
  JOIN account_move_line b ON b.move_id = i.id
  JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = b.id
  JOIN sale_order_line l ON l.id = r.order_line_id
  JOIN sale_order o ON o.id = l.order_id
  LEFT JOIN account_payment_term t ON t.id = i.invoice_payment_term_id
  LEFT JOIN LATERAL (
       SELECT max(d.discount_date) AS until, sum(d.discount_amount_currency) AS discounted
         FROM account_move_line d
         JOIN account_account a ON a.id = d.account_id
        WHERE d.move_id = i.id AND a.account_type = 'asset_receivable') early ON TRUE
  LEFT JOIN LATERAL (
       SELECT max(c.date) AS paid_on
         FROM account_move_line d
         JOIN account_partial_reconcile p ON p.debit_move_id = d.id
         JOIN account_move_line c ON c.id = p.credit_move_id
        WHERE d.move_id = i.id) last ON TRUE
 WHERE i.state = 'posted' AND i.move_type = 'out_invoice' AND i.payment_state = 'partial'
   AND o.company_id = %(company)s AND i.invoice_date >= %(since)s AND %(orders)s
   AND i.amount_residual > greatest(%(amount)s, 0.005)
   AND i.amount_residual > CASE
           WHEN coalesce(t.early_discount, false) AND last.paid_on <= early.until
           THEN i.amount_total - early.discounted + 0.005 ELSE 0 END
   AND EXISTS (SELECT 1 FROM account_move_line d
                 JOIN account_account a ON a.id = d.account_id
                WHERE d.move_id = i.id AND a.account_type = 'asset_receivable'
                  AND NOT d.reconciled AND d.date_maturity < %(today)s)
   AND NOT EXISTS (SELECT 1 FROM account_move c
                    WHERE c.reversed_entry_id = i.id AND c.state = 'draft')
 ORDER BY i.id, o.id
"""


class OrderDetector(models.AbstractModel):
    """The customer paid less than was billed, and the day has passed."""

    _inherit = "order.detector"

    @api.model
    def _detect_short_payment(self, case_type, company, since, order_ids):
        rows = self._query(
            _SHORT_PAYMENT,
            company,
            since,
            order_ids,
            amount=case_type.detection_amount,
            today=fields.Date.context_today(self),
        )
        return [
            Suspect(order_id, f"invoice:{invoice_id}", residual)
            for order_id, invoice_id, residual in rows
        ]
