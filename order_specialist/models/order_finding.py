from odoo import api, fields, models

from ..tools.finding import Finding
from ..tools.gates import GATE_SELECTION


class OrderFinding(models.Model):
    """One thing that a rule found wrong, kept from the day it was seen to the day it went."""

    _name = "order.finding"
    _description = "Issue"
    _inherit = ["order.record.mixin", "order.waiting.mixin"]
    _order = "is_open desc, is_blocking desc, id desc"
    _rec_name = "message"

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    line_id = fields.Many2one("sale.order.line", index="btree_not_null", ondelete="set null")
    line_ref = fields.Integer(help="Id of the line, kept when the line is removed.")
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    check_id = fields.Many2one("order.check", required=True, index=True, ondelete="cascade")
    gate = fields.Selection(GATE_SELECTION, required=True)
    severity = fields.Selection(
        [("info", "Show only"), ("override", "Stops"), ("block", "Stops until fixed")],
        required=True,
    )
    key = fields.Char(required=True, help="What the order says; an override covers this.")
    expected = fields.Json(string="Expected Value")
    actual = fields.Json(string="Found Value")
    amount = fields.Monetary(string="At Stake", help="Money at stake, in company currency.")
    is_blocking = fields.Boolean(string="Stops", help="Whether it stops the order at its gate now.")
    is_open = fields.Boolean(
        compute="_compute_is_open",
        store=True,
        precompute=True,
        help="Whether it is still found on the order.",
    )
    first_seen_on = fields.Datetime(required=True, default=fields.Datetime.now)
    resolved_on = fields.Datetime(help="When it was found no more, or overridden.")
    resolved_by_id = fields.Many2one("res.users", ondelete="restrict")
    outcome = fields.Selection(
        [
            ("fixed", "Fixed"),
            ("overridden", "Overridden"),
            ("gone", "Gone by itself"),
            ("passed", "Went on with it"),
        ],
        help="Fixed: somebody changed the order. Gone by itself: the world changed. "
        "Went on with it: it stopped nothing, and the order passed its gate.",
    )
    override_id = fields.Many2one("order.override", ondelete="set null")
    message = fields.Char(string="Issue", compute="_compute_message")
    expected_text = fields.Char(string="Expected", compute="_compute_texts")
    actual_text = fields.Char(string="Found", compute="_compute_texts")

    _open_idx = models.Index("(order_id) WHERE is_open")
    _open_uniq = models.UniqueIndex(
        "(order_id, check_id, coalesce(line_ref, 0), key) WHERE is_open",
        "This issue is already noted on the order.",
    )

    @api.depends("resolved_on")
    def _compute_is_open(self):
        for finding in self:
            finding.is_open = not finding.resolved_on

    @api.depends_context("lang")
    def _compute_message(self):
        values = {finding: finding.sudo()._as_value() for finding in self}
        line_ids = {value.told_line_id for value in values.values()} - {False}
        for finding, value in values.items():
            finding.message = finding.check_id.sudo()._describe(value, line_ids)

    def _get_message(self):
        return self.message

    @api.depends_context("lang")
    def _compute_texts(self):
        for finding in self:
            finding.expected_text, finding.actual_text = finding._say()

    def _say(self, **values):
        """Return what was expected and found in words, with other ``values`` of the finding."""
        return self.check_id.sudo()._say(self.sudo()._as_value()._replace(**values))

    def _as_value(self):
        """Return the record as the plain value that rules and overrides speak of."""
        return Finding(
            check=self.check_id,
            order_id=self.order_id.id,
            line_id=self.line_ref or False,
            key=self.key,
            expected=self.expected,
            actual=self.actual,
            amount=self.amount,
            severity=self.severity,
        )
