from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare, float_is_zero
from odoo.tools.misc import formatLang

from .order_case_cause import PRICE_GROUPS


class OrderCaseLine(models.Model):
    """One article of a claim: what was expected, and what it is.

    A quantity line claims the difference of two quantities (in the order line's unit), a money
    line the difference of two prices times a quantity, or of two amounts.
    """

    _name = "order.case.line"
    _description = "Claim Line"
    _inherit = ["order.figures.mixin"]
    _order = "case_id, id"
    _rec_name = "product_id"
    _figures = frozenset(
        (
            "company_id",
            "product_id",
            "uom_id",
            "unit_price",
            "claimed_quantity",
            "claimed_amount",
            "settled_quantity",
            "settled_amount",
        )
    )

    case_id = fields.Many2one("order.case", "Claim", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="case_id.currency_id")
    measure = fields.Selection(related="case_id.type_id.measure")
    order_id = fields.Many2one(related="case_id.order_id")
    order_line_id = fields.Many2one(
        "sale.order.line",
        "Order line",
        compute="_compute_order_line_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('order_id', '=', order_id), ('display_type', '=', False)]",
    )
    move_id = fields.Many2one(
        "stock.move",
        "Delivery",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('sale_line_id', '=', order_line_id), ('state', '=', 'done')]",
    )
    invoice_line_id = fields.Many2one(
        "account.move.line",
        "Invoice line",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('sale_line_ids', 'in', order_line_id), ('parent_state', '=', 'posted')]",
    )
    product_id = fields.Many2one(
        "product.product", "Article", compute="_compute_product_id", store=True
    )
    uom_id = fields.Many2one("uom.uom", "Unit", compute="_compute_product_id", store=True)
    expected_quantity = fields.Float("Expected", digits="Product Unit")
    actual_quantity = fields.Float("Actual", digits="Product Unit")
    expected_price = fields.Float(
        "Expected price", min_display_digits="Product Price", groups=PRICE_GROUPS
    )
    actual_price = fields.Float(
        "Actual price", min_display_digits="Product Price", groups=PRICE_GROUPS
    )
    expected_amount = fields.Monetary("Expected amount", groups=PRICE_GROUPS)
    actual_amount = fields.Monetary("Actual amount", groups=PRICE_GROUPS)
    unit_price = fields.Float(
        "Price of one",
        compute="_compute_unit_price",
        store=True,
        min_display_digits="Product Price",
        groups=PRICE_GROUPS,
        help="What one unit was sold at, discount taken off, without tax.",
    )
    claimed_quantity = fields.Float(
        "Claimed", compute="_compute_claimed", store=True, digits="Product Unit"
    )
    claimed_amount = fields.Monetary(
        "Claimed amount", compute="_compute_claimed", store=True, groups=PRICE_GROUPS
    )
    resolution_line_ids = fields.One2many("order.case.resolution.line", "case_line_id")
    settled_quantity = fields.Float(
        "Settled", compute="_compute_settled", store=True, digits="Product Unit"
    )
    settled_amount = fields.Monetary(
        "Settled amount", compute="_compute_settled", store=True, groups=PRICE_GROUPS
    )
    open_quantity = fields.Float(
        "Open", compute="_compute_open", compute_sudo=True, digits="Product Unit"
    )
    open_amount = fields.Monetary(
        "Open amount", compute="_compute_open", compute_sudo=True, groups=PRICE_GROUPS
    )

    _quantities_positive = models.Constraint(
        "CHECK(expected_quantity >= 0 AND actual_quantity >= 0)",
        "Quantities of a claim cannot be negative.",
    )

    @api.depends("order_line_id", "invoice_line_id", "move_id")
    def _compute_product_id(self):
        for line in self:
            invoice_line, move = line.invoice_line_id, line.move_id
            order_line = line.order_line_id
            line.product_id = order_line.product_id or invoice_line.product_id or move.product_id
            line.uom_id = (
                order_line.product_uom_id or invoice_line.product_uom_id or move.product_uom
            )

    @api.depends("order_line_id", "invoice_line_id")
    def _compute_unit_price(self):
        # what was agreed at the time of the claim: never recomputed when the order changes
        for line in self:
            line.unit_price = line._get_net_price()

    @api.depends(
        "measure",
        "order_line_id",
        "invoice_line_id",
        "expected_quantity",
        "actual_quantity",
        "expected_price",
        "actual_price",
        "expected_amount",
        "actual_amount",
        "unit_price",
    )
    def _compute_claimed(self):
        for line in self:
            if line.measure == "money":
                line.claimed_quantity = 0.0
                priced = line._get_priced_difference()
                net = line._get_sold().tax_ids._get_net(priced)
                line.claimed_amount = line._to_claim_currency(net)
            else:
                line.claimed_quantity = abs(line.expected_quantity - line.actual_quantity)
                line.claimed_amount = line.claimed_quantity * line.unit_price

    @api.depends(
        "resolution_line_ids.quantity",
        "resolution_line_ids.amount",
        "resolution_line_ids.resolution_id.state",
    )
    def _compute_settled(self):
        for line in self:
            done = line._get_settling_parts()
            line.settled_quantity = sum(done.mapped("quantity"))
            # what was billed too little is owed to us: a negative claim
            sign = -1 if line.measure == "money" and line.claimed_amount < 0 else 1
            line.settled_amount = sign * sum(done.mapped("amount"))

    @api.depends("claimed_quantity", "claimed_amount", "settled_quantity", "settled_amount")
    def _compute_open(self):
        for line in self:
            line.open_quantity = line.claimed_quantity - line.settled_quantity
            line.open_amount = line.claimed_amount - line.settled_amount

    @api.constrains("case_id", "order_line_id", "move_id", "invoice_line_id")
    def _check_same_order(self):
        for line in self.sudo():
            order = line.case_id.order_id
            sources = (
                line.order_line_id,
                line.move_id.sale_line_id,
                line.invoice_line_id.sale_line_ids,
            )
            if any(source and order not in source.order_id for source in sources):
                raise ValidationError(
                    self.env._(
                        "%(article)s belongs to another order than claim %(name)s.",
                        article=line.display_name,
                        name=line.case_id.name,
                    )
                )

    @api.constrains("order_line_id", "move_id", "expected_quantity", "actual_quantity")
    def _check_claimable_on_change(self):
        self._check_claimable()

    def write(self, vals):
        """Write lines; what is settled stays as it was claimed."""
        watched = {"case_id", "order_line_id", "move_id", "invoice_line_id"}
        watched |= {name for name in vals if name.startswith(("expected_", "actual_"))}
        if watched & vals.keys():
            self._check_not_settled()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        self._check_not_settled()

    def _check_not_settled(self):
        if self.sudo().resolution_line_ids.filtered(lambda r: r.state == "done"):
            raise UserError(
                self.env._("This line of the claim is settled by a document and stays as it is.")
            )

    def _get_measured(self, record):
        """Return of a case or resolution line what counts: its quantity, or its amount."""
        if self.measure == "money":
            return record.amount
        return record.quantity

    def _get_claimed(self):
        return abs(self.claimed_amount) if self.measure == "money" else self.claimed_quantity

    def _get_open(self):
        """Return what is not settled: a quantity, or an amount whichever side owes it."""
        if self.measure != "money":
            return self.open_quantity
        return -self.open_amount if self.claimed_amount < 0 else self.open_amount

    def _get_settling_parts(self):
        """Return the parts of done resolutions that settle something of this line."""
        return self.resolution_line_ids.filtered(
            lambda part: part.state == "done" and part.resolution_id._get_executor()._settles
        )

    def _get_asked(self, executor):
        """Return how much of it resolutions of the kind of ``executor`` have done."""
        return sum(
            part.quantity
            for part in self.resolution_line_ids
            if part.state == "done" and part.resolution_id._get_executor()._name == executor._name
        )

    def _is_zero(self, value):
        if self.measure == "money":
            return float_is_zero(value, precision_rounding=self.currency_id.rounding or 0.01)
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return float_is_zero(value, precision_digits=digits)

    def _is_settled(self):
        return self._is_zero(self._get_open())

    def _exceeds(self, value, limit):
        """Return whether ``value`` is more than ``limit``, beyond rounding."""
        if self.measure == "money":
            rounding = self.currency_id.rounding or 0.01
            return float_compare(value, limit, precision_rounding=rounding) > 0
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return float_compare(value, limit, precision_digits=digits) > 0

    def _format(self, value):
        """Return an amount with its currency, or a quantity without useless zeros."""
        if self.measure == "money":
            return formatLang(self.env, value, currency_obj=self.currency_id)
        return f"{value:.15g}"
