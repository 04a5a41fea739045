from odoo import fields, models

from ..tools.offer import get_offer, is_bound


class OrderVerification(models.Model):
    """What was offered when the quotation was sent, and what the checks said of it then."""

    _inherit = "order.verification"

    offered = fields.Json(
        help="The quotation as it was last sent: {on, by, until, terms, order, lines, "
        "checks: those that were asked, open: [check, line] of those that let something not pass}."
    )
    offered_before = fields.Json(help="What was sent before that, oldest first.")

    def _keep_offers(self, orders):
        """Keep what ``orders`` say and what the checks let pass, at the moment of sending."""
        facts = self.env["order.gate"]._get_facts(orders)
        checks = self.env["order.check"]._get_asked(facts)
        evaluation = checks._find(facts)
        overrides = self.env["order.override"]._get_valid(facts) if evaluation.findings else []
        findings = [
            finding
            for finding in evaluation.findings
            if (finding.severity or finding.check.severity) != "info"
            and not any(override._covers(finding) for override in overrides)
        ]
        known = {v.order_id.id: v for v in self.search([("order_id", "in", orders.ids)])}
        for order in facts.orders:
            mine = [finding for finding in findings if finding.order_id == order.id]
            offer = self._prepare_offer(facts, order, mine)
            offer["checks"] = [
                check.id
                for check in checks - self.env["order.check"].union(*evaluation.errors)
                if order.id in evaluation.covered[check.checklist_id.id]
            ]
            verification = known.get(order.id)
            if not verification:
                values = {"order_id": order.id, "company_id": order.company_id, "offered": offer}
                self.create(values)
                continue
            if verification.offered:
                before = verification.offered_before or []
                verification.offered_before = [*before, verification.offered]
            verification.offered = offer

    def _prepare_offer(self, facts, order, findings):
        """Return the offer of one order.

        What passes only because it was offered before stays bound no longer than it was then.
        """
        today = fields.Date.today()
        bound = [finding for finding in findings if is_bound(facts, finding, today)]
        untils = [str(order.validity_date)] if order.validity_date else []
        if bound and order.offered["until"]:
            untils.append(order.offered["until"])
        return {
            **get_offer(facts, order.id),
            "on": str(fields.Datetime.now()),
            "by": self.env.uid,
            "until": min(untils, default=None),
            "open": [
                [finding.check.id, finding.line_id or 0]
                for finding in findings
                if finding not in bound
            ],
        }
