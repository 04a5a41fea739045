from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class OrderCaseSettleWizard(models.TransientModel):
    """Choose how a claim is settled, see what exactly that makes, and do it."""

    _name = "order.case.settle.wizard"
    _description = "Settle Claim"

    case_id = fields.Many2one("order.case", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="case_id.currency_id")
    measure = fields.Selection(related="case_id.type_id.measure")
    code = fields.Selection(
        selection=lambda self: self.env["order.case.resolution"]._selection_code(),
        string="Settle by",
        required=True,
        compute="_compute_code",
        store=True,
        readonly=False,
    )
    fitting_codes = fields.Json(compute="_compute_fitting_codes")
    line_ids = fields.One2many(
        "order.case.settle.wizard.line",
        "wizard_id",
        "What it settles",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    reason_id = fields.Many2one("order.reason", domain="[('usage', '=', 'close_short')]")
    note = fields.Text("Why")
    extra_amount = fields.Monetary("Agreed amount", help="Without tax.")
    fee_product_id = fields.Many2one(
        "product.product", "Charged as", domain="[('type', '=', 'service')]"
    )
    sent_product_id = fields.Many2one(
        "product.product", "Send instead", domain="[('type', '=', 'consu')]"
    )
    preview = fields.Text("This makes", compute="_compute_preview")
    needs_approval = fields.Boolean(compute="_compute_preview")

    @api.depends("case_id")
    def _compute_code(self):
        for wizard in self:
            wizard.code = wizard.case_id._get_likely_code()

    @api.depends("case_id")
    def _compute_fitting_codes(self):
        for wizard in self:
            wizard.fitting_codes = wizard.case_id._get_fitting_codes()

    @api.depends("code", "case_id")
    def _compute_line_ids(self):
        for wizard in self:
            parts = []
            if wizard.code:
                executor = self.env[f"order.resolution.{wizard.code}"].sudo()
                parts = executor._prepare_parts(wizard.case_id.sudo())
            wizard.line_ids = [Command.clear(), *(Command.create(vals) for vals in parts)]

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
        for wizard in self:
            wizard.needs_approval = False
            if not wizard.code:
                wizard.preview = False
                continue
            executor = self.env[f"order.resolution.{wizard.code}"].sudo()
            if not executor._applies_to(wizard.case_id.sudo()):
                wizard.preview = self.env._("This claim cannot be settled so.")
                continue
            values = [wizard._prepare_resolution_values(g) for g in wizard._group_lines()]
            previews = [self.env["order.case.resolution"].new(value) for value in values]
            wizard.preview = "\n".join(filter(None, (p.preview for p in previews)))
            allows = self.env["order.limit"]._allows
            wizard.needs_approval = not all(allows(p, self.env.user) for p in previews)

    def action_settle(self):
        """Do it, or leave it for approval when it is beyond the person's limit (button)."""
        self.ensure_one()
        executor = self.env[f"order.resolution.{self.code}"].sudo()
        if not executor._applies_to(self.case_id.sudo()):
            raise UserError(self.env._("This claim cannot be settled so."))
        values = [self._prepare_resolution_values(group) for group in self._group_lines()]
        self.env["order.case.resolution"].create(values)._settle()
        return self.case_id._get_records_action()

    def _group_lines(self):
        """Return the lines in groups: a credit note belongs to one invoice."""
        used = self.line_ids.filtered(lambda line: line.quantity or line.amount)
        return list(used.grouped(lambda line: line.invoice_line_id.move_id).values()) or [used]

    def _prepare_resolution_values(self, lines):
        return {
            "case_id": self.case_id.id,
            "code": self.code,
            "reason_id": self.reason_id.id,
            "note": self.note,
            "extra_amount": self.extra_amount,
            "fee_product_id": self.fee_product_id.id,
            "sent_product_id": self.sent_product_id.id,
            "line_ids": [Command.create(line._prepare_part_values()) for line in lines],
        }


class OrderCaseSettleWizardLine(models.TransientModel):
    """How much of one claim line is settled now."""

    _name = "order.case.settle.wizard.line"
    _description = "Settle Claim: Part"

    wizard_id = fields.Many2one("order.case.settle.wizard", required=True, ondelete="cascade")
    case_line_id = fields.Many2one("order.case.line", required=True, ondelete="cascade")
    measure = fields.Selection(related="case_line_id.measure")
    currency_id = fields.Many2one(related="case_line_id.currency_id")
    product_id = fields.Many2one(related="case_line_id.product_id")
    invoice_line_id = fields.Many2one("account.move.line", "Invoice line", ondelete="cascade")
    invoice = fields.Char(related="invoice_line_id.move_id.name", related_sudo=True)
    quantity = fields.Float(digits="Product Unit")
    amount = fields.Monetary()

    def _prepare_part_values(self):
        values = {
            "case_line_id": self.case_line_id.id,
            "quantity": self.quantity,
            "invoice_line_id": self.invoice_line_id.id,
        }
        if self.measure == "money":
            values["amount"] = self.amount
        return values
