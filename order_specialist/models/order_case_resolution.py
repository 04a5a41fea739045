from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.own_defaults import keep_own

#: Written by the settlement itself, never by a person.
RECORDED = frozenset(
    (
        "state",
        "proposed_by_id",
        "approved_by_id",
        "approved_for_id",
        "approved_on",
        "done_by_id",
        "done_on",
        "account_move_id",
        "picking_id",
        "amount",
        "document_amount",
        "company_id",
    )
)


class OrderCaseResolution(models.Model):
    """One thing done to settle a claim, and the document that came of it.

    What it does is written in the abstract model ``order.resolution.<code>``: another addon adds
    a way of settling by adding such a model, the selection finds it by its name.
    """

    _name = "order.case.resolution"
    _description = "Resolution"
    _order = "case_id, id"
    _rec_name = "code"
    _check_company_auto = True

    case_id = fields.Many2one("order.case", "Claim", required=True, index=True, ondelete="restrict")
    order_id = fields.Many2one(related="case_id.order_id")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="case_id.currency_id")
    code = fields.Selection(selection="_selection_code", string="Resolution", required=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("to_approve", "Waiting for approval"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        copy=False,
        index=True,
    )
    line_ids = fields.One2many("order.case.resolution.line", "resolution_id", "What it settles")
    amount = fields.Monetary(compute="_compute_amount", store=True, help="Without tax.")
    extra_amount = fields.Monetary(
        "Agreed amount", help="What a person agreed: goodwill, or a fee. Without tax."
    )
    fee_product_id = fields.Many2one(
        "product.product",
        "Charged as",
        ondelete="restrict",
        domain="[('type', '=', 'service')]",
        help="The service that the fee is billed as: restocking, freight.",
    )
    sent_product_id = fields.Many2one(
        "product.product",
        "Send instead",
        ondelete="restrict",
        domain="[('type', '=', 'consu')]",
        help="Another article of equal value; empty: the same one.",
    )
    reason_id = fields.Many2one("order.reason", ondelete="restrict")
    note = fields.Text()
    preview = fields.Text(compute="_compute_preview", string="What it makes")
    proposed_by_id = fields.Many2one("res.users", "Proposed by", readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", "Approved by", readonly=True, copy=False)
    approved_for_id = fields.Many2one(
        "res.users", "Approved for", readonly=True, copy=False, help="Who had lent the right."
    )
    approved_on = fields.Datetime(readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", "Done by", readonly=True, copy=False, index=True)
    done_on = fields.Datetime(readonly=True, copy=False)
    account_move_id = fields.Many2one(
        "account.move", "Credit note or invoice", readonly=True, copy=False, ondelete="restrict"
    )
    document_amount = fields.Monetary(
        "Credited",
        readonly=True,
        copy=False,
        help="What its credit note was made of, without tax; of taxes that were put right, the "
        "tax: it is not posted otherwise.",
    )
    picking_id = fields.Many2one(
        "stock.picking", "Transfer", readonly=True, copy=False, ondelete="restrict"
    )

    _account_move_unique = models.UniqueIndex(
        "(account_move_id) WHERE account_move_id IS NOT NULL",
        "This document is the result of another resolution.",
    )
    _picking_unique = models.UniqueIndex(
        "(picking_id) WHERE picking_id IS NOT NULL",
        "This transfer is the result of another resolution.",
    )

    @api.model
    def _selection_code(self):
        """Return the ways of settling that are installed, found by their models' names."""
        prefix = "order.resolution."
        codes = sorted(name for name in self.env.registry if name.startswith(prefix))
        found = [
            (self.env[name]._sequence_of_code, name, self.env[name]._label()) for name in codes
        ]
        return [(name.removeprefix(prefix), label) for _sequence, name, label in sorted(found)]

    def _get_executor(self):
        """Return the abstract model that knows how to do this resolution."""
        self.ensure_one()
        return self.env[f"order.resolution.{self.code}"]

    def _get_outcome(self):
        """Return the word for what became of the units: "credited", "replaced"."""
        return self._get_executor()._outcome()

    def _get_summary(self):
        """Return what is done in words and quantities: also who sees no price reads it."""
        executor = self._get_executor()
        parts = executor._describe_parts(self)
        return f"{executor._label()}: {parts}" if parts else executor._label()

    @api.depends("code", "line_ids.amount", "extra_amount")
    def _compute_amount(self):
        for resolution in self:
            resolution.amount = (
                resolution._get_executor()._get_amount(resolution) if resolution.code else 0.0
            )

    @api.depends(
        "code",
        "line_ids.quantity",
        "line_ids.amount",
        "line_ids.invoice_line_id",
        "extra_amount",
        "fee_product_id",
        "sent_product_id",
    )
    def _compute_preview(self):
        for resolution in self:
            if resolution.code:
                executor = resolution.sudo()._get_executor()
                resolution.preview = executor._preview(resolution.sudo())
            else:
                resolution.preview = False

    @api.depends("code", "case_id.name")
    def _compute_display_name(self):
        labels = dict(self._selection_code())
        for resolution in self:
            resolution.display_name = f"{resolution.case_id.name}: {labels.get(resolution.code)}"

    @api.model
    def default_get(self, fields):
        """Return the defaults: no client says by one what the settlement records."""
        return keep_own(self, super().default_get(fields), RECORDED)

    @api.model_create_multi
    def create(self, vals_list):
        """Propose resolutions; who proposes is kept."""
        for vals in vals_list:
            self._check_recorded(vals, allowed={"state": "draft"})
        return super().create([{**vals, "proposed_by_id": self.env.uid} for vals in vals_list])

    def write(self, vals):
        """Write resolutions; what the settlement records nobody writes by hand."""
        self._check_recorded(vals)
        if not self.env.su and any(r.state != "draft" for r in self):
            raise AccessError(self.env._("A resolution that was proposed or done stays as it is."))
        return super().write(vals)

    def _check_recorded(self, vals, allowed=None):
        if self.env.su:
            return
        written = {
            name for name in RECORDED & vals.keys() if (allowed or {}).get(name) != vals[name]
        }
        if written:
            raise AccessError(
                self.env._(
                    "%s are written by the settlement itself, not by hand.",
                    ", ".join(sorted(self._fields[name].string for name in written)),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_result(self):
        for resolution in self:
            if resolution.state == "done" or resolution.account_move_id or resolution.picking_id:
                raise UserError(
                    self.env._("%s has a result and stays as its record.", resolution.display_name)
                )

    def action_settle(self):
        """Do these resolutions, or ask for the approval that they need (button)."""
        self._settle()
        return True

    def action_approve(self):
        """Approve and do resolutions that somebody else proposed (button)."""
        self._approve()
        return True

    def action_cancel(self):
        """Take back resolutions that are not done (button)."""
        self._check_is_desk()
        self.case_id._lock()
        self.invalidate_recordset(["state"])
        if any(resolution.state == "done" for resolution in self):
            raise UserError(
                self.env._("What is done is undone by cancelling its document, not here.")
            )
        asked = self.sudo().filtered(lambda resolution: resolution.state == "to_approve")
        self.sudo().write({"state": "cancelled"})
        asked.case_id.filtered(lambda case: case.state == "waiting")._take_up()

    def action_open_document(self):
        """Open the credit note or the transfer that came of it (button)."""
        self.ensure_one()
        document = self._get_document()
        return document._get_records_action() if document else False

    def _get_document(self):
        """Return the document that came of it: the last that is made counts, if there is one."""
        return self.account_move_id or self.picking_id
