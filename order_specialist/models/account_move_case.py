from odoo import api, fields, models


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
        """Open the dialog that records a claim about this invoice (button)."""
        self.ensure_one()
        orders = self.line_ids.sale_line_ids.order_id
        action = orders[:1].action_open_claim()
        action["context"]["default_invoice_id"] = self.id
        return action


class AccountMoveCredit(models.Model):
    """Credit notes that people make, beside those of claims."""

    _inherit = "account.move"

    def _post(self, soft=True):
        """Match hand-made credit notes to the lines that they credit, then refuse a double."""
        posted = super()._post(soft)
        if self.env["order.gate"]._is_active(posted.company_id.ids):
            refunds = posted.filtered(
                lambda move: move.move_type == "out_refund" and not move.order_case_resolution_id
            )
            if refunds:
                refunds.sudo().invoice_line_ids._match_credited_lines()
        return posted

    def button_cancel(self):
        """Cancel; a claim whose credit note is cancelled is open again."""
        result = super().button_cancel()
        self.order_case_resolution_id.sudo()._undo()
        return result

    def _is_credited_by_claim(self):
        """Return whether a claim has credited something of this invoice."""
        return any(
            move.order_case_resolution_id and move.state != "cancel"
            for move in self.reversal_move_ids
        )
