from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.finding import Finding


class OrderCheck(models.Model):
    """No line says the same as another of the order: product, unit, price, date and text."""

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("line_repeated", "No line is there twice")],
        ondelete={"line_repeated": "cascade"},
    )

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "line_repeated": self.env._(
                "Finds a line that says the same as another of the order: product, unit, price, "
                "date and text. "
                "Merge them with one button, or ask whether both are meant."
            ),
        }

    def _find_line_repeated(self, facts):
        repeated = [
            pair
            for order_id in facts.order_ids
            for pair in self._get_repeated(facts, facts.lines_by_order[order_id])
        ]
        return [
            Finding(
                check,
                line.order_id,
                line.id,
                key=f"{first.id}:{line.quantity:.10g}",
                actual=line.quantity,
                amount=line.quantity * self._get_net_price(facts, line),
            )
            for check in self
            for first, line in repeated
        ]

    def _get_repeated(self, facts, lines):
        """Yield (first line, line that says the same)."""
        seen = {}
        if len({line.product_id for line in lines}) == len(lines):
            return
        for line in lines:
            if line.quantity <= 0 or line.is_free_priced:
                continue
            what = (
                (line.product_id, line.unit_id, line.price_unit, line.discount, line.extra_price),
                (line.requested_date, facts.get_promised(line), line.text, line.free_reason_id),
            )
            if what in seen:
                yield seen[what], line
            else:
                seen[what] = line

    def _say_line_repeated(self, finding):
        return self._say_quantities(finding)

    def _describe_line_repeated(self, finding):
        return self.env._("is there twice, with the same price; %s more.", f"{finding.actual:g}")

    def _fix_line_repeated(self, finding):
        """Merge the lines: the first takes the quantity of the second."""
        line = self.env["sale.order.line"].browse(finding.line_id)
        first = line.browse(int(finding.key.partition(":")[0]))
        if line.order_id.state not in ("draft", "sent"):
            raise UserError(self.env._("The order is confirmed: close one of the lines short."))
        first.product_uom_qty += line.product_uom_qty
        line.unlink()
