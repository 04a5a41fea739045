import time
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.facts import QuotationFacts

#: How many orders a trial takes at most, and how many examples it tells of each check.
MOST_ORDERS = 5000
EXAMPLES = 3

#: Of these orders those that ended well as they were: shipped and billed whole, nothing changed
#: after the confirmation, no claim, no credit note.
_UNDISPUTED = """
SELECT o.id FROM sale_order o
 WHERE o.id IN %s AND o.state = 'sale' AND o.invoice_status = 'invoiced'
   AND coalesce(o.delivery_status, 'full') = 'full'
   AND NOT EXISTS (SELECT FROM order_case c WHERE c.order_id = o.id AND c.state != 'cancelled')
   AND NOT EXISTS (SELECT FROM order_change h WHERE h.order_id = o.id)
   AND NOT EXISTS (
       SELECT FROM sale_order_line l
         LEFT JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
         LEFT JOIN account_move_line b ON b.id = r.invoice_line_id
         LEFT JOIN account_move m ON m.id = b.move_id
        WHERE l.order_id = o.id
          AND (l.cancelled_qty > 0 OR m.move_type = 'out_refund' AND m.state != 'cancel'))
"""


class OrderChecklist(models.Model):
    """Try it: what a checklist would have stopped among the last orders. Nothing is kept."""

    _inherit = "order.checklist"

    def try_it(self, count=200):
        """Ask the checks of the last ``count`` orders, as if each were still a quotation.

        One evaluation for all of them; nothing is written. What the world says (stock, credit) is
        that of today, all else is of the order's own moment.

        :returns: a dict for the screen: figures of all orders, and in ``checks`` those of each
        :raises AccessError: for whoever does not configure the desk
        """
        self.ensure_one()
        self._check_administrator()
        start = time.monotonic()
        orders = self._get_last_orders(count)
        facts = QuotationFacts(self.env, orders.ids)
        errors = {}
        checks = self.sudo().check_ids
        found = defaultdict(list)
        for finding in checks._keep_strictest(facts, checks._run_rules(facts, errors)):
            found[finding.check].append(finding)
        result = self._sum_up(found, checks, errors)
        days = [order.date_order for order in facts.orders if order.date_order]
        return {
            **result,
            "orders": len(facts.orders),
            "since": days and min(days).date().isoformat(),
            "currency_id": (self.company_id or self.env.company).currency_id.id,
            "seconds": time.monotonic() - start,
        }

    def _check_administrator(self):
        group = "order_specialist.group_administrator"
        if not self.env.su and not self.env.user.has_group(group):
            raise AccessError(self.env._("Only administrators of the order desk do this."))

    def _get_last_orders(self, count):
        """Return the last ``count`` orders of the company that the checklist is for, any state."""
        company = self.company_id or self.env.company
        orders = self.env["sale.order"].with_context(active_test=False)
        domain = self._get_domain() & Domain("company_id", "=", company.id)
        return orders.search(domain, limit=min(max(int(count), 1), MOST_ORDERS))

    @api.model
    def _sum_up(self, found, checks, errors=()):
        """Return the figures of a trial.

        :param found: ``{check: list of findings}``
        """
        stopping = {
            check: [f for f in findings if (f.severity or check.severity) != "info"]
            for check, findings in found.items()
        }
        stopped = {f.order_id for findings in stopping.values() for f in findings}
        undisputed = self._get_undisputed(stopped)
        examples = self._get_examples(found, stopping)
        return {
            "stopped": len(stopped),
            "false_alarms": len(undisputed),
            "amount": sum(abs(f.amount) for findings in stopping.values() for f in findings),
            "ticks": len(checks.filtered(lambda check: check.method != "machine")),
            "checks": [
                {
                    "id": check.id,
                    "name": check.name,
                    "severity": check.severity,
                    "error": check in errors,
                    **self._sum_up_one(found[check], stopping.get(check, []), undisputed),
                    "examples": examples.get(check, []),
                }
                for check in checks.filtered(lambda check: check.method == "machine")
            ],
        }

    @api.model
    def _sum_up_one(self, findings, stopping, undisputed):
        shown = list(dict.fromkeys(f.order_id for f in findings))
        stopped = list(dict.fromkeys(f.order_id for f in stopping))
        return {
            "shown": len(set(shown) - set(stopped)),
            "stopped": len(stopped),
            "false_alarms": len(undisputed.intersection(stopped)),
            "amount": sum(abs(f.amount) for f in stopping),
            "order_ids": stopped or shown,
        }

    @api.model
    def _get_undisputed(self, order_ids):
        """Return those of ``order_ids`` that went on as they were and ended well, as a set."""
        if not order_ids:
            return set()
        self.env.flush_all()
        return {row[0] for row in self.env.execute_query(SQL(_UNDISPUTED, tuple(order_ids)))}

    @api.model
    def _get_examples(self, found, stopping):
        """Return ``{check: [{id, name, message}]}``: the findings with most at stake, in words."""
        chosen = {
            check: sorted(stopping[check] or findings, key=lambda f: -abs(f.amount))[:EXAMPLES]
            for check, findings in found.items()
        }
        findings = [finding for some in chosen.values() for finding in some]
        line_ids = {f.told_line_id for f in findings} - {False}
        orders = self.env["sale.order"].sudo().browse({f.order_id for f in findings})
        names = {order.id: order.name for order in orders}
        return {
            check: [
                {
                    "id": finding.order_id,
                    "name": names[finding.order_id],
                    "message": check.with_env(self.env)._describe(finding, line_ids),
                }
                for finding in some
            ]
            for check, some in chosen.items()
        }
