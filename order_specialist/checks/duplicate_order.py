from odoo import api, fields, models

from ..tools.finding import Finding

#: The customer's number without case, spaces, punctuation, leading zeros and the words before it.
_NUMBER = """ltrim(regexp_replace(regexp_replace(upper({0}.client_order_ref),
    '^\\s*((PO|P\\.\\s*O\\.|NR|NO|ORDER|BESTELLUNG|#)[\\s.:#-]*)+', ''), '[^A-Z0-9]', '', 'g'), '0')"""

_PAIRS = f"""
WITH pair AS (
    SELECT o.id, other.id AS other_id, other.name, other.date_order,
           o.date_order::date - other.date_order::date AS days
      FROM sale_order o
      JOIN res_partner p ON p.id = o.partner_id
      JOIN res_partner family ON family.commercial_partner_id = p.commercial_partner_id
      JOIN sale_order other ON other.partner_id = family.id
       AND other.company_id = o.company_id AND other.id < o.id AND other.state != 'cancel'
       AND other.client_order_ref IS NOT NULL
       AND {_NUMBER.format("other")} = {_NUMBER.format("o")}
     WHERE o.id IN %s AND o.client_order_ref IS NOT NULL AND {_NUMBER.format("o")} != ''
), quantity AS (
    SELECT l.order_id, l.product_id, sum(l.product_uom_qty) AS qty
      FROM sale_order_line l
     WHERE l.product_id IS NOT NULL
       AND l.order_id IN (SELECT id FROM pair UNION SELECT other_id FROM pair)
     GROUP BY l.order_id, l.product_id
)
SELECT pair.id, pair.other_id, pair.name, pair.days,
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


class OrderCheck(models.Model):
    """The customer has not sent this order before: same number, same lines."""

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("duplicate_order", "Not ordered twice")],
        ondelete={"duplicate_order": "cascade"},
    )

    @api.model
    def _load_same_number(self, facts):
        """Return ``[(order id, other id, other name, days between, share of equal quantity)]``.

        *Other* is an earlier order of the same company group of contacts whose number is the same
        once case, spaces, punctuation, leading zeros and prefixes such as "PO" are gone.
        """
        return facts.execute(_PAIRS, facts.order_ids)

    def _find_duplicate_order(self, facts):
        return [
            Finding(
                check,
                order_id,
                key=f"order:{other_id}",
                expected=other_id,
                actual=name,
                amount=order.amount_total / order.currency_rate,
                severity=None if share >= SAME_LINES else "info",
            )
            for check in self
            for order_id, other_id, name, days, share in facts["same_number"]
            for order in [facts.by_id[order_id]]
            if not order.is_blanket and (not check.days or days <= check.days)
        ]

    def _describe_duplicate_order(self, finding):
        if finding.severity == "info":
            return self.env._(
                "%s has the same order number and other lines: add to that order?", finding.actual
            )
        return self.env._("Looks like %s: same order number, same lines.", finding.actual)
