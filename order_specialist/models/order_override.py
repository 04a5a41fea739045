from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.finding import is_milder


class OrderOverride(models.Model):
    """Somebody with the right let an issue pass, with reason and note.

    It covers the issue by its key, and anything milder; it ends when the order says something
    worse, never because the world moved. *Release now* passes at once and waits for its review at
    the invoice gate.
    """

    _name = "order.override"
    _description = "Override"
    _inherit = ["order.record.mixin"]
    _order = "id desc"
    _rec_name = "message"

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    line_id = fields.Many2one("sale.order.line", index="btree_not_null", ondelete="set null")
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    check_id = fields.Many2one("order.check", index=True, ondelete="restrict")
    kind = fields.Selection(
        [("override", "Override"), ("release_now", "Release now, review later")],
        default="override",
        required=True,
    )
    key = fields.Char(required=True)
    expected = fields.Json()
    actual = fields.Json()
    amount = fields.Monetary(string="At Stake")
    message = fields.Char(string="Issue", required=True, help="What was let pass, in words.")
    reason_id = fields.Many2one("order.reason", required=True, ondelete="restrict")
    note = fields.Text()
    user_id = fields.Many2one("res.users", string="By", required=True, ondelete="restrict")
    for_user_id = fields.Many2one(
        "res.users", string="For", ondelete="restrict", help="Who had lent him the right."
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    is_valid = fields.Boolean(
        string="In Force", default=True, help="Cleared when the override is withdrawn."
    )

    @api.constrains("reason_id", "note", "kind")
    def _check_note(self):
        for override in self:
            if override.kind == "release_now" and not (override.note or "").strip():
                raise ValidationError(self.env._("Write a note: what makes it urgent?"))

    @api.model
    def _get_valid(self, facts):
        """Return the overrides of the batch that still count; one query."""
        return self.sudo().search([("order_id", "in", facts.order_ids), ("is_valid", "=", True)])

    def _covers(self, finding):
        """Return whether the override lets the plain ``finding`` pass: same thing or milder."""
        self.ensure_one()
        if (self.check_id, self.order_id.id) != (finding.check, finding.order_id):
            return False
        if (self.line_id.id or False) != (finding.line_id or False):
            return False
        if self.key == finding.key:
            return True
        return self.key.rpartition(":")[0] == finding.subject and is_milder(
            finding.actual, self.actual, self.expected
        )

    @api.model
    def _let_pass(self, finding, reason, note, kind="override"):
        """Record that the user lets ``finding`` pass, after checking that he may.

        :param finding: a plain ``Finding`` as the engine returned it
        :raises AccessError: the user's groups do not allow it, or four eyes are due
        :raises UserError: nobody overrides this check, or his budget is used up
        """
        order = self.env["sale.order"].browse(finding.order_id)
        order.check_access("read")
        if not reason or reason.usage != kind:
            raise UserError(self.env._("Give a reason for it."))
        check = finding.check.sudo().with_env(self.env(su=True))
        if check.severity == "block":
            raise UserError(self.env._("Nobody can override this; it has to be fixed."))
        self.env["order.gate"]._lock(order)
        lender = self.env["res.users"]
        if kind == "release_now":
            lender = self._check_release_now(order, check)
        else:
            lender = self._check_right(order, check, finding)
        override = self.sudo().create(
            {
                "order_id": order.id,
                "line_id": finding.line_id,
                "company_id": order.company_id.id,
                "check_id": check.id,
                "kind": kind,
                "key": finding.key,
                "expected": finding.expected,
                "actual": finding.actual,
                "amount": finding.amount,
                "message": finding.check._describe(finding),
                "reason_id": reason.id,
                "note": note,
                "user_id": self.env.uid,
                "for_user_id": lender.id,
                **(self._prepare_review_values(order) if kind == "release_now" else {}),
            }
        )
        self.env["order.verification"]._store(order)
        return override

    @api.model
    def _check_right(self, order, check, finding):
        """Refuse who may not override; return in whose place he does, if it is not his own."""
        group = check._get_override_group()
        own_words = self.env._(
            "You entered this order or are its salesperson: "
            "somebody else of “%s” has to look at it.",
            group.full_name,
        )
        eyes = self._get_own_eyes(order, finding) if check.four_eyes else None
        return self.env["order.delegation"]._get_decider(group, eyes, own_words)

    @api.model
    def _get_own_eyes(self, order, finding):
        """Return whose second look would be their first: who entered it, who sells it."""
        line = self.env["sale.order.line"].sudo().browse(finding.line_id or [])
        return order.sudo().create_uid | order.sudo().user_id | line.exists().create_uid

    def _get_who(self):
        """Return who let it pass: "R. Berger for S. Okafor" where he used lent rights."""
        if not self.for_user_id:
            return self.user_id.name
        return self.env._(
            "%(user)s for %(lender)s", user=self.user_id.name, lender=self.for_user_id.name
        )
