from typing import NamedTuple

from odoo import api, fields, models

from ..tools.finding import Finding

#: The customer's number without case, spaces, punctuation, leading zeros and the words before it
#: (a word is followed by a digit, a sign or a space: NORA7 is no number 7 of RA).
_NUMBER = """ltrim(regexp_replace(regexp_replace(upper({0}.client_order_ref),
    '^\\s*((PO|P\\.\\s*O\\.|NR|NO|ORDER|PURCHASE|BESTELLUNG|BESTELL|AUFTRAG|#)([\\s.:#-]+|(?=[0-9])|$))+',
    ''), '[^A-Z0-9]', '', 'g'), '0')"""

_PAIRS = f"""
WITH pair AS (
    SELECT o.id, other.id AS other_id, other.name, other.date_order,
           abs(o.date_order::date - other.date_order::date) AS days,
           other.state = 'cancel' AS is_cancelled,
           other.partner_shipping_id = o.partner_shipping_id AS is_same_address
      FROM sale_order o
      JOIN res_partner p ON p.id = o.partner_id
      JOIN res_partner family ON family.commercial_partner_id = p.commercial_partner_id
      JOIN sale_order other ON other.partner_id = family.id
       AND other.company_id = o.company_id AND other.id != o.id
       AND (other.id < o.id OR (other.state = 'sale' AND o.state != 'sale'))
       AND other.client_order_ref IS NOT NULL
       AND {_NUMBER.format("other")} = {_NUMBER.format("o")}
     WHERE o.id IN %s AND o.client_order_ref IS NOT NULL AND {_NUMBER.format("o")} != ''
), quantity AS (
    SELECT l.order_id, l.product_id, sum(l.product_uom_qty * coalesce(u.factor, 1)) AS qty
      FROM sale_order_line l LEFT JOIN uom_uom u ON u.id = l.product_uom_id
     WHERE l.product_id IS NOT NULL
       AND l.order_id IN (SELECT id FROM pair UNION SELECT other_id FROM pair)
     GROUP BY l.order_id, l.product_id
)
SELECT pair.id, pair.other_id, pair.name, pair.days, pair.is_cancelled, pair.is_same_address,
       coalesce((SELECT sum(least(mine.qty, his.qty)) FROM quantity mine
                   JOIN quantity his USING (product_id)
                  WHERE mine.order_id = pair.id AND his.order_id = pair.other_id), 0)
       / greatest((SELECT sum(qty) FROM quantity WHERE order_id = pair.id),
                  (SELECT sum(qty) FROM quantity WHERE order_id = pair.other_id), 0.000001)
  FROM pair
 ORDER BY pair.id, pair.other_id
"""

#: From this share of equal quantities on, two orders say the same.
SAME_LINES = 0.8


class SameNumber(NamedTuple):
    """Two orders with the same number of the customer, and what else they have in common."""

    order_id: int
    other_id: int
    other_name: str
    days: int
    is_cancelled: bool
    is_same_address: bool
    share: float

    @property
    def is_same(self):
        return self.share >= SAME_LINES


class OrderCheck(models.Model):
    """The customer has not sent this order before: same number, same lines."""

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("duplicate_order", "Not ordered twice")],
        ondelete={"duplicate_order": "cascade"},
    )

    @api.model
    def _get_parameters(self):
        return {**super()._get_parameters(), "duplicate_order": ("days", "empty_words")}

    @api.model
    def _load_same_number(self, facts):
        """Return a ``SameNumber`` for each order and each other one of the same number.

        *Other* is an order of the same company group of contacts that came earlier, or that is
        confirmed already, whose number is the same once case, spaces, punctuation, leading zeros
        and prefixes such as "PO" are gone.
        """
        return [SameNumber(*row) for row in facts.execute(_PAIRS, facts.order_ids)]

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "duplicate_order": self.env._(
                "Finds orders that the customer has sent before: the same number, "
                "however it is written, and the same lines."
            ),
        }

    def _find_duplicate_order(self, facts):
        return [
            Finding(
                check,
                pair.order_id,
                key=f"order:{pair.other_id}",
                expected="cancelled" if pair.is_cancelled else None,
                actual=pair.other_name,
                amount=order.amount_total / order.currency_rate,
                severity=None if pair.is_same and not pair.is_cancelled else "info",
            )
            for check in self
            for words in [check._get_empty_words()]
            for pair in facts["same_number"]
            for order in [facts.by_id[pair.order_id]]
            if check._is_suspicious(order, pair)
            and order.client_order_ref.strip().lower() not in words
        ]

    def _is_suspicious(self, order, pair):
        """A blanket order is called off again and again, but not twice the same on one day."""
        if order.is_blanket:
            return pair.is_same and pair.days == 0 and pair.is_same_address
        return not self.days or pair.days <= self.days

    def _describe_duplicate_order(self, finding):
        if finding.expected == "cancelled":
            return self.env._("Replaces the cancelled order %s.", finding.actual)
        if finding.severity == "info":
            return self.env._(
                "%s has the same order number and other lines: add to that order?", finding.actual
            )
        return self.env._("Looks like %s: same order number, same lines.", finding.actual)
