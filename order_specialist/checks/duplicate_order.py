from typing import NamedTuple

from odoo import api, fields, models

from ..tools.finding import Finding
from ..tools.reference import NUMBER
from ..tools.statement import Statement

#: What both sides of a pair are read with. A confirmation moves the date of an order, so it may
#: have come before; the day is the one that the customer wants the goods.
_COLUMNS = """
           o.id, o.name, o.company_id, o.state, p.commercial_partner_id AS customer_id,
           least(o.date_order, o.received_at)::date AS came_on,
           coalesce(o.requested_date, o.commitment_date::date) AS day,
           o.partner_shipping_id, o.currency_id, coalesce(o.locked, false) AS locked,
           o.delivery_status, coalesce({number}, '') AS number
      FROM sale_order o
      JOIN res_partner p ON p.id = o.partner_id"""
_NUMBER = NUMBER.format("o.client_order_ref")
_OWN = _COLUMNS.format(number=_NUMBER)

#: The orders asked of and their pairs; the words of ``pair`` are the only that differ.
_PAIRED = f"""
WITH asked AS MATERIALIZED (
    SELECT {_OWN}
     WHERE o.id = ANY (%(orders)s) AND o.state != 'cancel'
), other AS MATERIALIZED ({{others}}
)
SELECT asked.id, other.id, other.name, abs(asked.came_on - other.came_on),
       other.state = 'cancel',
       other.partner_shipping_id = asked.partner_shipping_id,
       coalesce(other.day = asked.day, other.came_on = asked.came_on),
       asked.state IN ('draft', 'sent') AND other.state IN ('draft', 'sent', 'sale')
           AND other.currency_id = asked.currency_id AND NOT other.locked
           AND coalesce(other.delivery_status, '') != 'full'
  FROM asked
  JOIN other ON other.customer_id = asked.customer_id AND other.company_id = asked.company_id
   AND {{pair}}
 WHERE (other.id < asked.id OR (other.state = 'sale' AND asked.state != 'sale'))
"""

#: Orders with one number: by its index, one after the other (hence the OFFSET); who has it, has
#: that number.
_NUMBERED = Statement(
    _PAIRED.format(
        others=f"""
    SELECT found.*
      FROM (SELECT DISTINCT number FROM asked WHERE number != '') said
     CROSS JOIN LATERAL (
           SELECT {_COLUMNS.format(number="said.number")}
            WHERE o.client_order_ref IS NOT NULL AND {_NUMBER} = said.number
           OFFSET 0) found""",
        pair="other.number = asked.number AND other.id != asked.id",
    ),
    orders="int[]",
)

#: Orders of blanket customers to one place, of which one has no number.
_CALLED = Statement(
    _PAIRED.format(
        others=f"""
    SELECT {_OWN}
     WHERE p.commercial_partner_id = ANY (%(customers)s)""",
        pair="other.partner_shipping_id = asked.partner_shipping_id AND other.id != asked.id\n"
        "   AND (asked.number = '' OR other.number = '')\n"
        "   AND asked.customer_id = ANY (%(customers)s)",
    ),
    orders="int[]",
    customers="int[]",
)

#: How much of each pair of orders is the same, of the larger one.
_SHARES = Statement(
    """
WITH pair AS (
    SELECT * FROM unnest(%(mine)s, %(his)s) AS pair (id, other_id)
), quantity AS MATERIALIZED (
    SELECT l.order_id, l.product_id, t.type = 'consu' AS is_goods,
           sum(l.product_uom_qty * coalesce(u.factor, 1)) AS qty
      FROM sale_order_line l
      JOIN product_product p ON p.id = l.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id
      LEFT JOIN uom_uom u ON u.id = l.product_uom_id
     WHERE l.order_id = ANY (%(mine)s || %(his)s)
     GROUP BY l.order_id, l.product_id, t.type
), total AS (
    SELECT order_id, sum(qty) AS qty FROM quantity GROUP BY order_id
), shared AS (
    SELECT pair.id, pair.other_id, sum(least(mine.qty, his.qty)) AS qty,
           bool_or(mine.is_goods AND mine.qty > 0 AND mine.qty = his.qty) AS is_repeated
      FROM pair
      JOIN quantity mine ON mine.order_id = pair.id
      JOIN quantity his ON his.order_id = pair.other_id AND his.product_id = mine.product_id
     GROUP BY pair.id, pair.other_id
)
SELECT pair.id, pair.other_id,
       coalesce(shared.qty, 0) / greatest(mine.qty, his.qty, 0.000001),
       coalesce(shared.is_repeated, false)
  FROM pair
  LEFT JOIN shared USING (id, other_id)
  LEFT JOIN total mine ON mine.order_id = pair.id
  LEFT JOIN total his ON his.order_id = pair.other_id
""",
    mine="int[]",
    his="int[]",
)

#: From this share of equal quantities on, two orders say the same.
SAME_LINES = 0.8


class SameNumber(NamedTuple):
    """Two orders with the same number of the customer, and what else they have in common.

    ``is_open``: the lines of the first can still join the other; ``is_repeated``: at least one
    line of goods is the same to the unit.
    """

    order_id: int
    other_id: int
    other_name: str
    days: int
    is_cancelled: bool
    is_same_address: bool
    is_same_day: bool
    is_open: bool
    share: float
    is_repeated: bool

    @property
    def is_same(self):
        return self.share >= SAME_LINES


