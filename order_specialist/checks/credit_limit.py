from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import formatLang

from ..tools.due import Account
from ..tools.finding import Finding


class OrderCheck(models.Model):
    """The credit of the paying company covers the order, with all that is not invoiced yet.

    An override covers the order up to the total that it had; what others order or pay later does
    not undo it. Where a type of hold does the same at this gate, the hold speaks, not the check.
    """

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("credit_limit", "Credit limit covers it")],
        ondelete={"credit_limit": "cascade"},
    )

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "credit_limit": self.env._(
                "Finds orders that the paying company has no credit for, with open "
                "invoices and all orders that are not invoiced. "
                "Ask for a payment, or let the credit controller decide."
            ),
        }

    @api.model
    def _load_credit_rows(self, facts):
        """Return ``Account`` values of the payers with a limit; what they ordered in one query.

        Orders of one customer that are passing a gate wait for each other, as holds do.
        """
        payers = {
            (payer.company_id, payer.partner_id): payer
            for payer in facts["receivable"].values()
            if payer.limit > 0
        }
        if not payers:
            return []
        exposure = self.env["order.exposure"]
        partner_ids = {partner_id for _company, partner_id in payers}
        if facts.entering in ("confirm", "handoff"):
            exposure._lock(partner_ids)
        orders = defaultdict(list)
        for row in exposure._get_exposures(partner_ids, facts.order_ids):
            orders[row.company_id, row.partner_id].append(row)
        return [
            Account(*key, payer.limit, payer.rounding, payer.owed, orders[key])
            for key, payer in payers.items()
        ]

    def _find_credit_limit(self, facts):
        checks = self.filtered(lambda check: not check._leaves_to_hold("over_limit"))
        if not checks:
            return []
        exposure = self.env["order.exposure"]
        return [
            Finding(
                check,
                order_id,
                key=f"credit:{facts.by_id[order_id].amount_total:.2f}",
                actual=[facts.by_id[order_id].amount_total],
                amount=figures["order"],
                figures={**figures, "company_id": account.company_id},
            )
            for account in facts["credit_rows"]
            for order_id, figures in exposure._spend(facts, account, (), self._get_given(account))
            # what has left the house is given
            if not facts.has_passed(facts.by_id[order_id], "ship")
            for check in checks
        ]

    @api.model
    def _get_given(self, account):
        """Return the orders that have their credit, whoever gave it: they are released."""
        return {row.order_id for row in account.orders if row.is_confirmed and not row.is_waiting}

    def _get_detail_credit_limit(self, finding):
        """Return the figures, for those who may see what a customer owes."""
        if not self.env["order.hold"]._may_see_figures():
            return ""
        company = self.env["res.company"].sudo().browse(finding.figures["company_id"])
        values = {
            name: formatLang(self.env, finding.figures[name], currency_obj=company.currency_id)
            for name in ("limit", "invoices", "orders", "order", "over")
        }
        return self.env._(
            "Over by %(over)s: limit %(limit)s, open invoices %(invoices)s, orders not invoiced "
            "%(orders)s, this order %(order)s.",
            **values,
        )

    def _describe_credit_limit(self, finding):
        return self.env._("The customer's credit limit does not cover this order.")
