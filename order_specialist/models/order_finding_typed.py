from odoo import api, fields, models

#: Lines where an unusual quantity was typed and another one saved.
_TYPED = """
SELECT id, typed_quantity FROM sale_order_line WHERE order_id IN %s AND typed_quantity > 0
"""


class OrderFinding(models.Model):
    """A quantity that was corrected while it was typed is kept as an issue that was fixed."""

    _inherit = "order.finding"

    @api.model
    def _store(self, facts, blockers):
        super()._store(facts, blockers)
        companies = {order.company_id for order in facts.orders}
        checks = self.env["order.check"]
        for company_id in companies:
            checks |= checks._get_quantity_checks(company_id)
        if checks:
            self._keep_corrected(facts, checks)

    @api.model
    def _keep_corrected(self, facts, checks):
        """Add what ``checks`` would have found on the quantities as they were typed, once."""
        typed = dict(facts.execute(_TYPED, facts.order_ids))
        if not typed:
            return
        lines = [
            line._replace(quantity=typed[line.id] / line.unit_factor)
            for line in facts.lines
            if line.id in typed and abs(line.quantity * line.unit_factor - typed[line.id]) > 1e-6
        ]
        known = {
            (finding.check_id.id, finding.line_ref, finding.key)
            for finding in self.search([("line_ref", "in", [line.id for line in lines])])
        }
        covered = checks._get_covered(facts)
        self.create(
            [
                self._prepare_corrected(facts, finding)
                for finding in checks._find_unusual(facts, lines)
                if finding.order_id in covered[finding.check.checklist_id.id]
                and (finding.check.id, finding.line_id, finding.key) not in known
            ]
        )

    @api.model
    def _prepare_corrected(self, facts, finding):
        now = fields.Datetime.now()
        return {
            "order_id": finding.order_id,
            "line_id": finding.line_id,
            "line_ref": finding.line_id,
            "company_id": facts.by_id[finding.order_id].company_id,
            "check_id": finding.check.id,
            "gate": finding.check.gate,
            "severity": finding.severity or finding.check.severity,
            "key": finding.key,
            "expected": finding.expected,
            "actual": finding.actual,
            "amount": finding.amount,
            "first_seen_on": now,
            "resolved_on": now,
            "resolved_by_id": self.env.uid,
            "outcome": "fixed",
        }