class OrderCheck(models.Model):
    """The customer has not sent this order before.

    The same number stops an order with the same lines, however long ago, and within ``days`` one
    that repeats at least one line to the unit (a corrected order sent again). With other lines it
    is shown: it may belong to that order; or it stops too, if ``number_alone`` says so. Blanket
    orders are told apart by lines, ship-to and day.
    """

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("duplicate_order", "Not ordered twice")],
        ondelete={"duplicate_order": "cascade"},
    )
    days = fields.Integer(
        string="Within (days)",
        help="The same order number with the same lines always counts as ordered twice. Within so "
        "many days one repeated line is enough, and orders with other lines are shown; 0: however "
        "long ago.",
    )
    number_alone = fields.Boolean(
        string="The Number Alone Stops",
        help="Within the days, the same order number stops whatever the lines are. Otherwise an "
        "order with other lines is only shown: it may belong to the first one.",
    )

    @api.model
    def _get_parameters(self):
        return {
            **super()._get_parameters(),
            "duplicate_order": ("days", "number_alone", "empty_words"),
        }

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "duplicate_order": self.env._(
                "Finds orders that the customer has sent before: the same number, "
                "however it is written, and the same lines; within the days also one that repeats "
                "a line. Compare both; cancel one, add its lines to the other, or say why it is "
                "another."
            ),
        }

    @api.model
    def _load_same_number(self, facts):
        """Return a ``SameNumber`` for each order and each other one of the same number.

        *Other* is an order of the same company group of contacts that came earlier, or that is
        confirmed already, whose number is the same once case, spaces, punctuation, leading zeros
        and prefixes such as "PO" are gone; of a blanket customer also one without a number. Orders
        of one customer that are being confirmed wait for each other.
        """
        if facts.entering == "confirm":
            self._serialise_customers(facts)
        rows = facts.fetch(_NUMBERED)
        if customers := {order.commercial_partner_id for order in facts.orders if order.is_blanket}:
            rows += facts.fetch(_CALLED, customers=list(customers))
        # most orders are the only ones of their number, and nobody asks for their lines
        pairs = sorted(row[:2] for row in rows)
        mine, his = map(list, zip(*pairs, strict=True)) if pairs else ([], [])
        shares = {
            (order_id, other_id): figures
            for order_id, other_id, *figures in pairs and facts.fetch(_SHARES, mine=mine, his=his)
        }
        return [SameNumber(*row, *shares[row[:2]]) for row in sorted(rows)]

    @api.model
    def _serialise_customers(self, facts):
        """Let one confirmation of a customer after the other: whoever comes second sees the first.

        Two orders that are made at the same moment see nothing of each other; only that both
        write one row makes the second start over.
        """
        customers = {
            order.commercial_partner_id
            for order in facts.orders
            if order.client_order_ref or order.is_blanket
        }
        if customers:
            self.env["order.exposure"]._lock(customers)

    def _find_duplicate_order(self, facts):
        return [
            self._prepare_duplicate(check, order, pair, how)
            for check in self
            for words in [check._get_empty_words()]
            for pair in facts["same_number"]
            for order in [facts.by_id[pair.order_id]]
            if order.is_blanket or not self._says_nothing(order.client_order_ref, words)
            for how in [check._compare_orders(order, pair)]
            if how
        ]

    def _compare_orders(self, order, pair):
        """Return how two orders are alike, or ``None`` when that says nothing.

        ``day``, ``lines``, ``some``, ``number``: ordered twice; ``other``, ``cancelled``: only to
        be shown.
        """
        is_recent = not self.days or pair.days <= self.days
        if order.is_blanket:
            # called off again and again, but not twice the same to one place on one day
            how = pair.is_same and pair.is_same_day and pair.is_same_address and "day"
        elif pair.is_same:
            how = "lines"
        else:
            how = is_recent and self._compare_other_lines(pair)
        return "cancelled" if how and pair.is_cancelled else how or None

    def _compare_other_lines(self, pair):
        if pair.is_repeated:
            return "some"
        return "number" if self.number_alone else "other"

    @api.model
    def _prepare_duplicate(self, check, order, pair, how):
        is_twice = how not in ("other", "cancelled")
        can_join = how in ("other", "number") and pair.is_open and pair.is_same_address
        return Finding(
            check,
            pair.order_id,
            key=f"{'cancelled' if how == 'cancelled' else 'order'}:{pair.other_id}",
            actual=pair.other_name,
            amount=order.amount_total / order.currency_rate if is_twice else 0.0,
            severity=None if is_twice else "info",
            figures={"how": how, "other_id": pair.other_id, "join": can_join},
        )

    def _get_repairs_duplicate_order(self, finding):
        return (["add_to_order"] if finding.figures["join"] else []) + ["compare"]

    def _describe_duplicate_order(self, finding):
        figures = finding.figures or {}
        texts = {
            "lines": self.env._("Looks like %s: same order number, same lines.", finding.actual),
            "some": self.env._(
                "Looks like %s: same order number, and a line is repeated.", finding.actual
            ),
            "number": self.env._("%s has the same order number and other lines.", finding.actual),
            "day": self.env._("Looks like %s: same lines, same address, same day.", finding.actual),
            "other": self.env._("%s has the same order number and other lines.", finding.actual),
            "cancelled": self.env._("Replaces the cancelled order %s.", finding.actual),
        }
        if figures.get("join"):
            return self.env._(
                "%s has the same order number and other lines: add to that order?", finding.actual
            )
        return texts[figures.get("how", "lines")]
