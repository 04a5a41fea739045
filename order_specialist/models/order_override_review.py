from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.blocker import Blocker
from ..tools.finding import Finding

#: After how many working days a release without its review is flagged.
REVIEW_DAYS = 3
SUPERVISOR = "order_specialist.group_supervisor"


class OrderOverride(models.Model):
    """Release now: it is not billed before its review."""

    _inherit = "order.override"

    reviewed_on = fields.Datetime()
    reviewed_by_id = fields.Many2one("res.users", ondelete="restrict")
    reviewed_for_id = fields.Many2one(
        "res.users", ondelete="restrict", help="Who had lent the reviewer the right."
    )
    review_outcome = fields.Selection([("agreed", "Agreed"), ("disagreed", "Disagreed")])
    review_note = fields.Text(help="What was agreed, by who reviewed it.")
    review_due_on = fields.Date(
        string="Review Until", help="Three working days; after that it is flagged."
    )
    needs_review = fields.Boolean(compute="_compute_needs_review", store=True, precompute=True)
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    can_review = fields.Boolean(compute="_compute_can_review")

    @api.depends("kind", "is_valid", "reviewed_on")
    def _compute_needs_review(self):
        for override in self:
            override.needs_review = (
                override.kind == "release_now" and override.is_valid and not override.reviewed_on
            )

    @api.depends("needs_review", "review_due_on")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for override in self:
            due_on = override.review_due_on
            override.is_overdue = override.needs_review and bool(due_on) and due_on < today

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        return [("needs_review", "=", True), ("review_due_on", "<", today)]

    @api.depends_context("uid")
    @api.depends("needs_review", "user_id", "for_user_id")
    def _compute_can_review(self):
        may = self.env["order.delegation"]._has_right(self.env.ref(SUPERVISOR))
        for override in self:
            own = override.user_id | override.for_user_id
            override.can_review = may and override.needs_review and self.env.user not in own

    @api.model
    def _prepare_review_values(self, order):
        """Return until when a release has to be reviewed: the third working day after today."""
        tomorrow = fields.Date.context_today(self) + timedelta(days=1)
        calendar = order.company_id.sudo().resource_calendar_id
        due_on = tomorrow + timedelta(days=REVIEW_DAYS - 1)
        if calendar:
            start = datetime.combine(tomorrow, time.min)
            planned = calendar.plan_days(REVIEW_DAYS, start, compute_leaves=True)
            due_on = planned.date() if planned else due_on
        return {"review_due_on": due_on}

    @api.model
    def _get_gate_blockers(self, facts, gate=None):
        """What was released before its review is not billed before it."""
        if gate not in (None, "invoice"):
            return []
        waiting = self.sudo().search(
            [("order_id", "in", facts.order_ids), ("needs_review", "=", True)]
        )
        return [
            Blocker(
                gate="invoice",
                order_id=override.order_id.id,
                kind="review",
                message=override.with_env(self.env(su=True))._get_message(),
                source_model="order.override",
                source_id=override.id,
                check_id=override.check_id.id,
                actions=("review", "request", "open"),
            )
            for override in waiting
        ]

    def _get_message(self):
        return self.env._(
            "Released by %(user)s before its review: %(issue)s",
            user=self._get_who(),
            issue=self.message,
        )


class OrderOverrideReview(models.Model):
    """The review: agree, or disagree and say what was agreed with the customer."""

    _inherit = "order.override"

    def action_review(self, note=None):
        """Agree with releases that were made before their review; opens the invoice gate."""
        return self._review("agreed", note)

    def action_disagree(self):
        """Open the dialog that asks what was agreed with the customer instead."""
        self.ensure_one()
        return self.env["order.desk"]._open_wizard(
            "order.override.review.wizard", self.env._("Disagree"), override_id=self.id
        )

    def _disagree(self, note):
        """Set the order right and open the invoice gate, or hold the invoice where only a person
        can set it right.

        :param note: what was agreed with the customer
        """
        if not (note or "").strip():
            raise UserError(self.env._("Write what was agreed with the customer."))
        waiting = self.filtered("needs_review")
        self._review("disagreed", note)
        for override in waiting:
            override._set_right(note)
        return True

    def _set_right(self, note):
        order = self.order_id
        check = self.check_id.sudo()
        finding = self.sudo()._as_finding()
        if check._can_fix(finding) and self._is_still_so(finding):
            check._fix(finding)
        elif self._is_still_so(finding):
            hold_type = self.env.ref("order_specialist.order_hold_type_invoice")
            # who reviews may hold the invoice, whoever places such holds otherwise
            self.env["order.hold"].sudo()._place(order.sudo(), hold_type.sudo(), note)
        order.sudo().message_post(
            body=self.env._(
                "Not agreed in the review: %(issue)s. %(note)s", issue=self.message, note=note
            ),
            author_id=self.env.user.partner_id.id,
        )

    def _as_finding(self):
        """Return the issue that was let pass, as the plain value that rules speak of."""
        return Finding(
            check=self.check_id,
            order_id=self.order_id.id,
            line_id=self.line_id.id,
            key=self.key,
            expected=self.expected,
            actual=self.actual,
            amount=self.amount,
        )

    def _is_still_so(self, finding):
        evaluation = self.check_id.sudo()._find(self.order_id.sudo())
        everything = {found.identity for found in evaluation.findings} | evaluation.past
        return finding.identity in everything

    def _review(self, outcome, note):
        self.env["order.gate"]._lock(self.order_id)
        self.invalidate_recordset(["needs_review"])
        waiting = self.filtered("needs_review")
        group = self.env.ref(SUPERVISOR)
        self.env["order.delegation"]._get_decider(group)
        for override in waiting:
            lender = self.env["order.delegation"]._get_decider(
                group,
                override.user_id | override.for_user_id,
                self.env._("Somebody else has to review your own release."),
            )
            override.sudo().write(
                {
                    "reviewed_on": fields.Datetime.now(),
                    "reviewed_by_id": self.env.uid,
                    "reviewed_for_id": lender.id,
                    "review_outcome": outcome,
                    "review_note": note,
                }
            )
        self.env["order.gate"]._touch(self.order_id.sudo())
        return True
