from odoo import api, models
from odoo.fields import Command

from ..tools.suspect import Suspect

#: Lines of posted invoices that bear other taxes than their order line. Who billed several order
#: lines in one, or a down payment, is not compared; what was credited since is put right.
_TAX = """
SELECT o.id, l.id, b.id, b.quantity
  FROM account_move_line b
  JOIN account_move i ON i.id = b.move_id
  JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = b.id
  JOIN sale_order_line l ON l.id = r.order_line_id
  JOIN sale_order o ON o.id = l.order_id
 WHERE i.state = 'posted' AND i.move_type = 'out_invoice' AND b.quantity > 0
   AND NOT coalesce(l.is_downpayment, false)
   AND o.company_id = %(company)s AND i.invoice_date >= %(since)s AND %(orders)s
   AND EXISTS (
       SELECT FROM (SELECT account_tax_id FROM account_move_line_account_tax_rel
                     WHERE account_move_line_id = b.id) billed
         FULL JOIN (SELECT account_tax_id FROM account_tax_sale_order_line_rel
                     WHERE sale_order_line_id = l.id) sold USING (account_tax_id)
        WHERE billed IS NULL OR sold IS NULL)
   AND NOT EXISTS (SELECT 1 FROM sale_order_line_invoice_rel x
                    WHERE x.invoice_line_id = b.id AND x.order_line_id != l.id)
   AND NOT EXISTS (SELECT 1 FROM order_case_line k
                     JOIN order_case c ON c.id = k.case_id
                     JOIN order_case_type t ON t.id = c.type_id
                    WHERE k.invoice_line_id = b.id AND t.code = 'tax' AND c.state != 'cancelled'
                      AND NOT (c.found_by_system AND c.state = 'new' AND c.user_id IS NULL))
   AND NOT EXISTS (SELECT 1 FROM account_move_line t
                    WHERE t.order_credited_line_id = b.id AND t.parent_state != 'cancel')
 ORDER BY o.id, b.id
"""


class OrderDetector(models.AbstractModel):
    """Billed with other taxes than were agreed; at stake is the difference in tax."""

    _inherit = "order.detector"

    @api.model
    def _detect_tax(self, case_type, company, since, order_ids):
        suspects = []
        rows = self._query(_TAX, company, since, order_ids)
        known = self._get_known_taxes(rows)
        for order_id, line_id, billed_id, quantity in rows:
            values = {
                "order_line_id": line_id,
                "invoice_line_id": billed_id,
                "expected_quantity": quantity,
                "actual_quantity": quantity,
            }
            amount = self._get_claimed(case_type, order_id, values, known[billed_id])
            suspects.append(Suspect(order_id, f"invoice line:{billed_id}", amount, lines=[values]))
        return suspects

    @api.model
    def _get_known_taxes(self, rows):
        """Return ``{invoice line id: what is left of it, its taxes}``; read all at once what the
        claims of these ``rows`` look at.
        """
        billed = self.env["account.move.line"].browse(row[2] for row in rows)
        sold = self.env["sale.order.line"].browse(row[1] for row in rows)
        for read in (billed.move_id, billed.product_id, sold.tax_ids, sold.order_id):
            read.mapped("company_id")
        known = self.env["order.resolution.correct_tax"]._get_known(billed)
        return {line.id: known[line] for line in billed}

    @api.model
    def _get_claimed(self, case_type, order_id, values, known):
        """Return what a claim with a line of these ``values`` would claim."""
        case = self.env["order.case"].new(
            {
                "order_id": order_id,
                "type_id": case_type.id,
                "line_ids": [Command.create(values)],
            }
        )
        return case.line_ids._get_tax_difference(known)
