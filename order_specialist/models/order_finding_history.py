import json

from odoo import api, fields, models

#: What of an issue may become different without its being another one.
FOLLOWED = ("gate", "severity", "expected", "actual", "amount", "is_blocking")


class OrderFinding(models.Model):
    """What was first found, and all that became of it: nothing is overwritten without trace."""

    _inherit = "order.finding"

    first_expected = fields.Json(string="First Expected Value", readonly=True)
    first_amount = fields.Monetary(
        string="First at Stake", readonly=True, help="Money at stake when it was first seen."
    )
    first_severity = fields.Selection(
        [("info", "Show only"), ("override", "Stops"), ("block", "Stops until fixed")],
        readonly=True,
    )
    first_expected_text = fields.Char(string="First Expected", compute="_compute_first_text")
    has_stopped = fields.Boolean(
        readonly=True, help="Whether it ever stopped the order at its gate."
    )
    open_hours = fields.Float(
        string="Open (Hours)",
        compute="_compute_open_hours",
        store=True,
        precompute=True,
        aggregator="avg",
        help="How long it took until it was found no more, in hours of the calendar.",
    )
    stake = fields.Monetary(
        string="Money at Stake",
        compute="_compute_stake",
        store=True,
        precompute=True,
        help="The amount at stake without its sign: what costs us and what costs the customer.",
    )
    is_before_confirm = fields.Boolean(
        string="Solved before the Confirmation",
        readonly=True,
        help="Whether the order was a quotation still when the issue went.",
    )
    event_ids = fields.One2many("order.finding.event", "finding_id", "History", readonly=True)

    @api.depends("first_seen_on", "resolved_on")
    def _compute_open_hours(self):
        for finding in self:
            seconds = 0.0
            if finding.resolved_on and finding.first_seen_on:
                seconds = (finding.resolved_on - finding.first_seen_on).total_seconds()
            finding.open_hours = max(seconds, 0.0) / 3600

    @api.depends("amount")
    def _compute_stake(self):
        for finding in self:
            finding.stake = abs(finding.amount)

    @api.depends_context("lang")
    def _compute_first_text(self):
        for finding in self:
            finding.first_expected_text = finding._say(expected=finding.first_expected)[0]

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._add_first_values(vals) for vals in vals_list])

    @api.model
    def _add_first_values(self, vals):
        return {
            **vals,
            "first_expected": vals.get("expected"),
            "first_amount": vals.get("amount"),
            "first_severity": vals.get("severity"),
            "has_stopped": vals.get("is_blocking"),
        }

    def _refresh(self, blocker):
        """Follow what changes without being another finding (stock, rates, the gate it closes).

        :returns: values of the events that say what it was before
        """
        finding = blocker.finding
        now = {
            "gate": blocker.gate,
            "severity": blocker.severity,
            "expected": _as_json(finding.expected),
            "actual": _as_json(finding.actual),
            "amount": self.currency_id.round(finding.amount),
            "is_blocking": blocker.stops,
        }
        changed = {name: value for name, value in now.items() if self[name] != value}
        if not changed:
            return []
        events = [self._prepare_change_values(name, value) for name, value in changed.items()]
        if blocker.stops and not self.has_stopped:
            changed["has_stopped"] = True
        self.write(changed)
        return events

    def _prepare_change_values(self, name, value):
        return {
            "finding_id": self.id,
            "company_id": self.company_id.id,
            "user_id": self.env.uid,
            "kind": "changed",
            "name": name,
            "before": self[name],
            "after": value,
        }

    def _note_fix(self, before, after, was_open=True):
        """Keep a repair as the user's own action (as superuser): who, when, what it changed."""
        for finding in self:
            events = self.env["order.finding.event"]
            events.create(events._prepare_fix_values(finding, before, after))
            if was_open and finding.resolved_on:
                finding.write({"outcome": "fixed", "resolved_by_id": self.env.uid})


def _as_json(value):
    """Return ``value`` as the database gives it back: a tuple is a list there."""
    return json.loads(json.dumps(value))
