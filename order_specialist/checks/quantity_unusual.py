from odoo import api, fields, models

from ..tools.finding import Finding
from ..tools.known import Known
from ..tools.pattern import get_pattern


class OrderCheck(models.Model):
    """The quantity is within what this customer usually takes of this product.

    The modified z-score of Iglewicz and Hoaglin on the logarithm of his last 30 order lines,
    M = 0.6745 (ln quantity - median) / MAD, unusual beyond 3.5; ``tools/pattern.py`` has the
    formula with its source, the least number of lines (6 unless set) and what happens when MAD
    is 0. Only order lines confirmed before the day of the order count, returns do not.
    """

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("quantity_unusual", "Quantity is as usual")],
        ondelete={"quantity_unusual": "cascade"},
    )
    unusual_score = fields.Float(
        string="Unusual beyond (score)",
        default=3.5,
        help="The modified z-score from which on a quantity is unusual. Lower finds more, and more "
        "that is right; 3.5 is what its authors recommend.",
    )
    unusual_least = fields.Integer(
        string="Needs (lines)",
        default=6,
        help="With fewer earlier order lines of this customer and product nothing is unusual.",
    )
    unusual_factor = fields.Float(
        string="Never up to (times the usual)",
        default=2.0,
        help="A quantity within this factor of the middle one is never unusual: at 2, between half "
        "of it and double.",
    )

    _unusual_check = models.Constraint(
        "CHECK (coalesce(unusual_score, 1) > 0 AND coalesce(unusual_least, 1) >= 1"
        " AND coalesce(unusual_factor, 1) >= 1)",
        "The score is above 0, the number of lines and the factor are 1 or more.",
    )

    @api.model
    def _get_parameters(self):
        names = ("unusual_score", "unusual_least", "unusual_factor")
        return {**super()._get_parameters(), "quantity_unusual": names}

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "quantity_unusual": self.env._(
                "Finds quantities far from what the customer usually takes of this product, and "
                "says so while they are typed. "
                "Ask whether he means it: a zero too many, or the wrong unit. Confirmed and "
                "remembered, so much of it is not asked again."
            ),
        }

    def _find_quantity_unusual(self, facts):
        return self._find_unusual(facts, facts.lines)

    def _find_unusual(self, facts, lines):
        """Return the findings for ``lines``, whose quantities need not be the stored ones."""
        return [
            Finding(
                check,
                order.id,
                line.id,
                key=f"{line.product_id}:{quantity:.10g}",
                expected=[pattern.low, pattern.high],
                # a list is milder when it is nearer to nothing: true of too much, not of too little
                actual=[quantity] if quantity > pattern.median else quantity,
                amount=pattern.get_excess(quantity) / line.unit_factor * price,
            )
            for check in self
            for settings in [check._get_pattern_settings()]
            for line in lines
            if line.quantity > 0
            for order in [facts.by_id[line.order_id]]
            for pattern in [self._get_pattern(facts, order, line, settings)]
            for quantity in [line.quantity * line.unit_factor]
            if pattern and pattern.is_unusual(quantity)
            for price in [self._get_net_price(facts, line)]
        ]

    def _get_pattern_settings(self):
        """Return what the check says of a pattern, as ``tools.pattern.get_pattern`` takes it."""
        return {
            "score": self.unusual_score,
            "least": self.unusual_least,
            "factor": self.unusual_factor,
        }

    @api.model
    def _get_pattern(self, facts, order, line, settings):
        habits = facts["habits"]
        bought = habits.get(order, line.product_id)
        if len(bought) < settings["least"]:
            return None
        pattern = get_pattern([each.quantity for each in bought], **settings)
        pair = (order.company_id, order.commercial_partner_id, line.product_id)
        return pattern and pattern.allow(habits.get_confirmed(*pair))

    def _get_known_quantity_unusual(self, finding):
        """The quantity, and with it all that is nearer to what he usually takes."""
        actual = finding.actual
        quantity = actual[0] if isinstance(actual, list) else actual
        product_id = int(finding.key.partition(":")[0])
        return Known("quantity", finding.key, quantity, product_id)

    @api.model
    def _get_quantity_checks(self, company_id):
        """Return the checks of this kind in use; without a query if there are none."""
        if not self.env["order.gate"]._is_active([company_id]):
            return self.browse()
        return self.sudo().browse(self._get_active_ids_of("quantity_unusual", company_id))

    def _say_quantity_unusual(self, finding):
        actual = finding.actual
        quantity = actual[0] if isinstance(actual, list) else actual
        return self._say_usual(*finding.expected), f"{quantity:g}"

    @api.model
    def _say_usual(self, low, high):
        return f"{low:g}" if low == high else f"{low:g}–{high:g}"

    def _describe_quantity_unusual(self, finding):
        low, high = finding.expected
        actual = finding.actual
        return self._describe_usual(low, high, actual[0] if isinstance(actual, list) else actual)

    @api.model
    def _describe_usual(self, low, high, quantity):
        """Return "usually 6–24, now 240" in the reader's language."""
        return self.env._(
            "usually %(usual)s, now %(quantity)s",
            usual=self._say_usual(low, high),
            quantity=f"{quantity:g}",
        )
