from odoo import fields, models


class OrderCaseResolution(models.Model):
    """Doing a resolution: who may, and the one place where it runs in sudo."""

    _inherit = "order.case.resolution"

    def _settle(self):
        """Do these resolutions; what is beyond the person's limit waits for approval."""
        self._check_is_desk()
        for resolution in self:
            resolution._lock()
            resolution._check_open()
            if self.env["order.limit"]._allows(resolution, self.env.user):
                if lender := self.env["order.limit"]._get_lender(resolution):
                    resolution.sudo().approved_for_id = lender
                resolution._run()
            else:
                resolution._ask_approval()

    def _approve(self):
        """Do resolutions that are beyond their proposer's limit, as a second person."""
        self._check_is_desk()
        for resolution in self:
            resolution._lock()
            resolution._check_open()
            lender = resolution._check_approver()
            resolution.sudo().write(
                {
                    "approved_by_id": self.env.uid,
                    "approved_for_id": lender.id,
                    "approved_on": fields.Datetime.now(),
                }
            )
            resolution._run()

    def _lock(self):
        """Lock the claim and its documents before anything is read: who is second knows at once."""
        self.case_id._lock()
        resolution = self.sudo()
        resolution._get_executor()._lock_documents(resolution)

    def _run(self):
        """Do this resolution through Odoo's own documents: the only place that needs sudo.

        The person's group, limit and company have been checked; he is written on the resolution,
        and as creator of the documents (``sudo`` keeps the user).
        """
        self.ensure_one()
        resolution = self.sudo().with_company(self.company_id)
        resolution._check_fits()
        resolution.line_ids._check_not_more_than_claimed()
        resolution.case_id.line_ids._check_claimable()
        resolution._check_evidence()
        values = resolution._get_executor()._apply(resolution)
        resolution.write(
            {
                "state": "done",
                "done_by_id": self.env.uid,
                "done_on": fields.Datetime.now(),
                **values,
            }
        )
        executor = resolution._get_executor()
        resolution.document_amount = executor._get_document_amount(resolution.account_move_id)
        resolution._post_document()
        resolution._tell()
        resolution.case_id._settle_if_complete()

    def _post_document(self):
        """Post what was made, if the company says so: all that it settles is written by now."""
        if self.account_move_id and self.company_id.order_credit_note_posting == "posted":
            self.account_move_id._post(soft=False)

    def _tell(self):
        """Post on the claim what was done, with a link to the document; no price in it."""
        document = self._get_document()
        link = document._get_html_link() if document else ""
        self.case_id.message_post(
            body=self.env._("%(what)s. %(link)s", what=self._say_for_whom(), link=link),
            subtype_xmlid="mail.mt_note",
        )

    def _say_for_whom(self):
        """Return the summary, and in whose place it was done where the right was lent."""
        what, lender = self._get_summary(), self.sudo().approved_for_id
        if not lender:
            return what
        return self.env._(
            "%(what)s (%(user)s for %(lender)s)",
            what=what,
            user=self.env.user.name,
            lender=lender.name,
        )
