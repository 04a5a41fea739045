"""What the customers have paid: books as a company has them, a few invoices overdue on purpose."""

from collections import defaultdict
from datetime import timedelta

from odoo.fields import Command

TERM = "account.account_payment_term_30days"
#: Orders whose number this divides were not paid in time in the last weeks: three of the last 150.
UNPAID = 10
LATE = timedelta(days=45)


def get_term(env):
    """Return the payment term of the customers: 30 days."""
    return env.ref(TERM, raise_if_not_found=False) or env["account.payment.term"]


def settle(data, calendar, orders, mail):
    """Let the customers pay what of ``orders`` ({number: order}) was due before today.

    What is paid, and what is overdue on purpose, is left alone, however often this runs. Customers
    of today's inbox pay in time.
    """
    ordering = {rows[0].customer for rows in mail.values()}
    weeks = defaultdict(list)
    for number, order in sorted(orders.items()):
        may_be_late = number % UNPAID == 0 and data.orders[number].customer not in ordering
        for invoice in find_due(order, calendar.today):
            day = invoice.invoice_date_due
            if not may_be_late or day < calendar.today - LATE:
                weeks[_end_of_week(day, calendar.today)].append(invoice)
    for day, invoices in sorted(weeks.items()):
        _pay(invoices[0].union(*invoices), day)


def find_due(orders, today):
    """Return the posted invoices of ``orders`` that were due before ``today`` and are not paid."""
    return orders.invoice_ids.filtered(
        lambda move: (
            move.state == "posted"
            and move.payment_state in ("not_paid", "partial")
            and move.invoice_date_due < today
        )
    )


def _end_of_week(day, today):
    """Return the Friday after ``day``, on which the transfers of a week come in."""
    return min(day + timedelta(days=(4 - day.weekday()) % 7), today - timedelta(days=1))


def _pay(invoices, day):
    """Enter what came into the bank on ``day``, one line for each customer, and match it."""
    env, company = invoices.env, invoices.company_id
    open_items = invoices.line_ids.filtered(
        lambda item: item.account_type == "asset_receivable" and not item.reconciled
    )
    groups = open_items.grouped(_whose)
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    rows = [
        {
            "partner_id": partner.id,
            "account_id": account.id,
            "credit": sum(items.mapped("amount_residual")),
        }
        for (partner, account), items in groups.items()
    ]
    total = sum(row["credit"] for row in rows)
    bank = {"account_id": journal.default_account_id.id, "debit": company.currency_id.round(total)}
    receipt = env["account.move"].create(
        {
            "journal_id": journal.id,
            "date": day,
            "ref": env._("Customers' payments"),
            "line_ids": [Command.create(row) for row in (*rows, bank)],
        }
    )
    receipt.action_post()
    env["account.move.line"]._reconcile_plan(
        [
            items | receipt.line_ids.filtered(lambda line, key=key: _whose(line) == key)
            for key, items in groups.items()
        ]
    )


def _whose(item):
    return item.partner_id, item.account_id
