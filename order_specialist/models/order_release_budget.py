from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.date_utils import start_of, to_timezone


class OrderOverride(models.Model):
    """Release now: who may, and how often. Each counts in one person's budget.

    His own right and budget come first; when one of them is missing, those of who has lent him
    such rights: then the release says "Y for X", and counts in X's budget.
    """

    _inherit = "order.override"

    @api.model
    def _check_release_now(self, order, check):
        """Return in whose place the user releases: empty by his own right and budget.

        :raises AccessError: it is not his to release, or it waits for its group
        :raises UserError: his budget is used up, and of whoever has lent him rights
        """
        people = self._get_releasing_people(check)
        if not people:
            group = check.release_now_group_id.full_name
            raise AccessError(
                self.env._("Only “%s” releases this before its review.", group)
                if group
                else self.env._("Only specialists may release now.")
            )
        if check._waits_for_its_group():
            raise AccessError(
                self.env._(
                    "This cannot be released before its review: ask “%s”.",
                    check._get_override_group().full_name,
                )
            )
        # two releases at the same moment do not both take the last of one budget
        people.sudo().lock_for_update(allow_referencing=True)
        person = self._find_budget(order.company_id, people)
        if not person:
            said = self._say_budgets(order.company_id, check)
            raise UserError(self.env._("%s. Ask somebody who may override it.", said))
        return person - self.env.user

    @api.model
    def _get_releasing_people(self, check):
        """Return the user, if it is his right, and then who has lent him such a right."""
        people = self.env["res.users"]
        if check._is_releasing(self.env.user):
            people |= self.env.user
        return people | self.env["order.delegation"]._get_lenders(check._get_releasing_group())

    @api.model
    def _find_budget(self, company, people):
        """Return the first of ``people`` who has something left; empty if nobody has."""
        for person in people:
            used, budget = self._get_budget(company, person)
            if used < budget:
                return person
        return people.browse()

    @api.model
    def _get_budget(self, company, person=None):
        """Return how many releases count for ``person`` in the period, and how many he has."""
        company, person = company.sudo(), person or self.env.user
        domain = [
            "|",
            ("for_user_id", "=", person.id),
            "&",
            ("for_user_id", "=", False),
            ("user_id", "=", person.id),
            ("kind", "=", "release_now"),
            ("company_id", "=", company.id),
        ]
        period = company.order_release_now_period
        if period == "review":
            domain.append(("needs_review", "=", True))
        else:
            start = datetime.combine(start_of(fields.Date.context_today(self), period), time.min)
            domain.append(("date", ">=", to_timezone(None)(self.env.tz.localize(start))))
        budget = self.env["order.budget"]._get_releases(company, person)
        return self.sudo().search_count(domain), budget


class OrderOverrideBudgetWords(models.Model):
    """The budget in words, and whose it is."""

    _inherit = "order.override"

    @api.model
    def _say_budget(self, company, person=None):
        """Return how much of a budget is used: "2 of 5 used this week"."""
        used, budget = self._get_budget(company, person)
        values = {"used": used, "budget": budget}
        return {
            "day": self.env._("%(used)s of %(budget)s used today", **values),
            "week": self.env._("%(used)s of %(budget)s used this week", **values),
            "review": self.env._("%(used)s of %(budget)s wait for their review", **values),
        }[company.sudo().order_release_now_period]

    @api.model
    def _say_budgets(self, company, check):
        """Return the user's budget, and the one that a release now counts in, if it is another."""
        people = self._get_releasing_people(check)
        person = self._find_budget(company, people)
        own = people & self.env.user
        said = [self._say_budget(company)] if own or not people else []
        if person and person != self.env.user:
            said.append(
                self.env._(
                    "this one counts for %(lender)s: %(budget)s",
                    lender=person.name,
                    budget=self._say_budget(company, person),
                )
            )
        elif not person:
            said += [f"{p.name}: {self._say_budget(company, p)}" for p in people - own]
        return "; ".join(said)
