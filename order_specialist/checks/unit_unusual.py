from odoo import api, fields, models

from ..tools.finding import Finding
from ..tools.known import Known


class OrderCheck(models.Model):
    """The unit is the one that this customer always takes of this product.

    Found are two slips: a unit that he never took while his last lines were all in another; and
    the number that he usually takes, in the wrong unit: 24 dozen where he takes 24 pieces. The
    second needs a unit of the product (its own or a packaging) in which the number is one of
    his quantities, while it is beyond all of them as it stands.
    """

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("unit_unusual", "Unit is the usual one")],
        ondelete={"unit_unusual": "cascade"},
    )
    unit_least = fields.Integer(
        string="Needs (earlier lines)",
        default=3,
        help="With fewer earlier order lines of this customer and product no unit is unusual.",
    )

    _unit_least_check = models.Constraint(
        "CHECK (coalesce(unit_least, 1) >= 1)", "The number of earlier lines is 1 or more."
    )

    @api.model
    def _get_parameters(self):
        return {**super()._get_parameters(), "unit_unusual": ("unit_least",)}

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "unit_unusual": self.env._(
                "Finds a unit that the customer never took of this product, and his usual number "
                "in the wrong unit (24 dozen for 24 pieces). Take the usual unit, or ask him; "
                "confirmed once, a unit is known."
            ),
        }

    def _find_unit_unusual(self, facts):
        habits = facts["habits"]
        rows = [
            (line, bought, unit_id)
            for line in (facts.lines if habits else ())
            if line.quantity > 0
            for order in [facts.by_id[line.order_id]]
            for bought in [habits.get(order, line.product_id)]
            if bought
            for unit_id in [self._get_usual_unit(facts, line, bought)]
            if unit_id
        ]
        return [
            Finding(
                check,
                line.order_id,
                line.id,
                key=self._get_unit_key(line, bought),
                # as text: no unit is milder than another because its id is smaller
                expected=str(unit_id),
                actual=str(line.unit_id),
                amount=self._get_unit_amount(facts, line, unit_id),
                figures={"fits": self._fits_usual(facts, line, bought, unit_id)},
            )
            for check in self
            for line, bought, unit_id in rows
            if len(bought) >= check.unit_least
        ]

    @api.model
    def _get_unit_key(self, line, bought):
        """A unit that he never took can be known; of one that he takes only this number can."""
        if line.unit_id not in {each.unit_id for each in bought}:
            return f"{line.product_id}:{line.unit_id}"
        return f"{line.product_id}:{line.unit_id}:{line.quantity:.10g}"

    def _get_known_unit_unusual(self, finding):
        product_id = int(finding.key.partition(":")[0])
        return Known("unit", finding.key, finding.actual, product_id)

    @api.model
    def _get_usual_unit(self, facts, line, bought):
        """Return the id of the unit that was meant, or ``None`` if this one may well be right."""
        units = {each.unit_id for each in bought}
        if line.unit_id not in units:
            return units.pop() if len(units) == 1 else None
        quantities = [each.quantity for each in bought]
        now = line.quantity * line.unit_factor
        if min(quantities) - 1e-6 <= now <= max(quantities) + 1e-6:
            return None
        known = facts["product_terms"][line.product_id].units
        for unit_id, factor in known.items():
            meant = line.quantity * factor
            if int(unit_id) != line.unit_id and any(
                abs(each - meant) < 1e-6 for each in quantities
            ):
                return int(unit_id)
        return None

    @api.model
    def _fits_usual(self, facts, line, bought, unit_id):
        """Return whether the number, in the usual unit, is one that he could have meant."""
        factor = facts["product_terms"][line.product_id].units.get(str(unit_id))
        quantities = [each.quantity for each in bought]
        meant = line.quantity * (factor or 0.0)
        return min(quantities) - 1e-6 <= meant <= max(quantities) + 1e-6

    @api.model
    def _get_unit_amount(self, facts, line, unit_id):
        """Return what the line costs more than in the other unit, in company currency."""
        units = facts["product_terms"][line.product_id].units
        factor = units.get(str(unit_id), line.unit_factor)
        price = self._get_net_price(facts, line) / line.unit_factor
        return (line.unit_factor - factor) * line.quantity * price

    def _say_unit_unusual(self, finding):
        units = self.env["uom.uom"].sudo()
        return tuple(units.browse(int(unit)).name for unit in (finding.expected, finding.actual))

    def _describe_unit_unusual(self, finding):
        expected, actual = self._say_unit_unusual(finding)
        return self.env._(
            "in %(actual)s; this customer takes it in %(expected)s.",
            actual=actual,
            expected=expected,
        )

    def _can_fix_unit_unusual(self, finding):
        """Only where the number tells: 2 dozen may well be right where he takes 24 pieces."""
        return bool((finding.figures or {}).get("fits"))

    def _fix_unit_unusual(self, finding):
        """Take the usual unit; the number stays."""
        line = self.env["sale.order.line"].browse(finding.line_id)
        line.product_uom_id = int(finding.expected)
