from odoo import api, fields, models
from odoo.fields import Domain

from .order_case import CLOSED_STATES

#: Working hours within which somebody says what a mail is about.
SORTING_HOURS = 8.0


class OrderCaseType(models.Model):
    """Who works on claims of a type, and for how long."""

    _inherit = "order.case.type"

    deadline_hours = fields.Float(
        "Settled within",
        default=16.0,
        help="Working hours of the company's calendar, without those in which we wait for an "
        "answer. 0: no deadline.",
    )
    department_id = fields.Many2one(
        "order.department", help="Who looks at such claims, if not the desk alone."
    )

    _deadline_positive = models.Constraint(
        "CHECK(deadline_hours >= 0)", "The hours within which a claim is settled are not negative."
    )


class OrderCase(models.Model):
    """Until when a claim is to be settled: in working hours, and not while we wait for others."""

    _inherit = "order.case"

    department_id = fields.Many2one(
        "order.department",
        compute="_compute_department_id",
        store=True,
        readonly=False,
        tracking=True,
        help="Who has to look at it beside the desk.",
    )
    deadline = fields.Datetime(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="It moves on by the working hours in which we wait for an answer.",
    )
    paused_on = fields.Datetime("Waiting since", readonly=True, copy=False)
    escalated_on = fields.Datetime(
        "Overdue since", readonly=True, copy=False, help="When somebody was told, once."
    )
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")

    @api.depends("type_id")
    def _compute_department_id(self):
        for case in self:
            case.department_id = case.type_id.department_id or case.department_id

    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for case in self:
            open_now = case.state not in (*CLOSED_STATES, "waiting")
            case.is_overdue = bool(open_now and case.deadline and case.deadline < now)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = Domain("state", "not in", (*CLOSED_STATES, "waiting")) & Domain(
            "deadline", "<", fields.Datetime.now()
        )
        return overdue if True in value else ~overdue

    @api.model_create_multi
    def create(self, vals_list):
        """Open claims with the deadline of their type."""
        cases = super().create(vals_list)
        alike = cases.sudo().grouped(
            lambda case: (case.company_id, case._get_deadline_hours(), case.reported_on)
        )
        for (_company, hours, reported_on), same in alike.items():
            same.deadline = same[:1]._plan(hours, reported_on)
        return cases

    def _get_deadline_hours(self):
        return self.type_id.deadline_hours if self.type_id else SORTING_HOURS

    def write(self, vals):
        """Stop the clock while we wait, start it again with the answer."""
        before = {case: case.state for case in self} if "state" in vals else {}
        unsorted = self.filtered(lambda case: not case.type_id) if "type_id" in vals else self[:0]
        result = super().write(vals)
        for case in unsorted.filtered("type_id").sudo():
            case.deadline = case._plan(case._get_deadline_hours(), case.reported_on)
        now = fields.Datetime.now()
        for case, state in before.items():
            if vals["state"] == "waiting" and state != "waiting":
                case.sudo().paused_on = now
            elif state == "waiting" and vals["state"] != "waiting":
                case.sudo()._go_on(now)
        return result

    def _plan(self, hours, start):
        """Return the moment ``hours`` working hours after ``start``; ``False`` for 0 hours."""
        if not hours:
            return False
        calendar = self.company_id.resource_calendar_id
        if not calendar:
            return fields.Datetime.add(start, hours=hours)
        return calendar.plan_hours(hours, start, compute_leaves=True) or False

    def _go_on(self, now):
        """Move the deadline on by the working hours that were waited."""
        paused, self.paused_on = self.paused_on, False
        if not (paused and self.deadline):
            return
        calendar = self.company_id.resource_calendar_id
        if not calendar:
            self.deadline += now - paused
            return
        waited = calendar.get_work_hours_count(paused, now, compute_leaves=True)
        if waited:
            self.deadline = self._plan(waited, self.deadline)
        self.escalated_on = False


class OrderCaseOverdue(models.Model):
    """Claims whose deadline has passed."""

    _inherit = "order.case"

    @api.model
    def _cron_escalate(self):
        """Tell once who works on a claim that it is overdue, in steps that are kept."""
        overdue = self.search(Domain("is_overdue", "=", True) & Domain("escalated_on", "=", False))
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(overdue))
        for case in overdue:
            case._escalate()
            if not cron._commit_progress(processed=1):
                break

    def _escalate(self):
        self.ensure_one()
        self.escalated_on = fields.Datetime.now()
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=self.env._("Overdue: %s", self._get_message()),
            user_id=(self.user_id or self._get_supervisor()).id,
        )

    def _get_supervisor(self):
        """Return who hears of a claim that nobody works on."""
        supervisors = self.env.ref("order_specialist.group_supervisor").all_user_ids
        mine = supervisors.filtered(lambda user: self.company_id in user.company_ids)
        return mine[:1] or self.env.user
