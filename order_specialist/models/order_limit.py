from datetime import datetime, time

from odoo import api, fields, models
from odoo.tools import float_compare
from odoo.tools.date_utils import to_timezone


class OrderLimit(models.Model):
    """How much a group may settle without a second person, in company currency without tax.

    Of several rows for one group those of the company count before those of every company, then
    the row of the very resolution before "any"; of several groups of one person the highest counts.
    """

    _name = "order.limit"
    _description = "Settlement Limit"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    group_id = fields.Many2one("res.groups", required=True, ondelete="cascade")
    resolution_code = fields.Char(help="The code of a resolution, as credit_price; empty: any.")
    unlimited = fields.Boolean(help="No ceiling at all for this group.")
    amount_case = fields.Float("A claim up to", help="0: nothing without a second person.")
    amount_day = fields.Float("A day up to", help="0: no limit a day.")
    company_id = fields.Many2one("res.company", help="Empty: every company.")

    _positive = models.Constraint(
        "CHECK(amount_case >= 0 AND amount_day >= 0)", "Limits cannot be negative."
    )

    @api.depends("group_id", "resolution_code")
    def _compute_display_name(self):
        for limit in self:
            code = limit.resolution_code or self.env._("any resolution")
            limit.display_name = f"{limit.group_id.name}: {code}"

    def _allows(self, resolution, user, with_lent=True):
        """Return whether ``user`` may do ``resolution`` without a second person.

        :param with_lent: whether the limits count that somebody has lent him
        """
        stake = self._get_stake(resolution)
        if float_compare(stake, 0.0, precision_digits=2) <= 0:
            return True
        return bool(self._get_covering(resolution, user, stake, with_lent))

    def _get_stake(self, resolution):
        """Return the money that ``resolution`` gives away, in company currency."""
        stake = resolution.sudo()._get_executor()._get_stake(resolution.sudo())
        return resolution.case_id.sudo()._to_company_currency(stake)

    def _get_covering(self, resolution, user, stake, with_lent=True):
        """Return the rows of ``user`` that let him give away so much more in this claim today."""
        case = resolution.case_id.sudo()
        in_case = stake + self._get_spent(case.resolution_ids)
        in_day = stake + self._get_spent(self._get_done_today(user, case.company_id))
        rows = self._get_rows(user, resolution.code, case.company_id, with_lent)
        return rows.filtered(lambda limit: limit._covers(in_case, in_day))

    def _get_lender(self, resolution):
        """Return whose limit the user needs for ``resolution``: empty if his own will do."""
        user = self.env.user
        groups = self.env["order.delegation"]._get_lent_group_ids(user)
        if not groups or self._allows(resolution, user, with_lent=False):
            return self.env["res.users"]
        rows = self._get_covering(resolution, user, self._get_stake(resolution))
        lent = rows.group_id.filtered(lambda group: group.id in groups)
        return self.env["order.delegation"]._get_lenders(lent)[:1].sudo(False)

    def _covers(self, in_case, in_day):
        if self.unlimited:
            return True
        if float_compare(in_case, self.amount_case, precision_digits=2) > 0:
            return False
        return (
            not self.amount_day or float_compare(in_day, self.amount_day, precision_digits=2) <= 0
        )

    def _get_rows(self, user, code, company, with_lent=True):
        """Return the rows that count for ``user``: for each group its most exact."""
        lent = self.env["order.delegation"]._get_lent_group_ids(user) if with_lent else ()
        domain = [
            ("group_id", "in", [*user.all_group_ids.ids, *lent]),
            ("resolution_code", "in", (code, False)),
            ("company_id", "in", (company.id, False)),
        ]
        rows = self.sudo().search(domain)
        by_group = rows.grouped("group_id")
        return self.sudo().concat(*(group._get_most_exact() for group in by_group.values()))

    def _get_most_exact(self):
        """Return of the rows of one group those of the company, then those of the resolution."""
        own = self.filtered("company_id") or self
        return own.filtered("resolution_code") or own

    def _get_done_today(self, user, company):
        """Return what ``user`` did on his own today, in his time zone."""
        start = datetime.combine(fields.Date.context_today(self.with_user(user)), time.min)
        start = to_timezone(None)(self.with_user(user).env.tz.localize(start))
        domain = [
            ("done_by_id", "=", user.id),
            ("approved_by_id", "=", False),
            ("state", "=", "done"),
            ("company_id", "=", company.id),
            ("done_on", ">=", start),
        ]
        return self.env["order.case.resolution"].sudo().search(domain)

    def _get_spent(self, resolutions):
        """Return what done ``resolutions`` cost, in company currency."""
        return sum(
            done.case_id._to_company_currency(done._get_executor()._get_stake(done))
            for done in resolutions
            if done.state == "done"
        )
