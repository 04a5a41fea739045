from collections import defaultdict

from odoo import api, models
from odoo.tools import ormcache

from ..tools.blocker import SEVERITIES


class OrderCheck(models.Model):
    """Checklists add up: the same rule with the same settings at the same gate counts once.

    Of checks that are the same the strictest speaks: one that enforces before one that observes,
    then by severity, four eyes, and the group with the most rights.
    """

    _inherit = "order.check"

    @ormcache("self._ids")
    def _get_same(self):
        """Return ``{check id: id that stands for all that are the same}``; empty for most desks."""
        same = defaultdict(list)
        for check in self.sudo().filtered(lambda check: check.method == "machine"):
            same[check._get_signature()].append(check.id)
        return {
            check_id: min(check_ids)
            for check_ids in same.values()
            if len(check_ids) > 1
            for check_id in check_ids
        }

    def _get_signature(self):
        """Return what makes two checks the same: rule, gate and the settings of the rule."""
        self.ensure_one()
        names = self._get_parameters().get(self.kind, ())
        values = [self[name] for name in names]
        return (
            self.kind,
            self.gate,
            *(value._ids if isinstance(value, models.BaseModel) else value for value in values),
        )

    def _keep_strictest(self, facts, findings):
        """Return ``findings`` without those that a stricter check makes too."""
        same = self._get_same()
        if not same:
            return findings
        kept = {}
        for place, finding in enumerate(findings):
            check_id, *subject = finding.identity
            identity = (same.get(check_id, check_id), *subject)
            # of two that are equally strict the older one, so that what was overridden stays so
            rank = (*self._get_strictness(facts, finding), -check_id)
            if identity not in kept or kept[identity][0] < rank:
                kept[identity] = (rank, place)
        return [findings[place] for place in sorted(place for _rank, place in kept.values())]

    @api.model
    def _get_strictness(self, facts, finding):
        check = finding.check
        severity = finding.severity or check.severity
        return (
            severity != "info" and self._is_enforced(facts, check, finding.order_id),
            -SEVERITIES.index(severity),
            check.four_eyes,
            len(check.override_group_id.all_implied_ids),
        )
