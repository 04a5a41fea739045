from odoo import api, fields, models
from odoo.fields import Domain


class OrderHandoff(models.Model):
    """A release whose cut-off has passed is brought before a person, once."""

    _inherit = "order.handoff"

    escalated_on = fields.Datetime(
        readonly=True, help="When the desk was told that the cut-off has passed."
    )

    @api.model
    def _cron_escalate(self):
        """Escalate what is overdue, in steps that are kept."""
        overdue = self.search(self._get_overdue_domain())
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(overdue))
        for handoff in overdue:
            handoff._escalate()
            if not cron._commit_progress(processed=1):
                break

    @api.model
    def _get_overdue_domain(self):
        companies = self.env["order.gate"]._get_active_company_ids()
        return (
            Domain("state", "in", ("offered", "accepted"))
            & Domain("deadline", "<", fields.Datetime.now())
            & Domain("escalated_on", "=", False)
            & Domain("company_id", "in", list(companies))
        )

    def _escalate(self):
        """Tell who released it, and note it for the department."""
        self.ensure_one()
        message = self.env._(
            "Overdue: %(department)s was to have %(order)s out by now.",
            department=self.department_id.name,
            order=self.order_name,
        )
        self.escalated_on = fields.Datetime.now()
        self._message_log(body=message)
        self.order_id.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=message,
            user_id=self._get_desk_user().id,
        )

    def _refresh_deadlines(self):
        """A new cut-off may pass as well."""
        before = {handoff: handoff.deadline for handoff in self}
        result = super()._refresh_deadlines()
        self.sudo().filtered(
            lambda handoff: handoff.escalated_on and handoff.deadline != before[handoff]
        ).escalated_on = False
        return result
