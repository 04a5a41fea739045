from odoo import api, fields, models

from ..tools.finding import Finding


class OrderCheck(models.Model):
    """What is left of a price above the cost of the product is not too little."""

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("margin_floor", "Margin is enough")],
        ondelete={"margin_floor": "cascade"},
    )
    min_margin_percent = fields.Float(
        string="Least Margin (%)",
        help="What must be left of the net price above the cost, in percent of the net price; "
        "0 finds what is sold below cost. Products without a cost are not looked at.",
    )

    _min_margin_check = models.Constraint(
        "CHECK (coalesce(min_margin_percent, 0) > -100 AND coalesce(min_margin_percent, 0) < 100)",
        "The least margin lies between -100 and 100 percent.",
    )

    @api.model
    def _get_parameters(self):
        return {**super()._get_parameters(), "margin_floor": ("min_margin_percent",)}

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "margin_floor": self.env._(
                "Finds lines whose net price leaves too little above the cost of the product. "
                "Look at price and discount, or have it agreed."
            ),
        }

    def _find_margin_floor(self, facts):
        rows = [
            (order, line, line.price_unit * (1 - line.discount / 100), cost)
            for line in facts.lines
            if line.quantity > 0
            for order in [facts.by_id[line.order_id]]
            for cost in [self._get_line_cost(facts, order, line)]
            if cost > 0
        ]
        return [
            # the key is the price and not the margin: the cost may move, the order has not
            Finding(
                check,
                order.id,
                line.id,
                key=f"{line.product_id}:{price:.10g}",
                expected=floor,
                actual=price,
                amount=(price - floor) * line.quantity / order.currency_rate,
            )
            for check in self
            for order, line, price, cost in rows
            for floor in [cost / (1 - check.min_margin_percent / 100)]
            if floor - price > 1e-6 and price > 0
        ]

    @api.model
    def _get_line_cost(self, facts, order, line):
        """Return the cost of one unit of the line, in the order's currency."""
        product = facts["product_terms"][line.product_id]
        cost = product.costs.get(str(order.company_id)) or 0.0
        return cost * line.unit_factor * order.currency_rate

    def _describe_margin_floor(self, finding):
        if not self._may_see_margins():
            return self.env._("the margin is too small.")
        return self.env._(
            "at %(price)s the margin is too small: the lowest price is %(floor)s (%(amount)s)",
            price=f"{finding.actual:,.2f}",
            floor=f"{finding.expected:,.2f}",
            amount=f"{finding.amount:+,.2f}",
        )

    @api.model
    def _may_see_margins(self):
        """Return whether the reader may know costs: who sells does, a department does not."""
        user = self.env.user
        return any(user.has_group(group) for group in self._get_margin_groups())

    @api.model
    def _get_margin_groups(self):
        return [
            "order_specialist.group_specialist",
            "order_specialist.group_credit_controller",
            "order_specialist.group_auditor",
            "sales_team.group_sale_salesman",
            "account.group_account_invoice",
        ]


class OrderGate(models.AbstractModel):
    """Who may not see margins is told that one is too small, without a figure to count it from."""

    _inherit = "order.gate"

    @api.model
    def _tell(self, blockers):
        blockers = super()._tell(blockers)
        if not any(self._is_secret(blocker) for blocker in blockers):
            return blockers
        if self.env["order.check"]._may_see_margins():
            return blockers
        empty = {"expected": None, "actual": None, "amount": 0.0}
        return [
            blocker._replace(finding=blocker.finding._replace(**empty))
            if self._is_secret(blocker)
            else blocker
            for blocker in blockers
        ]

    @api.model
    def _is_secret(self, blocker):
        return bool(blocker.finding) and blocker.finding.check.kind == "margin_floor"
