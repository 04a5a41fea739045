import json

from odoo import api, fields, models
from odoo.tools import SQL

#: Room for the ids of companies in the id of a row: ``partner id * ROOM + company id``.
ROOM = 4096
CONTROLLERS = "order_specialist.group_credit_controller"

_CREDIT = """
WITH company AS (
    SELECT id, currency_id, split_part(parent_path, '/', 1)::integer AS root_id,
           coalesce(account_use_credit_limit, false) AS is_limited,
           coalesce((%(fallback)s::jsonb ->> id::text)::float8, 0) AS fallback
      FROM res_company WHERE id IN %(companies)s
), ordered AS (
    SELECT e.company_id, e.partner_id, sum(e.amount) AS amount
      FROM (%(exposures)s) e(id, company_id, partner_id, is_sold, is_waiting, since, amount)
     GROUP BY e.company_id, e.partner_id
), receivable AS (
    SELECT split_part(c.parent_path, '/', 1)::integer AS root_id, b.company_id, b.partner_id,
           sum(b.amount_residual) AS amount
      FROM account_move_line b
      JOIN account_account a ON a.id = b.account_id AND a.account_type = 'asset_receivable'
      JOIN res_company c ON c.id = b.company_id
     WHERE b.parent_state = 'posted' AND b.reconciled IS NOT TRUE AND b.partner_id IS NOT NULL
     GROUP BY 1, b.company_id, b.partner_id
), owed AS (
    SELECT root_id, partner_id, sum(amount) AS amount FROM receivable GROUP BY root_id, partner_id
), overdue(company_id, partner_id, amount, number, since) AS (%(overdue)s), held AS (
    SELECT o.company_id, coalesce(p.commercial_partner_id, p.id) AS partner_id,
           count(DISTINCT o.id) AS number
      FROM order_hold h
      JOIN sale_order o ON o.id = h.order_id
      JOIN res_partner p ON p.id = coalesce(o.partner_invoice_id, o.partner_id)
     WHERE h.is_active AND o.state != 'cancel' AND h.type_id IN (
               SELECT order_hold_type_id FROM order_hold_type_release_group_rel
                WHERE res_groups_id = %(controllers)s)
     GROUP BY 1, 2
), who AS (
    SELECT company_id, partner_id FROM ordered WHERE amount != 0
     UNION SELECT company_id, partner_id FROM receivable WHERE amount != 0
     UNION SELECT company_id, partner_id FROM held
     UNION SELECT c.id, p.id FROM company c
             JOIN res_partner p ON (p.credit_limit ->> c.id::text)::float8 > 0
            WHERE c.is_limited AND p.commercial_partner_id = p.id
)
SELECT p.id::bigint * %(room)s + c.id AS id, p.id AS partner_id, c.id AS company_id,
       c.currency_id, l.credit_limit, coalesce(w.amount, 0) AS receivable,
       coalesce(o.amount, 0) AS orders, t.exposure,
       CASE WHEN l.credit_limit > 0 THEN greatest(t.exposure - l.credit_limit, 0) ELSE 0 END
           AS over,
       coalesce(v.amount, 0) AS overdue, v.since AS overdue_since,
       coalesce(h.number, 0) AS held_count
  FROM who r
  JOIN company c ON c.id = r.company_id
  JOIN res_partner p ON p.id = r.partner_id
  JOIN LATERAL (SELECT CASE WHEN c.is_limited THEN coalesce(
      (p.credit_limit ->> c.id::text)::float8, c.fallback) ELSE 0 END AS credit_limit) l ON true
  LEFT JOIN ordered o ON o.company_id = c.id AND o.partner_id = p.id
  LEFT JOIN owed w ON w.root_id = c.root_id AND w.partner_id = p.id
  LEFT JOIN overdue v ON v.company_id = c.id AND v.partner_id = p.id AND v.amount > 0
  LEFT JOIN held h ON h.company_id = c.id AND h.partner_id = p.id
  JOIN LATERAL (SELECT coalesce(w.amount, 0) + coalesce(o.amount, 0) AS exposure) t ON true
"""


class OrderCustomerCredit(models.Model):
    """What each customer owes a company, has ordered and may: the credit controller's page.

    A query on the figures that the credit holds are placed on; one row for each company and
    commercial partner who has a limit, owes something, has ordered something or is held.
    """

    _name = "order.customer.credit"
    _description = "Credit Exposure"
    _auto = False
    _order = "over desc, overdue desc, exposure desc, id"
    _rec_name = "partner_id"
    #: what the query reads is written before it is asked
    _depends = {
        "res.partner": ["credit_limit", "commercial_partner_id"],
        "sale.order": ["state", "partner_id", "partner_invoice_id", "invoice_status"],
        "sale.order.line": ["price_total", "product_uom_qty", "qty_delivered", "cancelled_qty"],
        "account.move": ["state"],
        "account.move.line": ["amount_residual", "reconciled", "date_maturity", "parent_state"],
        "order.hold": ["is_active", "type_id"],
    }

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    credit_limit = fields.Monetary(
        readonly=True, help="0: he has none, and is never held for credit."
    )
    receivable = fields.Monetary(
        readonly=True, help="What he owes by posted invoices, less what he paid in advance."
    )
    orders = fields.Monetary(
        string="Not Invoiced",
        readonly=True,
        help="What of his confirmed orders is on no posted invoice yet, taxes included.",
    )
    exposure = fields.Monetary(readonly=True, help="Receivable and not invoiced together.")
    over = fields.Monetary(
        string="Over the Limit", readonly=True, help="By how much the exposure is over the limit."
    )
    overdue = fields.Monetary(readonly=True, help="What of his invoices was due before today.")
    overdue_since = fields.Date(readonly=True, help="When the oldest of them was due.")
    held_count = fields.Integer(
        string="Held Orders",
        readonly=True,
        aggregator="sum",
        help="Orders with a hold that the credit controller releases.",
    )

    @property
    def _table_query(self):
        companies = self.env.companies
        exposure = self.env["order.exposure"]
        everybody = SQL("(SELECT id FROM res_partner)")
        today = fields.Date.context_today(self)
        return SQL(
            _CREDIT,
            companies=companies._ids,
            room=ROOM,
            fallback=self._get_usual_limits(companies),
            controllers=self.env.ref(CONTROLLERS).id,
            exposures=exposure._query_exposures(everybody),
            overdue=exposure._query_overdue(everybody, companies._ids, today),
        )

    @api.model
    def _get_usual_limits(self, companies):
        """Return as JSON the limit of customers who have none of their own, by company."""
        field = self.env["res.partner"]._fields["credit_limit"]
        partners = self.env["res.partner"].sudo()
        values = {
            company.id: field.get_company_dependent_fallback(partners.with_company(company))
            for company in companies
        }
        return json.dumps({key: float(value or 0) for key, value in values.items()})
