from odoo import api, fields, models
from odoo.tools import ormcache

from ..tools.changes import KINDS, STAGES

POLICIES = [
    ("allowed", "Yes"),
    ("reason", "With a reason"),
    ("refused", "No"),
]

#: What "Load the recommended matrix" fills in: kind, group, then one letter for each stage.
#: (Y)es, with a (R)eason, (N)o.
RECOMMENDED = (
    ("customer", None, "YRNNNNN"),
    ("customer", "group_supervisor", "YRRNNNN"),
    ("address", None, "YYRRRNN"),
    ("date", None, "YYRRRNN"),
    ("quantity", None, "YYRRRNN"),
    ("price", None, "YRRRNNN"),
    ("price", "group_supervisor", "YRRRRRN"),
    ("add_line", None, "YYRRRNN"),
    ("cancel_line", None, "YRRRRNN"),
    ("cancel_order", None, "YRRRNNN"),
)
LETTERS = {"Y": "allowed", "R": "reason", "N": "refused"}


class OrderChangeRule(models.Model):
    """One row of the matrix: what somebody may still change, stage by stage.

    A row without a group is for everybody; a row of a group is for its members. Of several rows
    that are for one person the mildest counts. A kind of change without any row is free, as in
    Odoo alone; one that has rows only for groups is for these groups.
    """

    _name = "order.change.rule"
    _description = "Rule of Changes"
    _inherit = ["order.gate.config"]
    _order = "company_id, sequence, id"
    _rec_name = "kind"

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, ondelete="cascade", help="Empty: every company."
    )
    kind = fields.Selection(KINDS, string="What", required=True)
    group_id = fields.Many2one("res.groups", string="Who (empty: all)", ondelete="cascade")
    at_quotation = fields.Selection(POLICIES, string="Quotation", required=True, default="allowed")
    at_confirmed = fields.Selection(POLICIES, string="Confirmed", required=True, default="allowed")
    at_released = fields.Selection(POLICIES, string="Released", required=True, default="allowed")
    at_accepted = fields.Selection(POLICIES, string="Accepted", required=True, default="allowed")
    at_partly_shipped = fields.Selection(
        POLICIES, string="Partly Shipped", required=True, default="allowed"
    )
    at_shipped = fields.Selection(POLICIES, string="Shipped", required=True, default="allowed")
    at_closed = fields.Selection(POLICIES, string="Closed", required=True, default="allowed")

    _row_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), kind, COALESCE(group_id, 0)) WHERE active",
        "There is a row for this change and these people already.",
    )

    @api.model
    @ormcache("company_id")
    def _get_matrix(self, company_id):
        """Return ``{kind: ((group id, {stage: policy}), …)}`` of a company; cached.

        Empty while the desk of the company is off, or without rows: then nothing is asked.
        """
        if not self.env["order.gate"]._is_active([company_id]):
            return {}
        rows = self.sudo().with_context(active_test=True)
        rows = rows.search([("company_id", "in", (company_id, False))])
        return {
            kind: tuple((row.group_id.id, row._get_policies()) for row in own)
            for kind, own in rows.grouped("kind").items()
        }

    @api.model
    @ormcache()
    def _is_used(self):
        """Return whether any row is there; cached, so that nothing is read where there is none."""
        return bool(self.sudo().with_context(active_test=True).search_count([], limit=1))

    def _get_policies(self):
        return {stage: self[f"at_{stage}"] for stage, _label in STAGES}

    @api.model
    def _get_verdict(self, company_id, kind, stage):
        """Return what the user may: ``allowed``, ``reason`` (he says why) or ``refused``."""
        rows = self._get_matrix(company_id).get(kind)
        if not rows:
            return "allowed"
        groups = self.env.user._get_group_ids()
        own = [row[stage] for group_id, row in rows if not group_id or group_id in groups]
        return min(own, key=("allowed", "reason", "refused").index) if own else "refused"

    @api.model
    def _get_allowed_groups(self, company_id, kind, stage):
        """Return the groups that may make a change which others may not."""
        rows = self._get_matrix(company_id).get(kind, ())
        allowed = [group_id for group_id, row in rows if group_id and row[stage] != "refused"]
        return self.env["res.groups"].sudo().browse(allowed)

    def action_load_recommended(self):
        """Add the rows of the recommended matrix that the user's company does not have yet."""
        company = self.env.company
        rows = self.search([("company_id", "in", (company.id, False))])
        there = {(row.kind, row.group_id.id) for row in rows}
        self.create(
            [
                self._prepare_recommended_values(company, number, *row)
                for number, row in enumerate(RECOMMENDED, 1)
                if (row[0], self._get_recommended_group(row[1]).id) not in there
            ]
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _get_recommended_group(self, name):
        groups = self.env["res.groups"]
        return self.env.ref(f"order_specialist.{name}") if name else groups

    @api.model
    def _prepare_recommended_values(self, company, number, kind, group, letters):
        stages = zip(STAGES, letters, strict=True)
        return {
            "sequence": number * 10,
            "company_id": company.id,
            "kind": kind,
            "group_id": self._get_recommended_group(group).id,
            **{f"at_{stage}": LETTERS[letter] for (stage, _label), letter in stages},
        }
