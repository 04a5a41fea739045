from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class OrderCaseResolution(models.Model):
    """Who may settle, who may approve, and what a claim must have before."""

    _inherit = "order.case.resolution"

    def _check_is_desk(self):
        """Refuse who is no specialist, or does not work for the company (its record rule)."""
        self.check_access("write")
        if not self.env.user.has_group("order_specialist.group_specialist"):
            raise AccessError(self.env._("Claims are settled by order specialists."))

    def _check_open(self):
        """Refuse a resolution that is done already, or whose claim is closed."""
        if self.state in ("done", "cancelled"):
            raise UserError(
                self.env._(
                    "%(name)s: done already by %(person)s.",
                    name=self.display_name,
                    person=self.done_by_id.name or self.env._("somebody else"),
                )
                if self.state == "done"
                else self.env._("%s was taken back.", self.display_name)
            )
        if self.case_id.state in ("settled", "refused", "cancelled"):
            raise UserError(self.env._("Claim %s is closed already.", self.case_id.name))

    def _ask_approval(self):
        """Leave this resolution for somebody with a higher limit."""
        self.sudo().write({"state": "to_approve", "proposed_by_id": self.env.uid})
        case = self.case_id.sudo()
        case._advance("waiting")
        case.write(
            {
                "waiting_on": "supervisor",
                "waiting_question": self.env._("Approval: %s", self._get_summary()),
                "asked_on": fields.Datetime.now(),
                "asked_by_id": self.env.uid,
            }
        )


class OrderCaseApproval(models.Model):
    """The second person, and the evidence."""

    _inherit = "order.case.resolution"

    can_approve = fields.Boolean(
        compute="_compute_can_approve",
        help="You, or who has lent you his rights, may be the second person.",
    )

    @api.depends("state", "proposed_by_id")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        group = self.env.ref("order_specialist.group_supervisor")
        user = self.env.user
        lent = self.env["order.delegation"]._get_lent_group_ids(user)
        may = group in user.all_group_ids or group.id in lent
        for resolution in self:
            waits = resolution.state == "to_approve" and resolution.proposed_by_id != user
            resolution.can_approve = may and waits

    def _check_approver(self):
        """Refuse who may not approve; return in whose place he does, if it is not his own."""
        self._check_is_desk()
        order = self.case_id.order_id.sudo()
        lender = self.env["order.delegation"]._get_decider(
            self.env.ref("order_specialist.group_supervisor"),
            self.proposed_by_id | order.create_uid,
            self.env._(
                "%s needs a second person: neither who proposed it, nor who entered the order.",
                self.display_name,
            ),
        )
        if not self.env["order.limit"]._allows(self, self.env.user):
            raise AccessError(self.env._("%s is beyond your limit as well.", self.display_name))
        return lender

    def _check_evidence(self):
        """Refuse to give something without the photo or document that the type asks for."""
        case = self.case_id
        limit = case.type_id.evidence_above
        if not limit or case.amount_company <= limit or not self._get_executor()._get_stake(self):
            return
        if not case._get_evidence():
            raise UserError(
                self.env._(
                    "Claim %(name)s (%(type)s) is above %(limit)s and needs a photo or a "
                    "document: attach it to the claim.",
                    name=case.name,
                    type=case.type_id.name,
                    limit=f"{limit:.15g} {case.company_currency_id.name}",
                )
            )
