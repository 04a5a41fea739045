from odoo import api, fields, models
from odoo.api import SUPERUSER_ID

from ..tools.finding import Finding


class OrderCheck(models.Model):
    """A discount is no higher than the one who gave it may give by himself.

    Who gave it is the one who last wrote the line; of the limits of his groups the highest
    counts. A discount that the pricelist itself shows is nobody's gift. Odoo's discount on the
    whole order is lines of its own: with those of the lines it is judged as what it takes off.
    """

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("discount_limit", "Discount is within the limit")],
        ondelete={"discount_limit": "cascade"},
    )
    max_discount_percent = fields.Float(
        string="Discount up to (%)",
        default=20.0,
        help="A line discount up to this passes, whoever gave it.",
    )
    discount_limit_ids = fields.One2many(
        "order.discount.limit",
        "check_id",
        string="More for",
        copy=True,
        help="Groups whose members may give more by themselves; the highest limit counts.",
    )

    _max_discount_check = models.Constraint(
        "CHECK (coalesce(max_discount_percent, 0) BETWEEN 0 AND 100)",
        "A discount lies between 0 and 100 percent.",
    )

    @api.model
    def _get_parameters(self):
        names = ("max_discount_percent", "discount_limit_ids")
        return {**super()._get_parameters(), "discount_limit": names}

    @api.model
    def _load_group_ids(self, facts):
        """Return ``{user id: ids of his groups}`` of those who last wrote a line of the batch.

        Odoo keeps them in its cache; the superuser (portal, interfaces) has no group here.
        """
        users = facts.env["res.users"]
        return {
            uid: set(users.browse(uid)._get_group_ids())
            for uid in {line.write_uid for line in facts.lines}
            if uid and uid != SUPERUSER_ID
        }

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "discount_limit": self.env._(
                "Finds discounts, on a line or on the whole order, above what the one who gave "
                "them may give; what the pricelist itself takes off passes. Lower the discount, "
                "or have it agreed by somebody who may give more."
            ),
        }

    def _find_discount_limit(self, facts):
        return self._find_line_discounts(facts) + self._find_order_discounts(facts)

    def _find_line_discounts(self, facts):
        lowest = min(check.max_discount_percent for check in self)
        lines = [
            line for line in facts.lines if line.discount > lowest + 1e-6 and line.quantity > 0
        ]
        return [
            Finding(
                check,
                line.order_id,
                line.id,
                key=f"{line.product_id}:{line.discount:.10g}",
                expected=limit,
                actual=line.discount,
                amount=self._get_gross(facts, line) * (limit - line.discount) / 100,
            )
            for check in self
            for line in lines
            for limit in [check._get_discount_limit(facts, line)]
            if line.discount > limit + 1e-6
        ]

    def _find_order_discounts(self, facts):
        """Return a finding for each order that its lines of discount take below the limit."""
        given = {}
        for line in facts.lines:
            if line.price_unit < 0 and line.is_global_discount:
                given.setdefault(line.order_id, []).append(line)
        return [
            Finding(
                check,
                order_id,
                lines[0].id,
                key=f"order:{percent:.10g}",
                expected=limit,
                actual=percent,
                amount=before * (limit - percent) / 100 / facts.by_id[order_id].currency_rate,
            )
            for order_id, lines in given.items()
            for before, percent in [self._get_order_discount(facts, order_id, lines)]
            for check in self
            for limit in [max(check._get_discount_limit(facts, line) for line in lines)]
            if percent > limit + 1e-6
        ]

    @api.model
    def _get_order_discount(self, facts, order_id, discounts):
        """Return what the order was before discounts of people, and how many percent these take."""
        before = after = 0.0
        for line in facts.lines_by_order[order_id]:
            if line.price_unit <= 0 or line.quantity <= 0:
                continue
            shown = facts["day_price"].get(line.id)
            gross = line.price_unit * line.quantity
            before += gross * (1 - min(shown.discount if shown else 0.0, line.discount) / 100)
            after += gross * (1 - line.discount / 100)
        after += sum(line.price_unit * line.quantity for line in discounts)
        return before, round((before - after) / before * 100, 6) if before else 0.0

    def _get_discount_limit(self, facts, line):
        """Return the highest discount of ``line`` that passes, in percent."""
        given = facts["day_price"].get(line.id)
        limits = [self.max_discount_percent, given.discount if given else 0.0]
        if self.discount_limit_ids:
            groups = facts["group_ids"].get(line.write_uid, ())
            limits += [row.percent for row in self.discount_limit_ids if row.group_id.id in groups]
        return round(max(limits), 6)

    @api.model
    def _get_gross(self, facts, line):
        """Return what the line is before its discount, in company currency."""
        return line.price_unit * line.quantity / facts.by_id[line.order_id].currency_rate

    def _say_discount_limit(self, finding):
        return f"{finding.expected:g} %", f"{finding.actual:.4g} %"

    def _describe_discount_limit(self, finding):
        if finding.subject == "order":
            return self.env._(
                "with it the order is %(actual)s %% off, up to %(expected)s %% may be given "
                "(%(amount)s)",
                actual=f"{finding.actual:.4g}",
                expected=f"{finding.expected:g}",
                amount=f"{finding.amount:+,.2f}",
            )
        return self.env._(
            "discount %(actual)s %%, up to %(expected)s %% may be given (%(amount)s)",
            actual=f"{finding.actual:g}",
            expected=f"{finding.expected:g}",
            amount=f"{finding.amount:+,.2f}",
        )

    def _can_fix_discount_limit(self, finding):
        """Only on the line itself; the discount of a whole order is given anew."""
        return finding.subject != "order"

    def _fix_discount_limit(self, finding):
        """Lower the discount to what may be given."""
        self.env["sale.order.line"].browse(finding.line_id).discount = finding.expected
