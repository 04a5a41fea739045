from odoo import api, fields, models


class OrderBudget(models.Model):
    """How many orders a person of a group may release before their review, in the period of the
    company. Of several groups of one person the highest counts; without any row, the company's.
    """

    _name = "order.budget"
    _description = "Release Now Budget"
    _order = "group_id, company_id, id"
    _rec_name = "group_id"

    group_id = fields.Many2one("res.groups", required=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", ondelete="cascade", help="Empty: every company without a row of its own."
    )
    releases = fields.Integer(
        string="Orders", required=True, help="0: the group releases nothing before its review."
    )

    _positive = models.Constraint("CHECK(releases >= 0)", "A budget cannot be negative.")
    _group_uniq = models.UniqueIndex(
        "(group_id, coalesce(company_id, 0))", "This group has a budget there already."
    )

    @api.model
    def _get_releases(self, company, person=None):
        """Return how many orders ``person`` (the user) may release before their review."""
        person = person or self.env.user
        rows = self.sudo().search(
            [
                ("group_id", "in", person.sudo().all_group_ids.ids),
                ("company_id", "in", (company.id, False)),
            ]
        )
        if not rows:
            return company.sudo().order_release_now_budget
        exact = [
            group.filtered("company_id") or group for group in rows.grouped("group_id").values()
        ]
        return max(row.releases for rows in exact for row in rows)


class OrderCheck(models.Model):
    """Who releases what a check found before its review; the check itself may say."""

    _inherit = "order.check"

    release_now_group_id = fields.Many2one(
        "res.groups",
        string="Released Now By",
        help="Who may release an order before the review of this; empty for every specialist.",
    )

    def _get_releasing_group(self):
        """Return the group that releases an order before the review of this."""
        desk = self.env["ir.model.data"]._xmlid_to_res_id("order_specialist.group_specialist")
        return self.sudo().release_now_group_id or self.env["res.groups"].sudo().browse(desk)

    def _is_releasing(self, user):
        """Return whether ``user`` himself is of the desk and of the group that releases."""
        return (
            user.has_group("order_specialist.group_specialist")
            and self._get_releasing_group() in user.sudo().all_group_ids
        )

    def _may_release_now(self):
        """Return whether the user releases before the review, by his own or by lent rights."""
        lenders = self.env["order.delegation"]._get_lenders
        return self._is_releasing(self.env.user) or bool(lenders(self._get_releasing_group()))
