from odoo import api, fields, models

from ..tools.finding import Finding


class OrderCheck(models.Model):
    """We deliver to the customer: neither he nor his company is blocked."""

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("customer_blocked", "Customer is not blocked")],
        ondelete={"customer_blocked": "cascade"},
    )

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "customer_blocked": self.env._(
                "Finds orders of customers, or contacts of theirs, whose orders are "
                "blocked; Odoo's warnings about customers are shown. "
                "Ask whoever blocked him."
            ),
        }

    def _find_customer_blocked(self, facts):
        """Odoo's own warnings about the customer are shown, where they are switched on."""
        customers = facts["customers"]
        shows = self.env["res.groups"]._is_feature_enabled("sale.group_warning_sale")
        return [
            finding
            for order in facts.orders
            for customer in [customers[order.id]]
            if customer.blocked_id or (shows and customer.warning)
            for check in self
            for finding in self._prepare_blocked(check, order, customer, shows)
        ]

    def _prepare_blocked(self, check, order, customer, shows):
        if customer.blocked_id:
            yield Finding(
                check,
                order.id,
                key=f"blocked:{customer.blocked_id}",
                actual=customer.blocked_reason or "",
                amount=order.amount_total / order.currency_rate,
            )
        if shows and customer.warning:
            yield Finding(
                check,
                order.id,
                key=f"warning:{order.partner_id}",
                actual=customer.warning,
                severity="info",
            )

    def _describe_customer_blocked(self, finding):
        if finding.key.startswith("warning:"):
            return self.env._("Warning about the customer: %s", finding.actual)
        if finding.actual:
            return self.env._("The customer is blocked: %s", finding.actual)
        return self.env._("The customer is blocked.")
