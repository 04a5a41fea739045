from odoo import api, fields, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    """Claims of an order, and the credit notes that only they link to it."""

    _inherit = "sale.order"

    case_ids = fields.One2many("order.case", "order_id", "Claims")
    case_count = fields.Integer("Number of claims", readonly=True, copy=False)
    credited_amount = fields.Monetary(
        "Credited by claims",
        compute="_compute_credited_amount",
        compute_sudo=True,
        help="With tax; credit notes in draft included, what was cancelled or reversed not.",
    )

    @api.depends(
        "case_count", "case_ids.resolution_ids.state", "case_ids.resolution_ids.account_move_id"
    )
    def _compute_credited_amount(self):
        for order in self:
            notes = order._get_case_credit_notes().filtered(lambda move: move._is_claim_credit())
            taken_back = notes.reversal_move_ids.filtered(lambda move: move.state == "posted")
            order.credited_amount = sum(map(order._get_total, notes)) - sum(
                map(order._get_total, taken_back)
            )

    def _get_total(self, move):
        """Return the total of ``move`` in the currency of the order."""
        if move.currency_id == self.currency_id:
            return move.amount_total
        day = move.invoice_date or fields.Date.context_today(self)
        return move.currency_id._convert(move.amount_total, self.currency_id, move.company_id, day)

    def _get_case_credit_notes(self):
        """Return the documents that claims made; costs no query without a claim."""
        self.ensure_one()
        if not self.case_count:
            return self.env["account.move"]
        notes = self.sudo().case_ids.resolution_ids.account_move_id
        return notes.filtered(lambda move: move.state != "cancel")

    @api.depends("case_ids.resolution_ids.account_move_id")
    def _get_invoiced(self):
        """Show price credits, which bear no order line, among the order's invoices."""
        super()._get_invoiced()
        if not self.env["order.case"]._is_used():
            return
        for order in self.filtered("case_count"):
            notes = order._get_case_credit_notes().with_env(self.env)
            order.invoice_ids |= notes
            order.invoice_count = len(order.invoice_ids)

    def _search_invoice_ids(self, operator, value):
        domain = super()._search_invoice_ids(operator, value)
        if operator != "in" or not value:
            return domain
        return Domain(domain) | Domain("case_ids.resolution_ids.account_move_id", "in", value)


class SaleOrderClaims(models.Model):
    """What the claim buttons of an order open."""

    _inherit = "sale.order"

    def action_open_claim(self):
        """Open the dialog that records a claim (button)."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open claim"),
            "res_model": "order.case.create.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def action_view_cases(self):
        """Open the claims of these orders (smart button)."""
        cases = self.case_ids
        return cases._get_records_action(name=self.env._("Claims"))
