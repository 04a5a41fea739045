"""The source ``facts["routes"]``: which rule of stock would procure a line, and how long it takes.

Follows ``stock.rule._get_rule``: from the customer's location upwards, the routes of the line, of
its packaging, of the product and its categories, of the warehouse; all read in one query,
whatever the number of lines.
"""

from collections import defaultdict
from typing import NamedTuple

from odoo import api, models

from ..tools.statement import Statement

#: Rules that procure from one another may form a ring; no chain is that long.
LONGEST_CHAIN = 10

_OPEN = "r.active AND (r.company_id IS NULL OR r.company_id = ANY (%(companies)s))"

_ROUTES = Statement(
    f"""
SELECT 'rule' AS what, r.id, r.route_id AS other_id,
       jsonb_build_array(r.location_dest_id, r.location_src_id, r.warehouse_id, r.company_id,
                         r.action, r.procure_method, coalesce(r.delay, 0), t.sequence, r.sequence)
  FROM stock_rule r JOIN stock_route t ON t.id = r.route_id
 WHERE t.active AND {_OPEN}
UNION ALL
SELECT 'place', place.id, NULL, jsonb_build_array(place.parent_path, place.complete_name)
  FROM stock_location place
 WHERE place.id = ANY (%(places)s)
    OR place.id IN (SELECT r.location_src_id FROM stock_rule r
                     WHERE r.procure_method != 'make_to_stock' AND {_OPEN})
UNION ALL
SELECT 'company', c.id, NULL, to_jsonb(coalesce(c.security_lead, 0)) FROM res_company c
 WHERE c.id = ANY (%(companies)s)
UNION ALL
SELECT 'free', q.product_id, src.id, to_jsonb(sum(q.quantity - q.reserved_quantity))
  FROM stock_location src
  JOIN stock_location own ON own.parent_path LIKE src.parent_path || '%%'
  JOIN stock_quant q ON q.location_id = own.id
 WHERE q.product_id = ANY (%(products)s)
   AND src.id IN (SELECT location_src_id FROM stock_rule
                   WHERE active AND procure_method = 'mts_else_mto')
 GROUP BY q.product_id, src.id
UNION ALL
SELECT 'product', p.id, x.route_id, NULL
  FROM product_product p JOIN stock_route_product x ON x.product_id = p.product_tmpl_id
 WHERE p.id = ANY (%(products)s)
UNION ALL
SELECT 'product', p.id, x.route_id, NULL
  FROM product_product p
  JOIN product_template t ON t.id = p.product_tmpl_id
  JOIN product_category c ON c.id = t.categ_id
  JOIN stock_route_categ x ON x.categ_id = ANY (
       string_to_array(trim('/' FROM c.parent_path), '/')::int[])
 WHERE p.id = ANY (%(products)s)
UNION ALL
SELECT 'warehouse', x.warehouse_id, x.route_id, NULL FROM stock_route_warehouse x
UNION ALL
SELECT 'packaging', u.id, x.stock_route_id, NULL
  FROM stock_package_type_stock_route_rel x
  JOIN uom_uom u ON u.package_type_id = x.stock_package_type_id
UNION ALL
SELECT 'own', l.id, x.stock_route_id, NULL
  FROM sale_order_line l
  JOIN sale_order_line_stock_route_rel x ON x.sale_order_line_id = l.id
 WHERE l.order_id = ANY (%(orders)s)
""",
    companies="int[]",
    places="int[]",
    products="int[]",
    orders="int[]",
)


class Rule(NamedTuple):
    """A rule of stock, as it is read."""

    id: int
    route_id: int
    location_dest_id: int
    location_src_id: int
    warehouse_id: int
    company_id: int
    action: str
    procure_method: str
    delay: float
    route_sequence: int
    sequence: int


class Routed(NamedTuple):
    """What decides how goods are procured; the same for many lines."""

    product_id: int
    warehouse_id: int
    company_id: int
    unit_id: int
    location_id: int
    own: frozenset
    order_id: int


