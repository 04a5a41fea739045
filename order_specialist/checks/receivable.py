"""What the payers of a batch owe, and their limits: one query for all rules about credit."""

from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models

from ..tools.statement import Statement

#: The payer of each order, and what each of them has open: by company, as one family of companies
#: shares a receivable. One statement of two simple parts: joined, planning is most of its time.
_RECEIVABLE = Statement(
    """
WITH payer AS MATERIALIZED (
    SELECT o.id, o.company_id, coalesce(p.commercial_partner_id, p.id) AS partner_id
      FROM sale_order o
      JOIN res_partner p ON p.id = coalesce(o.partner_invoice_id, o.partner_id)
     WHERE o.id = ANY (%(orders)s)
), owed AS (
    SELECT b.company_id, b.partner_id, sum(b.amount_residual) AS amount,
           jsonb_agg(jsonb_build_array(b.date_maturity, b.amount_residual, b.move_id)) FILTER (
               WHERE b.date_maturity < %(today)s
                 AND (SELECT m.move_type IN ('out_invoice', 'out_receipt')
                        FROM account_move m WHERE m.id = b.move_id)) AS due
      FROM account_move_line b
     WHERE b.partner_id = ANY (ARRAY(SELECT partner_id FROM payer))
       AND b.parent_state = 'posted' AND b.reconciled IS NOT TRUE
       AND (SELECT n.account_type FROM account_account n
             WHERE n.id = b.account_id) = 'asset_receivable'
     GROUP BY b.company_id, b.partner_id
)
SELECT id, company_id, partner_id,
       (SELECT split_part(parent_path, '/', 1) FROM res_company WHERE id = payer.company_id),
       (SELECT account_use_credit_limit FROM res_company WHERE id = payer.company_id),
       (SELECT (credit_limit ->> payer.company_id::text)::float8
          FROM res_partner WHERE id = payer.partner_id),
       (SELECT rounding FROM res_currency WHERE id = (
               SELECT currency_id FROM res_company WHERE id = payer.company_id))::float8,
       0, NULL
  FROM payer
 UNION ALL
SELECT NULL, company_id, partner_id,
       (SELECT split_part(parent_path, '/', 1) FROM res_company WHERE id = owed.company_id),
       NULL, NULL, NULL, amount, due
  FROM owed
""",
    orders="int[]",
    today="date",
)


class Receivable(NamedTuple):
    """What one payer owes one company: his ``limit`` (0: none), the ``rounding`` of its currency,
    ``owed`` by posted invoices less what he paid in advance, and ``due``: [day, amount, invoice id]
    of what is overdue."""

    company_id: int
    partner_id: int
    limit: float
    rounding: float
    owed: float
    due: tuple

    def get_overdue(self, day):
        """Return ``(amount, number of invoices, oldest day)`` of what was due before ``day``."""
        late = [(due, amount, move) for due, amount, move in self.due if due < day]
        amount = sum(amount for _day, amount, _move in late)
        if amount <= 0:
            return 0.0, 0, None
        return amount, len({move for _day, _amount, move in late}), min(late)[0]


class OrderCheck(models.Model):
    _inherit = "order.check"

    @api.model
    def _load_receivable(self, facts):
        """Return ``{order id: Receivable}`` of the companies that pay; on Odoo's own figures."""
        rows = facts.fetch(_RECEIVABLE, today=fields.Date.context_today(self))
        owed, late = self._read_open_items(row for row in rows if row[0] is None)
        found = {}
        for order_id, company_id, partner_id, root, uses, limit, rounding, *_owed in rows:
            if order_id is None:
                continue
            if uses and limit is None:
                limit = self._get_default_limit(company_id)
            found[order_id] = Receivable(
                company_id,
                partner_id,
                limit or 0.0 if uses else 0.0,
                rounding,
                owed.get((root, partner_id), 0.0),
                late.get((company_id, partner_id), ()),
            )
        return found

    @api.model
    def _read_open_items(self, rows):
        """Return what is owed, by family of companies and payer, and what is late, by company."""
        owed, late = defaultdict(float), {}
        for _order_id, company_id, partner_id, root, *_limit, amount, due in rows:
            owed[root, partner_id] += float(amount)
            late[company_id, partner_id] = tuple(
                (fields.Date.to_date(day), residual, move) for day, residual, move in due or ()
            )
        return owed, late

    @api.model
    def _get_default_limit(self, company_id):
        """Return the limit of customers for whom none is set; cached."""
        partners = self.env["res.partner"].with_company(company_id)
        return partners._fields["credit_limit"].get_company_dependent_fallback(partners)

    def _leaves_to_hold(self, trigger):
        """Return whether a type of hold that places itself stops the same at the check's gate."""
        self.ensure_one()
        return any(
            hold_type.automatic
            and hold_type.trigger == trigger
            and self.gate in hold_type._get_gates()
            for hold_type in self.env["order.hold.type"]._get_causing()
        )
