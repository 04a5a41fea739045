"""What the payers of a batch owe, and their limits: one query for all rules about credit."""

from typing import NamedTuple

from odoo import api, fields, models

from ..tools.statement import Statement

_RECEIVABLE = Statement(
    """
WITH payer AS (
    SELECT o.id, o.company_id, coalesce(p.commercial_partner_id, p.id) AS partner_id
      FROM sale_order o
      JOIN res_partner p ON p.id = coalesce(o.partner_invoice_id, o.partner_id)
     WHERE o.id = ANY (%(orders)s)
), item AS (
    SELECT a.company_id, a.partner_id, b.amount_residual, b.move_id, b.date_maturity,
           b.company_id = a.company_id AND m.move_type IN ('out_invoice', 'out_receipt')
               AND b.date_maturity < %(today)s AS is_due
      FROM (SELECT DISTINCT company_id, partner_id FROM payer) a
      JOIN res_company c ON c.id = a.company_id
      JOIN res_company f
        ON split_part(f.parent_path, '/', 1) = split_part(c.parent_path, '/', 1)
      JOIN account_move_line b ON b.partner_id = a.partner_id AND b.company_id = f.id
       AND b.parent_state = 'posted' AND b.reconciled IS NOT TRUE
      JOIN account_account n ON n.id = b.account_id AND n.account_type = 'asset_receivable'
      JOIN account_move m ON m.id = b.move_id
), owed AS (
    SELECT company_id, partner_id, sum(amount_residual) AS amount,
           jsonb_agg(jsonb_build_array(date_maturity, amount_residual, move_id))
               FILTER (WHERE is_due) AS due
      FROM item
     GROUP BY company_id, partner_id
)
SELECT payer.id, payer.company_id, payer.partner_id, coalesce(c.account_use_credit_limit, false),
       (p.credit_limit ->> payer.company_id::text)::float8, coalesce(owed.amount, 0), owed.due
  FROM payer
  JOIN res_company c ON c.id = payer.company_id
  JOIN res_partner p ON p.id = payer.partner_id
  LEFT JOIN owed
    ON owed.company_id = payer.company_id AND owed.partner_id = payer.partner_id
""",
    orders="int[]",
    today="date",
)


class Receivable(NamedTuple):
    """What one payer owes one company: his ``limit`` (0: none), ``owed`` by posted invoices less
    what he paid in advance, and ``due``: [day, amount, invoice id] of what is overdue."""

    company_id: int
    partner_id: int
    limit: float
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
        today = fields.Date.context_today(self)
        found = {}
        for order_id, company_id, partner_id, uses, limit, owed, due in facts.fetch(
            _RECEIVABLE, today=today
        ):
            if limit is None and uses:
                limit = self._get_default_limit(company_id)
            found[order_id] = Receivable(
                company_id,
                partner_id,
                (limit or 0.0) if uses else 0.0,
                float(owed),
                tuple((fields.Date.to_date(day), amount, move) for day, amount, move in due or ()),
            )
        return found

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
