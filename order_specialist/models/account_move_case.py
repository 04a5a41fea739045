from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Credit notes that a claim made, and those that people make beside it."""

    _inherit = "account.move"

    order_case_resolution_id = fields.Many2one(
        "order.case.resolution",
        "Made by claim",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    order_case_id = fields.Many2one(related="order_case_resolution_id.case_id", string="Claim")
    order_case_count = fields.Integer(
        "Claims", compute="_compute_order_case_count", compute_sudo=True
    )
    order_desk_claims = fields.Boolean(
        compute="_compute_order_case_count",
        compute_sudo=True,
        help="It bills an order, and the desk of its company is on.",
    )

    @api.depends("invoice_line_ids")
    def _compute_order_case_count(self):
        for move in self:
            move.order_case_count = len(move._get_cases())
            active = self.env["order.gate"]._is_active(move.company_id.ids)
            move.order_desk_claims = active and bool(move.line_ids.sale_line_ids)

    def _get_cases(self):
        """Return the claims about this invoice, and the one that made this credit note."""
        domain = [("line_ids.invoice_line_id", "in", self.invoice_line_ids.ids)]
        return self.env["order.case"].search(domain) | self.order_case_id

    def action_view_order_cases(self):
        """Open the claims about this document (smart button)."""
        return self._get_cases()._get_records_action(name=self.env._("Claims"))

    def action_open_claim(self):
        """Open the dialog that records a claim about this invoice (button).

        A claim is about one order: of an invoice of several the dialog asks which.
        """
        self.ensure_one()
        orders = self.line_ids.sale_line_ids.order_id
        action = orders[:1].action_open_claim()
        action["context"] = {"default_invoice_id": self.id}
        if len(orders) == 1:
            action["context"]["default_order_id"] = orders.id
        return action


class AccountMoveCredit(models.Model):
    """Credit notes that people make, beside those of claims."""

    _inherit = "account.move"

    def _post(self, soft=True):
        """Match hand-made credit notes to the lines that they credit, then refuse a double."""
        charges = self.filtered(lambda move: move.move_type == "out_invoice").sudo()
        charges.filtered("order_case_resolution_id")._check_charge()
        self._get_credits_by_hand().invoice_line_ids._lock_credited()
        posted = super()._post(soft)
        refunds = posted.filtered(lambda move: move.move_type == "out_refund").sudo()
        refunds.filtered("order_case_resolution_id")._check_as_settled()
        posted._get_credits_by_hand().invoice_line_ids._match_credited_lines()
        cases = posted.sudo().order_case_resolution_id.case_id
        cases.filtered(lambda case: case.state == "settling")._settle_if_complete()
        return posted

    def _get_credits_by_hand(self):
        """Return, in sudo, the credit notes that no claim made, where the desk is on."""
        refunds = self.filtered(
            lambda move: move.move_type == "out_refund" and not move.order_case_resolution_id
        )
        active = refunds and self.env["order.gate"]._is_active(refunds.company_id.ids)
        return refunds.sudo() if active else self.browse()

    def _check_charge(self):
        """Refuse to bill by a claim what something else than the claim stops."""
        gate = self.env["order.gate"]
        for move in self:
            case = move.order_case_resolution_id.case_id
            gate._lock(case.order_id)
            blockers = [
                blocker
                for blocker in gate._get_stopping(case.order_id, "invoice")
                if (blocker.source_model, blocker.source_id) != ("order.case", case.id)
            ]
            if blockers:
                raise gate._get_closed_error(case.order_id, "invoice", blockers)
        self._check_as_settled()

    def _check_as_settled(self):
        """Refuse to post a claim's credit note that somebody has changed, or that is void."""
        for move in self:
            resolution = move.order_case_resolution_id
            settled = resolution.document_amount
            now = resolution._get_executor()._get_document_amount(move)
            changed = move.currency_id.compare_amounts(now, settled) != 0
            if resolution.state == "done" and changed:
                raise UserError(
                    self.env._(
                        "Claim %(case)s was settled with a document of %(settled)s; %(name)s has "
                        "another amount now. Put it back, or cancel it and settle the claim "
                        "again.",
                        case=resolution.case_id.name,
                        settled=move.currency_id.format(settled),
                        name=move.display_name,
                    )
                )

    def button_draft(self):
        """A credit note whose claim was opened again by cancelling it stays cancelled."""
        for move in self.filtered("order_case_resolution_id").sudo():
            if move.order_case_resolution_id.state == "cancelled":
                raise UserError(
                    self.env._(
                        "%(name)s was taken back, and claim %(case)s is open again since. "
                        "Settle the claim, that makes a new one.",
                        name=move.display_name,
                        case=move.order_case_resolution_id.case_id.name,
                    )
                )
        return super().button_draft()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_result_of_claim(self):
        for move in self.filtered("order_case_resolution_id").sudo():
            raise UserError(
                self.env._(
                    "%(name)s settles claim %(case)s. Cancel it instead; that opens the claim "
                    "again.",
                    name=move.display_name,
                    case=move.order_case_resolution_id.case_id.name,
                )
            )

    def button_cancel(self):
        """Cancel; a claim whose credit note is cancelled is open again."""
        result = super().button_cancel()
        self.order_case_resolution_id.sudo()._undo()
        return result

    def _is_claim_credit(self):
        """Return whether a claim gives money back with this document, and still does."""
        return self.move_type == "out_refund" and self.order_case_resolution_id.state == "done"

    def _is_credited_by_claim(self):
        """Return whether a claim has credited something of this invoice."""
        return any(
            move.order_case_resolution_id and move.state != "cancel"
            for move in self.reversal_move_ids
        )
