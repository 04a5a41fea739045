from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class OrderCaseResolutionLine(models.Model):
    """How much of one claim line a resolution settles: a quantity or an amount."""

    _name = "order.case.resolution.line"
    _description = "Settled Part of a Claim"
    _inherit = ["order.figures.mixin"]
    _order = "resolution_id, id"
    _figures = frozenset(("company_id", "state", "kept_quantity"))

    resolution_id = fields.Many2one(
        "order.case.resolution", required=True, index=True, ondelete="cascade"
    )
    case_line_id = fields.Many2one(
        "order.case.line", "Claim line", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="resolution_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="resolution_id.currency_id")
    state = fields.Selection(related="resolution_id.state", store=True)
    measure = fields.Selection(related="case_line_id.measure")
    product_id = fields.Many2one(related="case_line_id.product_id")
    uom_id = fields.Many2one(related="case_line_id.uom_id")
    quantity = fields.Float(digits="Product Unit")
    amount = fields.Monetary(
        compute="_compute_amount", store=True, readonly=False, help="Without tax."
    )
    kept_quantity = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="How much of it is kept from becoming billable again, in the order line's unit.",
    )
    invoice_line_id = fields.Many2one(
        "account.move.line", "Credited invoice line", index="btree_not_null", ondelete="restrict"
    )

    _part_unique = models.UniqueIndex(
        "(resolution_id, case_line_id, COALESCE(invoice_line_id, 0))",
        "A resolution settles each line of a claim once.",
    )
    _positive = models.Constraint(
        "CHECK(quantity >= 0 AND amount >= 0)", "What is settled cannot be negative."
    )

    @api.depends("quantity", "case_line_id")
    def _compute_amount(self):
        for line in self:
            if line.measure == "quantity":
                line.amount = line.quantity * line.case_line_id.unit_price
            else:
                line.amount = line.amount

    @api.model_create_multi
    def create(self, vals_list):
        """Create parts of resolutions that are not done."""
        lines = super().create(vals_list)
        lines._check_open_resolution()
        lines._value_quantities()
        return lines

    def write(self, vals):
        """Change parts of resolutions that are not done."""
        self._check_open_resolution()
        result = super().write(vals)
        if "amount" in vals:
            self._value_quantities()
        return result

    def _value_quantities(self):
        """A quantity is worth what was sold, whatever amount was typed beside it."""
        quantities = self.filtered(lambda line: line.measure == "quantity")
        self.env.add_to_compute(self._fields["amount"], quantities)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self._check_open_resolution()

    def _check_open_resolution(self):
        if self.env.su:
            return
        if any(line.resolution_id.state != "draft" for line in self):
            raise AccessError(self.env._("A resolution that was proposed or done stays as it is."))

    def _check_not_more_than_claimed(self):
        """Refuse to settle more of a claim line than is open."""
        if self and not self.resolution_id._get_executor()._settles:
            return
        for case_line in self.case_line_id:
            parts = self.filtered(lambda p, line=case_line: p.case_line_id == line)
            asked = sum(case_line._get_measured(part) for part in parts)
            if case_line._exceeds(asked, case_line._get_open()):
                raise UserError(
                    self.env._(
                        "%(asked)s of %(article)s cannot be settled: %(left)s still open.",
                        asked=case_line._format(asked),
                        article=case_line.display_name,
                        left=case_line._format(case_line._get_open()),
                    )
                )
            if case_line._is_zero(asked):
                raise UserError(
                    self.env._("Say how much of %s is settled.", case_line.display_name)
                )
