from odoo import api, fields, models

from ..tools.fingerprint import get_digest


class OrderFinding(models.Model):
    """Keeping findings: what is new is added, what is gone is resolved, the rest is followed."""

    _inherit = "order.finding"

    @api.model
    def _store(self, facts, blockers):
        """Bring the stored findings of the batch in line with ``blockers`` (as superuser)."""
        found = {
            blocker.finding.identity: blocker for blocker in blockers if blocker.kind == "check"
        }
        stored = self.search([("order_id", "in", facts.order_ids), ("resolved_on", "=", False)])
        known = {finding._as_value().identity: finding for finding in stored}
        self.create(
            [
                self._prepare_values(facts, blocker)
                for identity, blocker in found.items()
                if identity not in known
            ]
        )
        events = []
        for identity, finding in known.items():
            if identity in found:
                events += finding._refresh(found[identity])
        if events:
            self.env["order.finding.event"].create(events)
        gone = stored.filtered(lambda finding: finding._as_value().identity not in found)
        gone._resolve(facts)

    @api.model
    def _prepare_values(self, facts, blocker):
        finding = blocker.finding
        return {
            "order_id": finding.order_id,
            "line_id": finding.line_id,
            "line_ref": finding.line_id,
            "company_id": facts.by_id[finding.order_id].company_id,
            "check_id": finding.check.id,
            "gate": blocker.gate,
            "severity": blocker.severity,
            "key": finding.key or "-",
            "expected": finding.expected,
            "actual": finding.actual,
            "amount": finding.amount,
            "is_blocking": blocker.stops,
        }

    def _resolve(self, facts):
        """Note that the findings are found no more, and why."""
        if not self:
            return
        now = fields.Datetime.now()
        overrides = self.env["order.override"]._get_valid(facts)
        digests = {v.order_id.id: v.digest for v in self.order_id.verification_ids}
        for finding in self:
            value = finding._as_value()
            order_id = finding.order_id.id
            is_past = value.identity in facts.past
            is_changed = digests.get(order_id) != get_digest(facts, order_id)
            override = overrides.filtered(lambda o, value=value: o._covers(value))[:1]
            finding.write(
                {
                    "resolved_on": now,
                    "resolved_by_id": (override.user_id or self.env.user).id,
                    "override_id": override.id,
                    "outcome": finding._get_outcome(override, is_past, is_changed),
                    "is_blocking": False,
                    "is_before_confirm": facts.by_id[order_id].state in ("draft", "sent"),
                    "waiting_on": False,
                }
            )

    def _get_outcome(self, override, is_past, is_changed):
        """Passed if the rule still finds it behind its gate; fixed if what the order says has
        changed since the last scan; else gone by itself."""
        if override:
            return "overridden"
        if is_past:
            return "passed"
        return "fixed" if is_changed else "gone"
