from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.misc import format_date

from ..tools.week import get_monday

#: Who reads the page on the screen; the mail goes to whom the company chooses.
READERS = ("order_specialist.group_supervisor", "order_specialist.group_auditor")


class OrderWeek(models.TransientModel):
    """The week of one company on one page: on the screen, on paper, and by mail."""

    _name = "order.week"
    _description = "The Week"
    _rec_name = "name"

    name = fields.Char(compute="_compute_name")
    day = fields.Date(
        string="Week Of", required=True, default=lambda self: self._default_day(), help="Any day."
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    page = fields.Html(compute="_compute_page", sanitize=False)

    @api.model
    def _default_day(self):
        """Return the Monday of the last week that is over."""
        return get_monday(fields.Date.context_today(self)) - timedelta(days=7)

    @api.depends("day")
    @api.depends_context("lang")
    def _compute_name(self):
        for week in self:
            monday = get_monday(week.day or self._default_day())
            week.name = self.env._(
                "Week of %(first)s to %(last)s",
                first=format_date(self.env, monday),
                last=format_date(self.env, monday + timedelta(days=6)),
            )

    @api.depends("day", "company_id")
    @api.depends_context("lang", "uid")
    def _compute_page(self):
        for week in self:
            week._check_reader()
            week.page = week._render(is_screen=True)

    def _check_reader(self):
        """Refuse who may not read the figures of the company, whatever way he asks."""
        user = self.env.user
        if self.env.su:
            return
        if not any(user.has_group(group) for group in READERS):
            raise AccessError(self.env._("Only supervisors and auditors read the week."))
        if self.company_id not in user.company_ids:
            raise AccessError(self.env._("You do not work for this company."))

    def _render(self, is_screen=False):
        """Return the page as HTML; links that open a list are for the screen only."""
        return self.env["ir.qweb"]._render(
            "order_specialist.order_week_page",
            {
                "week": self,
                "sections": self._get_sections(),
                "is_screen": is_screen,
                "currency": self.company_id.sudo().currency_id,
            },
        )

    @api.model
    def action_open(self):
        """Open the page of the last week."""
        return self.create({})._open()

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("The Week"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_previous(self):
        """Turn to the week before."""
        self.day = get_monday(self.day) - timedelta(days=7)

    def action_next(self):
        """Turn to the week after."""
        self.day = get_monday(self.day) + timedelta(days=7)

    def action_print(self):
        """Print the page."""
        return self.env.ref("order_specialist.action_report_order_week").report_action(self)
