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
    def _get_releases(self, company):
        """Return how many orders the user may release before their review."""
        rows = self.sudo().search(
            [
                ("group_id", "in", self.env.user.sudo().all_group_ids.ids),
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

    def _may_release_now(self):
        """Return whether the user is of the group that releases before the review."""
        group = self.sudo().release_now_group_id
        return not group or group in self.env.user.sudo().all_group_ids
