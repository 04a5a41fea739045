from odoo import api, fields, models
from odoo.tools import formatLang

from ..tools.finding import Finding


class OrderCheck(models.Model):
    """The paying company has no invoices that are overdue for too long.

    An override covers the order up to the total that it had, however the debt grows. Where a type
    of hold does the same at this gate, the hold speaks, not the check.
    """

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("overdue_invoices", "Nothing is overdue")],
        ondelete={"overdue_invoices": "cascade"},
    )
    overdue_days = fields.Integer(
        string="Overdue for More Than (days)",
        default=15,
        help="Days after an invoice was due that it may be late.",
    )

    _overdue_days_sign = models.Constraint(
        "CHECK(overdue_days >= 0)", "The days overdue are 0 or more."
    )

    @api.model
    def _get_parameters(self):
        return {**super()._get_parameters(), "overdue_invoices": ("overdue_days",)}

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "overdue_invoices": self.env._(
                "Finds orders whose paying company has invoices overdue for too long. "
                "Ask for the payment, or let the credit controller decide."
            ),
        }

    def _find_overdue_invoices(self, facts):
        today = facts.today
        return [
            Finding(
                check,
                order.id,
                key=f"overdue:{order.amount_total:.2f}",
                actual=[order.amount_total],
                amount=order.amount_total / order.currency_rate,
                figures={
                    "amount": amount,
                    "count": count,
                    "days": (today - oldest).days,
                    "company_id": order.company_id,
                },
            )
            for check in self
            if not check._leaves_to_hold("overdue")
            for day in [fields.Date.subtract(today, days=check.overdue_days)]
            for order in facts.orders
            if not facts.has_passed(order, "ship")
            for amount, count, oldest in [facts["receivable"][order.id].get_overdue(day)]
            if count
        ]

    def _get_detail_overdue_invoices(self, finding):
        """Return the figures, for those who may see what a customer owes."""
        if not self.env["order.hold"]._may_see_figures():
            return ""
        company = self.env["res.company"].sudo().browse(finding.figures["company_id"])
        figures = finding.figures
        return self.env._(
            "%(amount)s of %(count)s invoices, the oldest %(days)s days overdue.",
            amount=formatLang(self.env, figures["amount"], currency_obj=company.currency_id),
            count=figures["count"],
            days=figures["days"],
        )

    def _describe_overdue_invoices(self, finding):
        return self.env._("The customer has overdue invoices.")
