from odoo import api, fields, models

from ..tools.offer import is_bound


class OrderCheck(models.Model):
    """What we offered binds us: what a check let pass when the quotation was sent stays so."""

    _inherit = "order.check"

    asked_afresh = fields.Boolean(
        compute="_compute_asked_afresh",
        store=True,
        readonly=False,
        precompute=True,
        help="Asked at the confirmation whatever the quotation said when it was sent: for credit, "
        "law and availability. Any other check lets pass what it let pass when the quotation was "
        "sent, while that is valid and its lines are unchanged.",
    )

    @api.model
    def _get_kinds_asked_afresh(self):
        """Return the kinds of rules about credit, law and availability; a rule adds its own."""
        return {
            "credit_limit",
            "overdue_invoices",
            "customer_blocked",
            "vat_invalid",
            "tax_mismatch",
            "product_unavailable",
            "stock_short",
            "date_infeasible",
            "route_missing",
            "carrier_missing",
        }

    @api.depends("kind")
    def _compute_asked_afresh(self):
        kinds = self._get_kinds_asked_afresh()
        for check in self:
            check.asked_afresh = check.kind in kinds

    @api.model
    def _soften_offered(self, facts, finding):
        """Return ``finding``; shown only, if it is of what we offered."""
        if is_bound(facts, finding, fields.Date.today()):
            return finding._replace(severity="info")
        return finding
