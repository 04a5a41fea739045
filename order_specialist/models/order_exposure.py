from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL, float_compare

from ..tools.due import Account, Due, Exposure
from ..tools.statement import FEW, Statement

#: Orders of the payers, and what is not invoiced of each: what was ordered and not closed short,
#: or was shipped beyond it, less what is on posted invoices. (Odoo's own figure counts goods that
#: are invoiced on delivery only once they have left: too late for a limit.)
_EXPOSURE = """
WITH payer AS MATERIALIZED (
    SELECT o.id, o.company_id, coalesce(p.commercial_partner_id, p.id) AS partner_id, o.state,
           coalesce(o.confirmed_on, o.date_order) AS since, coalesce(o.currency_rate, 1) AS rate,
           coalesce(o.handoff_state = 'to_release', false) AS is_waiting
      FROM res_partner p
      JOIN sale_order o ON o.partner_invoice_id = p.id
     WHERE (p.commercial_partner_id IN %(partners)s OR p.id IN %(partners)s)
       AND coalesce(p.commercial_partner_id, p.id) IN %(partners)s
       AND (o.state = 'sale' OR o.id = ANY (%(asked)s))
       AND (o.invoice_status IS DISTINCT FROM 'invoiced' OR o.id = ANY (ARRAY(
            -- Odoo counts a draft as invoiced
            SELECT (SELECT order_id FROM sale_order_line WHERE id = r.order_line_id)
              FROM account_move_line b
              JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = b.id
             WHERE b.move_id = ANY (ARRAY(
                   SELECT id FROM account_move
                    WHERE state = 'draft' AND commercial_partner_id IN %(partners)s)))))
)
SELECT o.id, o.company_id, o.partner_id, o.state = 'sale', o.is_waiting, o.since,
       greatest(sum(
           CASE WHEN l.is_downpayment THEN -coalesce(b.total, 0)
                WHEN coalesce(l.product_uom_qty, 0) = 0 THEN 0
                -- nothing has happened to most lines yet: all of it
                WHEN b.quantity IS NULL AND coalesce(l.cancelled_qty, 0) = 0
                     AND coalesce(l.credited_qty, 0) = 0 AND l.product_uom_qty > 0
                     AND coalesce(l.qty_delivered, 0) <= l.product_uom_qty THEN l.price_total
                ELSE l.price_total / l.product_uom_qty * greatest(
                    greatest(l.product_uom_qty - coalesce(l.cancelled_qty, 0),
                             coalesce(l.qty_delivered, 0))
                    - coalesce(b.quantity, 0) / coalesce((
                          SELECT nullif(factor, 0) FROM uom_uom WHERE id = l.product_uom_id), 1)
                    - coalesce(l.credited_qty, 0), 0) END
       ), 0) / o.rate
  FROM payer o
  JOIN sale_order_line l ON l.order_id = o.id AND l.display_type IS NULL
  LEFT JOIN LATERAL (
       -- what is on posted invoices of it, in the reference unit
       SELECT sum(m.sign * i.quantity
                  * coalesce((SELECT factor FROM uom_uom WHERE id = i.product_uom_id), 1)
              ) AS quantity,
              sum(m.sign * i.price_total) AS total
         FROM sale_order_line_invoice_rel r
         JOIN account_move_line i ON i.id = r.invoice_line_id
        CROSS JOIN LATERAL (
              SELECT CASE WHEN move_type = 'out_refund' THEN -1 ELSE 1 END AS sign
                FROM account_move WHERE id = i.move_id AND state = 'posted') m
        WHERE r.order_line_id = l.id) b ON true
 GROUP BY o.id, o.company_id, o.partner_id, o.state, o.is_waiting, o.since, o.rate
"""

_EXPOSURE_OF = Statement(
    _EXPOSURE.replace("IN %(partners)s", "= ANY (%(partners)s)"), partners="int[]", asked="int[]"
)

#: What of posted invoices was due before a day, by company and partner.
_OVERDUE = """
SELECT m.company_id, b.partner_id, sum(b.amount_residual), count(DISTINCT m.id),
       min(b.date_maturity)
  FROM account_move_line b
  JOIN account_move m ON m.id = b.move_id
  JOIN account_account a ON a.id = b.account_id
 WHERE b.partner_id IN %(partners)s AND b.company_id IN %(companies)s AND m.state = 'posted'
   AND a.account_type = 'asset_receivable' AND b.reconciled IS NOT TRUE
   AND m.move_type IN ('out_invoice', 'out_receipt') AND b.date_maturity < %(day)s
 GROUP BY m.company_id, b.partner_id
"""


