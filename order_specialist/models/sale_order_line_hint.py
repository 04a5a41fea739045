from odoo import api, fields, models

from ..tools.pattern import get_pattern


class SaleOrderLine(models.Model):
    """ "usually 6–24, now 240": said while the quantity is typed, before anything is saved."""

    _inherit = "sale.order.line"

    quantity_hint = fields.Char(
        string="As Usual?",
        compute="_compute_quantity_hint",
        help="Shown when the quantity is not what this customer usually takes of the product.",
    )
    typed_quantity = fields.Float(
        digits="Product Unit",
        copy=False,
        help="An unusual quantity that was typed here, in the unit of the product; it is kept when "
        "it is corrected.",
    )

    # what a customer bought of a product before: a shop's one web customer has many lines
    _bought_idx = models.Index("(order_partner_id, product_id) WHERE state = 'sale'")

    @api.depends("product_id", "product_uom_qty", "product_uom_id", "order_id.partner_id")
    @api.depends_context("lang")
    def _compute_quantity_hint(self):
        """One query for all lines of all quotations, none while no check asks for it."""
        self.quantity_hint = False
        asked = {line: check for line in self for check in line._get_quantity_check()}
        if not asked:
            return
        pairs = {line: line._get_habit_pair() for line in asked}
        habits = self.env["order.check"]._get_typed_habits(set(pairs.values()))
        for line, check in asked.items():
            quantities = [each.quantity for each in habits.get_before(*pairs[line])]
            pattern = get_pattern(quantities, **check._get_pattern_settings())
            quantity = line._get_own_quantity()
            confirmed = habits.get_confirmed(*pairs[line][:3])
            if pattern and pattern.allow(confirmed).is_unusual(quantity):
                line.quantity_hint = check.with_env(self.env)._describe_usual(
                    pattern.low, pattern.high, quantity
                )

    def _get_quantity_check(self):
        """Return the check that looks at the line while it is typed; empty for none."""
        order, checks = self.order_id, self.env["order.check"]
        if order.state not in ("draft", "sent") or not order.partner_id or self.display_type:
            return checks
        company = order.company_id or self.env.company
        checks = checks._get_quantity_checks(company.id)
        if not checks or not self.product_id or self.product_uom_qty <= 0:
            return checks.browse()
        return checks.filtered(lambda check: check.checklist_id._is_for(order))[:1]

    def _get_habit_pair(self):
        order = self.order_id
        return (
            (order.company_id or self.env.company).id,
            order.partner_id.commercial_partner_id._origin.id,
            self.product_id._origin.id,
            order.date_order or fields.Datetime.now(),
        )

    def _get_own_quantity(self):
        """Return the quantity in the unit of the product, as it was typed: not rounded."""
        unit = self.product_uom_id or self.product_id.uom_id
        return unit._compute_quantity(self.product_uom_qty, self.product_id.uom_id, round=False)


class SaleOrderLineTyped(models.Model):
    """What was typed and corrected before saving leaves a trace: it is an issue that was fixed."""

    _inherit = "sale.order.line"

    @api.onchange("product_id")
    def _onchange_product_typed(self):
        self.typed_quantity = 0.0  # the 1 that Odoo puts there was typed by nobody

    @api.onchange("product_uom_qty")
    def _onchange_quantity_typed(self):
        if self.quantity_hint:
            self.typed_quantity = self._get_own_quantity()


class SaleOrder(models.Model):
    _inherit = "sale.order"

    has_quantity_hint = fields.Boolean(
        compute="_compute_has_quantity_hint", help="Whether a line has something to say of it."
    )

    @api.depends("order_line.quantity_hint")
    def _compute_has_quantity_hint(self):
        for order in self:
            order.has_quantity_hint = any(line.quantity_hint for line in order.order_line)