class Routes:
    """The rules of the companies of a batch, and what its products, lines and warehouses take.

    :param rows: rows of ``_ROUTES``
    :param default: ``{company id: location of customers that have none of their own}``
    :param pairs: ``(OrderRow, LineRow)`` of the batch
    """

    def __init__(self, rows, default=(), pairs=()):
        self._rules, self._places = defaultdict(list), {}
        self._default, self.security = dict(default), {}
        #: free quantity by (product, place) that rules take from, and what each order needs
        self._free, self._needed = {}, defaultdict(float)
        self._routes = self._read(rows)
        self._own, self._packaging = (
            any(what == name for what, _id in self._routes) for name in ("own", "packaging")
        )
        self._found = {}
        rules = [rule for rules in self._rules.values() for rule in rules]
        self._has_else = any(rule.procure_method == "mts_else_mto" for rule in rules)
        if self._has_else:
            self._note_needs(pairs)

    def _read(self, rows):
        """Keep rules, places, safety days and what is free; return the routes that each takes."""
        kept = {"place": self._places, "company": self.security}
        routes = defaultdict(set)
        for what, record_id, other_id, data in rows:
            if what == "rule":
                rule = Rule(record_id, other_id, *data)
                self._rules[rule.location_dest_id].append(rule)
            elif what in kept:
                kept[what][record_id] = data
            elif what == "free":
                self._free[record_id, other_id] = data
            else:
                routes[what, record_id].add(other_id)
        for rules in self._rules.values():
            rules.sort(key=lambda rule: (rule.route_sequence or 0, rule.sequence or 0, rule.id))
        return {key: frozenset(ids) for key, ids in routes.items()}

    def _note_needs(self, pairs):
        """Add up what each order needs; what is confirmed has taken its part of what is free."""
        for order, line in pairs:
            if order.state != "sale" and is_procured(order, line):
                self._needed[order.id, line.product_id] += line.quantity * line.unit_factor

    def get_gap(self, order, line):
        """Return the id of the place that nothing would bring goods to; ``None`` if all is well.

        ``False`` stands for a customer without a location.
        """
        return self._follow(order, line)[0]

    def get_steps(self, order, line):
        """Return how many days the steps of the warehouse take, by the rules of its route."""
        return self._follow(order, line)[1]

    def get_place_name(self, location_id):
        return self._places.get(location_id, ["", ""])[1]

    def _follow(self, order, line):
        location_id = order.customer_location_id or self._default.get(order.company_id)
        own = self._get("own", line.id) if self._own else frozenset()
        key = (line.product_id, line.warehouse_id, order.company_id)
        unit_id = line.unit_id if self._packaging else None
        key = (*key, unit_id, location_id, own, self._has_else and order.id)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._walk(Routed(*key))
        return found

    def _get(self, what, record_id):
        return self._routes.get((what, record_id), frozenset())

    def _walk(self, routed):
        """Return ``(gap, days)`` of the chain of rules from the customer back to stock."""
        location_id, days, seen = routed.location_id, 0.0, set()
        for _step in range(LONGEST_CHAIN):
            rule = self._find_rule(routed, location_id)
            if rule is None:
                return location_id or False, days
            if rule.route_id not in seen:
                days += self._sum_delays(rule)
                seen.add(rule.route_id)
            if rule.action not in ("pull", "pull_push") or not self._goes_on(routed, rule):
                return None, days
            location_id = rule.location_src_id
        return None, days

    def _goes_on(self, routed, rule):
        """Return whether another rule has to bring it to where ``rule`` takes it from."""
        if rule.procure_method != "mts_else_mto":
            return rule.procure_method == "make_to_order"
        # as ``stock.move._prepare_procurement_qty``: what is free first, the rest by that rule
        free = max(self._free.get((routed.product_id, rule.location_src_id), 0.0), 0.0)
        return self._needed[routed.order_id, routed.product_id] > free + 1e-6

    def _find_rule(self, routed, location_id):
        """Return the rule that Odoo would take to bring goods to the place, or ``None``."""
        groups = [
            routed.own,
            self._get("packaging", routed.unit_id),
            self._get("product", routed.product_id),
            self._get("warehouse", routed.warehouse_id),
        ]
        path = self._places.get(location_id, ["", ""])[0] or ""
        for place_id in reversed([int(part) for part in path.split("/") if part]):
            for routes in groups:
                for rule in self._rules.get(place_id, ()) if routes else ():
                    if rule.route_id in routes and self._is_open_to(rule, routed):
                        return rule
        return None

    @staticmethod
    def _is_open_to(rule, routed):
        return (
            rule.action != "push"
            and rule.company_id in (None, routed.company_id)
            and rule.warehouse_id in (None, routed.warehouse_id)
        )

    def _sum_delays(self, rule):
        """Return the days of all steps of the route in that warehouse, pushed ones too."""
        return sum(
            other.delay
            for rules in self._rules.values()
            for other in rules
            if other.route_id == rule.route_id and other.warehouse_id == rule.warehouse_id
        )


def is_procured(order, line):
    """Return whether goods of ``line`` are to be brought to the customer."""
    return (
        line.is_goods
        and order.state != "cancel"
        and bool(order.partner_shipping_id)
        and line.quantity > line.delivered + line.closed_short + 1e-9
    )


class OrderCheck(models.Model):
    _inherit = "order.check"

    @api.model
    def _load_routes(self, facts):
        """Return the ``Routes`` of the batch."""
        partner = facts.env["res.partner"]
        field = partner._fields["property_stock_customer"]
        companies = sorted({order.company_id for order in facts.orders})
        default = {
            company_id: field.get_company_dependent_fallback(partner.with_company(company_id)).id
            for company_id in companies
        }
        places = {order.customer_location_id for order in facts.orders} | {*default.values()}
        rows = facts.fetch(
            _ROUTES,
            companies=companies,
            places=[place_id for place_id in places if place_id],
            products=list({line.product_id for line in facts.lines}),
        )
        pairs = ((facts.by_id[line.order_id], line) for line in facts.lines)
        return Routes(rows, default, pairs)