class OrderCredit(models.AbstractModel):
    """What customers owe, on Odoo's own figures: for each company and commercial partner.

    A customer's credit goes to his confirmed orders in the order in which they were confirmed;
    what is held for credit gets some only when the others leave room. So whoever has credit keeps
    it, and orders that are held take none.
    """

    _name = "order.exposure"
    _description = "Credit of Customers"

    @api.model
    def _get_payers(self, facts):
        """Return ``{order id: (company id, commercial partner who pays)}``; one query."""
        rows = facts.execute(
            """SELECT o.id, o.company_id, coalesce(p.commercial_partner_id, p.id)
                 FROM sale_order o
                 JOIN res_partner p ON p.id = coalesce(o.partner_invoice_id, o.partner_id)
                WHERE o.id IN %s""",
            facts.order_ids,
        )
        return {order_id: (company_id, partner_id) for order_id, company_id, partner_id in rows}

    @api.model
    def _get_accounts(self, facts):
        """Return the ``Account`` of each payer with a limit, in companies that use limits."""
        limits = self._get_limited(facts["payers"].values())
        if not limits:
            return []
        if facts.entering in ("confirm", "handoff"):
            self._lock({partner_id for _company, partner_id in limits})
        for partner in limits.values():
            # depends on nothing: what was read before, in this transaction, may be old
            partner.invalidate_recordset(["credit"], flush=False)
        asked = facts.order_ids
        orders = defaultdict(list)
        for row in self._get_exposures({partner_id for _company, partner_id in limits}, asked):
            orders[row.company_id, row.partner_id].append(row)
        return [
            Account(*key, partner.credit_limit, currency.rounding, partner.credit, orders[key])
            for key, partner in limits.items()
            for currency in [self.env["res.company"].browse(key[0]).currency_id]
        ]

    @api.model
    def _get_limited(self, payers):
        """Return ``{(company id, partner id): partner}`` of those who have a limit that counts."""
        by_company = defaultdict(set)
        for company_id, partner_id in payers:
            by_company[company_id].add(partner_id)
        companies = self.env["res.company"].sudo().browse(by_company)
        return {
            (company.id, partner.id): partner
            for company in companies.filtered("account_use_credit_limit")
            for partner in self.env["res.partner"]
            .sudo()
            .with_company(company)
            .browse(by_company[company.id])
            if partner.credit_limit > 0
        }

    @api.model
    def _get_exposures(self, partner_ids, asked=()):
        """Return the ``Exposure`` of the confirmed orders of the payers, and of ``asked``."""
        if not partner_ids:
            return []
        values = {"partners": list(partner_ids), "asked": list(asked)}
        rows = _EXPOSURE_OF.fetch(self.env, values, is_kept=len(asked) <= FEW)
        return list(map(Exposure._make, rows))

    @api.model
    def _query_exposures(self, partners, asked=()):
        return SQL(_EXPOSURE, partners=partners, asked=list(asked))

    @api.model
    def _query_overdue(self, partners, companies, day):
        return SQL(_OVERDUE, partners=partners, companies=companies, day=day)

    @api.model
    def _lock(self, partner_ids):
        """Let one confirmation after the other take credit of a customer, until it is committed.

        The rows are written, not only locked: at REPEATABLE READ this makes whoever began before
        start over and see what the first one took. Always in the same order, so that no two wait
        for each other.
        """
        self.env.execute_query(
            SQL(
                """SELECT id FROM res_partner WHERE id IN %s ORDER BY id FOR NO KEY UPDATE""",
                tuple(partner_ids),
            )
        )
        self.env.cr.execute(
            "UPDATE res_partner SET write_date = write_date WHERE id IN %s", [tuple(partner_ids)]
        )

    @api.model
    def _find_over_limit(self, facts, hold_type):
        """Return a ``Due`` for each order that has no credit left."""
        accounts = facts["credit_accounts"]
        if not accounts:
            return []
        order_ids = [row.order_id for account in accounts for row in account.orders]
        held = self.env["order.hold"]._get_held_ids(order_ids, hold_type)
        accepted = self.env["order.hold"]._get_accepted(order_ids, hold_type)
        return [
            Due(hold_type.id, *over)
            for account in accounts
            for over in self._spend(facts, account, held, accepted)
        ]

    @api.model
    def _spend(self, facts, account, held, accepted):
        """Yield ``(order id, figures)`` of the orders for which the credit does not do."""
        asked = facts.by_id.keys()
        taken = 0.0
        # what asks for credit now comes after what has it, also within one second
        asking = asked if facts.entering else ()
        rows = sorted(
            account.orders,
            key=lambda row: (
                not row.is_confirmed,
                row.order_id in held,
                row.is_waiting or row.order_id in asking,
                row.since,
                row.order_id,
            ),
        )
        for row in rows:
            total = account.invoices + taken + row.amount
            is_over = self._is_over(total, account)
            if is_over and row.amount > 0 and row.order_id in asked:
                figures = {
                    "limit": account.limit,
                    "invoices": account.invoices,
                    "orders": taken,
                    "order": row.amount,
                    "over": total - account.limit,
                }
                yield row.order_id, figures
            # a quotation takes credit only while it is being confirmed
            if (not is_over or row.order_id in accepted) and (row.is_confirmed or facts.entering):
                taken += row.amount

    @api.model
    def _is_over(self, total, account):
        """Return whether it is beyond the limit; nearly all are within it without any rounding."""
        return (
            total > account.limit
            and float_compare(total, account.limit, precision_rounding=account.rounding) > 0
        )

    @api.model
    def _find_overdue(self, facts, hold_type):
        """Return a ``Due`` for each order whose payer has invoices overdue for too long."""
        payers = facts["payers"]
        if not payers:
            return []
        today = facts.today
        companies, partners = zip(*payers.values(), strict=True)
        day = fields.Date.subtract(today, days=hold_type.overdue_days)
        rows = self.env.execute_query(
            self._query_overdue(tuple(set(partners)), tuple(set(companies)), day)
        )
        overdue = {
            (company_id, partner_id): {
                "amount": amount,
                "count": count,
                "days": (today - oldest).days,
            }
            for company_id, partner_id, amount, count, oldest in rows
            if amount > 0
        }
        return [
            Due(hold_type.id, order_id, overdue[payer])
            for order_id, payer in payers.items()
            if payer in overdue
        ]


class OrderCheck(models.Model):
    """The sources of credit, loaded once for a batch of orders."""

    _inherit = "order.check"

    @api.model
    def _load_payers(self, facts):
        return self.env["order.exposure"]._get_payers(facts)

    @api.model
    def _load_credit_accounts(self, facts):
        return self.env["order.exposure"]._get_accounts(facts)

    @api.model
    def _load_due_holds(self, facts):
        return self.env["order.hold"]._find_due(facts)
