from odoo import api, fields, models

from ..tools.finding import Finding


class OrderCheck(models.Model):
    """The product can be sold: not archived, saleable, and covered by stock if discontinued."""

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("product_unavailable", "Product can be sold")],
        ondelete={"product_unavailable": "cascade"},
    )

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "product_unavailable": self.env._(
                "Finds products that are archived, not for sale, or discontinued and "
                "not covered by stock. "
                "Offer another product, or take the line off the order."
            ),
        }

    def _find_product_unavailable(self, facts):
        lines = [line for line in facts.lines if self._is_unavailable(line)]
        return [self._prepare_unavailable(facts, check, line) for check in self for line in lines]

    def _is_unavailable(self, line):
        return line.is_discontinued or not line.is_active or not line.is_saleable

    def _prepare_unavailable(self, facts, check, line):
        order = facts.by_id[line.order_id]
        price = line.price_unit * (1 - line.discount / 100) / order.currency_rate
        figures = {"substitute": order.substitutes_allowed}
        if not line.is_active or not line.is_saleable:
            return Finding(
                check,
                line.order_id,
                line.id,
                key=f"gone:{line.product_id}",
                amount=line.quantity * price,
                figures=figures,
            )
        short = facts["shortage"].get(line.id)
        missing = short.missing / line.unit_factor if short else 0.0
        return Finding(
            check,
            line.order_id,
            line.id,
            key=f"discontinued:{line.product_id}:{line.quantity:g}",
            expected=line.quantity - missing,
            actual=line.quantity,
            amount=missing * price,
            severity=None if missing else "info",
            figures=figures,
        )

    def _say_product_unavailable(self, finding):
        return self._say_quantities(finding)

    def _describe_product_unavailable(self, finding):
        if finding.key.startswith("gone:"):
            text = self.env._("is not sold any more.")
        elif finding.actual > finding.expected:
            text = self.env._(
                "is discontinued, and stock covers %(covered)s of %(ordered)s.",
                covered=f"{finding.expected:g}",
                ordered=f"{finding.actual:g}",
            )
        else:
            return self.env._("is discontinued; stock still covers it.")
        return self._add_substitute(finding, text)

    @api.model
    def _add_substitute(self, finding, text):
        """Return ``text``, and that the customer takes another product, if he does."""
        if not (finding.figures or {}).get("substitute"):
            return text
        return self.env._("%s This customer takes a substitute.", text)
