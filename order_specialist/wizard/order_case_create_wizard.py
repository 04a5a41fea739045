from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..models.order_case_cause import PRICE_GROUPS


class OrderCaseCreateWizard(models.TransientModel):
    """Record a claim from the order, the delivery or the invoice; settle it at once if it is small.

    The lines are proposed from the document in question, with what can be claimed of each.
    """

    _name = "order.case.create.wizard"
    _description = "Open Claim"

    order_id = fields.Many2one(
        "sale.order", required=True, ondelete="cascade", domain="[('state', '=', 'sale')]"
    )
    case_id = fields.Many2one(
        "order.case", "Mail", ondelete="cascade", help="The claim by mail that is sorted so."
    )
    company_id = fields.Many2one(related="order_id.company_id")
    currency_id = fields.Many2one(related="order_id.currency_id")
    picking_id = fields.Many2one("stock.picking", ondelete="cascade")
    invoice_id = fields.Many2one("account.move", ondelete="cascade")
    invoice_order_ids = fields.Many2many(
        "sale.order", compute="_compute_invoice_order_ids", compute_sudo=True
    )
    type_id = fields.Many2one("order.case.type", "What is wrong", required=True)
    measure = fields.Selection(related="type_id.measure")
    basis = fields.Selection(related="type_id.basis")
    needs_lines = fields.Boolean(related="type_id.needs_lines")
    line_ids = fields.One2many(
        "order.case.create.wizard.line",
        "wizard_id",
        "What is claimed",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    reported_by = fields.Char("Who says so")
    order_channel = fields.Selection(
        selection=lambda self: self.env["order.case"]._fields["order_channel"].selection,
        string="Came in by",
    )
    description = fields.Text("What happened")
    attachment_ids = fields.Many2many("ir.attachment", string="Photos and documents")
    resolution_code = fields.Selection(
        selection=lambda self: self.env["order.case.resolution"]._selection_code(),
        string="Settle by",
        compute="_compute_resolution_code",
        store=True,
        readonly=False,
    )
    similar = fields.Text(compute="_compute_similar", compute_sudo=True)

    @api.depends("invoice_id")
    def _compute_invoice_order_ids(self):
        for wizard in self:
            wizard.invoice_order_ids = wizard.invoice_id.line_ids.sale_line_ids.order_id

    @api.depends("type_id")
    def _compute_resolution_code(self):
        for wizard in self:
            wizard.resolution_code = wizard.type_id.resolution_code

    @api.depends("order_id", "type_id", "picking_id", "invoice_id")
    def _compute_line_ids(self):
        for wizard in self:
            proposals = wizard._get_proposals() if wizard.type_id else []
            wizard.line_ids = [Command.clear(), *(Command.create(vals) for vals in proposals)]

    @api.depends("order_id", "type_id", "line_ids.quantity")
    def _compute_similar(self):
        for wizard in self:
            wizard.similar = "\n".join(filter(None, (wizard._tell_claims(), wizard._tell_late())))

    def _tell_claims(self):
        """Return which claims the order has already, or nothing."""
        states = dict(self.env["order.case"]._fields["state"]._description_selection(self.env))
        names = [
            f"{case.name} ({case.type_id.name or self.env._('to sort')}, {states[case.state]})"
            for case in self.order_id.case_ids
            if case.state != "cancelled" and case != self.case_id
        ]
        return names and self.env._("This order has claims already: %s", ", ".join(names))

    def _tell_late(self):
        """Return that the days are over in which such things are reported: no claim is refused."""
        window = self.type_id.claim_window_days
        moves = self.line_ids.filtered("quantity").move_id or self.line_ids.move_id
        if not (window and moves):
            return False
        days = (fields.Datetime.now() - max(moves.mapped("date"))).days
        return days > window and self.env._(
            "Delivered %(days)s days ago; “%(type)s” is to be reported within %(window)s.",
            days=days,
            type=self.type_id.name,
            window=window,
        )

    def _get_proposals(self):
        """Return the values of a line for each delivery, order line or invoice line in question."""
        lines = self.order_id.order_line.filtered(lambda line: not line.display_type)
        if self.type_id.basis == "invoiced":
            return self._get_invoice_proposals(lines)
        if self.type_id.basis == "unshipped":
            return [
                {"order_line_id": line.id, "there": line.product_uom_qty - line.qty_delivered}
                for line in lines
                if line.product_uom_qty - line.qty_delivered > 0
            ]
        if self.type_id.basis == "shipped":
            return self._get_delivery_proposals(lines)
        return []

    def _get_delivery_proposals(self, lines):
        if self.picking_id.move_ids.origin_returned_move_id:
            return self._get_return_proposals()
        kits = lines.filtered(lambda line: line._is_exploded() and line.qty_delivered > 0)
        moves = (lines - kits).move_ids.sorted("id")
        if self.picking_id:
            moves = moves.filtered(lambda move: move.picking_id == self.picking_id)
        return [{"order_line_id": line.id, "there": line.qty_delivered} for line in kits] + [
            {
                "order_line_id": move.sale_line_id.id,
                "move_id": move.id,
                "there": move.sale_line_id._get_shipped_gross(move),
            }
            for move in moves
            if move.sale_line_id._get_shipped_gross(move)
        ]

    def _get_return_proposals(self):
        """Return what came back with a return: it is claimed of the delivery that it came of."""
        back = self.picking_id.move_ids.filtered(
            lambda move: move.state == "done" and move.origin_returned_move_id.sale_line_id
        )
        return [
            {
                "order_line_id": move.origin_returned_move_id.sale_line_id.id,
                "move_id": move.origin_returned_move_id.id,
                "there": move.product_uom._compute_quantity(
                    move.quantity, move.origin_returned_move_id.sale_line_id.product_uom_id
                ),
            }
            for move in back
        ]

    def _get_invoice_proposals(self, lines):
        billed = [(line, aml) for line in lines for aml in line._get_posted_invoice_lines()]
        return [
            {
                "order_line_id": line.id,
                "invoice_line_id": aml.id,
                "there": aml.product_uom_id._compute_quantity(aml.quantity, line.product_uom_id),
                "actual_price": aml.price_unit * (1 - aml.discount / 100.0),
                "expected_price": aml.price_unit * (1 - aml.discount / 100.0),
            }
            for line, aml in billed
            if not self.invoice_id or aml.move_id == self.invoice_id
        ]

    def action_open(self):
        """Open the claim and show it (button)."""
        return self._open()._get_records_action()

    def action_open_and_settle(self):
        """Open the claim and do the resolution that is offered with it (button)."""
        case = self._open()
        case._settle_by(self.resolution_code)
        return case._get_records_action()

    def _open(self):
        """Create the claim as the person, with what was entered; returns it."""
        self.ensure_one()
        self._check_may_open()
        values = self._prepare_case_values()
        case = self._sort(values) if self.case_id else self.env["order.case"].create(values)
        uploads = self.attachment_ids.filtered(lambda a: a.create_uid == self.env.user)
        uploads.sudo().write({"res_model": "order.case", "res_id": case.id})
        return case

    def _sort(self, values):
        """Say of a claim by mail what it is about; who does so works on it."""
        case = self.case_id
        if not case.is_to_sort:
            raise UserError(self.env._("Claim %s is sorted already.", case.name))
        case.write({**values, "user_id": case.user_id.id or self.env.uid})
        return case

    def _check_may_open(self):
        order = self.order_id
        member = self.env.user.has_group("order_specialist.group_department_member")
        if order.sudo().company_id not in self.env.user.company_ids:
            raise AccessError(self.env._("This order belongs to another company."))
        if not member and not order.has_access("read"):
            raise AccessError(self.env._("You may not see this order."))

    def _check_may_see_prices(self):
        if self.measure == "money" and self.needs_lines:
            prices = self.line_ids._fields["expected_price"]
            if not self.line_ids._has_field_access(prices, "read"):
                raise UserError(
                    self.env._(
                        "“%s” is about prices, which you do not see: tell the order desk.",
                        self.type_id.name,
                    )
                )

    def _prepare_case_values(self):
        self._check_may_see_prices()
        claimed = self.line_ids.filtered(lambda line: line._is_claimed())
        if self.type_id.needs_lines and not claimed:
            raise UserError(self.env._("Say how much of which article is claimed."))
        return {
            "order_id": self.order_id.id,
            "type_id": self.type_id.id,
            "reported_by": self.reported_by,
            "order_channel": self.order_channel,
            "description": self.description,
            "line_ids": [Command.create(line._prepare_line_values()) for line in claimed],
        }


class OrderCaseCreateWizardLine(models.TransientModel):
    """One article that can be claimed, and how much of it is."""

    _name = "order.case.create.wizard.line"
    _description = "Open Claim: Article"

    wizard_id = fields.Many2one("order.case.create.wizard", required=True, ondelete="cascade")
    measure = fields.Selection(related="wizard_id.measure")
    order_line_id = fields.Many2one("sale.order.line", ondelete="cascade")
    move_id = fields.Many2one("stock.move", ondelete="cascade")
    invoice_line_id = fields.Many2one("account.move.line", ondelete="cascade")
    product_id = fields.Many2one(related="order_line_id.product_id")
    uom_id = fields.Many2one(related="order_line_id.product_uom_id")
    document = fields.Char(compute="_compute_document", compute_sudo=True)
    there = fields.Float("Of", digits="Product Unit")
    quantity = fields.Float("Claimed", digits="Product Unit")
    actual_price = fields.Float("Billed", min_display_digits="Product Price", groups=PRICE_GROUPS)
    expected_price = fields.Float(
        "Should be", min_display_digits="Product Price", groups=PRICE_GROUPS
    )

    @api.depends("move_id", "invoice_line_id")
    def _compute_document(self):
        for line in self:
            line.document = line.move_id.picking_id.name or line.invoice_line_id.move_id.name

    def _is_claimed(self):
        if self.measure == "money":
            return self.expected_price != self.actual_price
        return bool(self.quantity)

    def _prepare_line_values(self):
        """Return the values of the claim line: what was expected, what it is."""
        values = {
            "order_line_id": self.order_line_id.id,
            "move_id": self.move_id.id,
            "invoice_line_id": self.invoice_line_id.id,
        }
        if self.measure == "money":
            return {
                **values,
                "expected_price": self.expected_price,
                "actual_price": self.actual_price,
                "expected_quantity": self.there,
                "actual_quantity": self.quantity or self.there,
            }
        more = self.wizard_id.type_id.code in ("over", "not_ordered")
        actual = self.there if more else max(self.there - self.quantity, 0.0)
        expected = self.there - self.quantity if more else actual + self.quantity
        return {**values, "expected_quantity": max(expected, 0.0), "actual_quantity": actual}
