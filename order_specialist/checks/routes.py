"""The source ``facts["routes"]``: which rule of stock would procure a line, and how long it takes.

Follows ``stock.rule._get_rule``: from the customer's location upwards, the routes of the line, of
its packaging, of the product and its categories, of the warehouse; all read in one query.
"""

import json
from collections import defaultdict
from typing import NamedTuple

from odoo import api, models

#: Rules that procure from one another may form a ring; no chain is that long.
LONGEST_CHAIN = 10

_ROUTES = """
WITH line AS (
    SELECT l.id, t.id AS template_id, t.categ_id, o.company_id, u.package_type_id,
           coalesce(l.warehouse_id, o.warehouse_id) AS warehouse_id, l.requested_date,
           coalesce(l.customer_lead, 0) AS lead, coalesce(c.security_lead, 0) AS security,
           coalesce((s.property_stock_customer ->> o.company_id::text)::int,
                    (%s::jsonb ->> o.company_id::text)::int) AS location_id,
           l.order_id, l.product_id,
           -- what is confirmed has taken its part of what is free
           CASE WHEN o.state = 'sale' THEN 0 ELSE l.product_uom_qty
               * coalesce(u.factor, 1) / coalesce(nullif(pu.factor, 0), 1) END AS quantity
      FROM sale_order_line l
      JOIN sale_order o ON o.id = l.order_id
      JOIN res_company c ON c.id = o.company_id
      JOIN res_partner s ON s.id = o.partner_shipping_id
      JOIN product_product p ON p.id = l.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id
      LEFT JOIN uom_uom u ON u.id = l.product_uom_id
      LEFT JOIN uom_uom pu ON pu.id = t.uom_id
     WHERE l.order_id IN %s AND o.state != 'cancel' AND t.type = 'consu'
       AND l.display_type IS NULL
       AND l.product_uom_qty > coalesce(l.qty_delivered, 0) + coalesce(l.cancelled_qty, 0)
)
SELECT 'line', id, template_id,
       jsonb_build_array(categ_id, warehouse_id, company_id, package_type_id, location_id, lead,
                         security, requested_date, order_id, product_id, quantity)
  FROM line
UNION ALL
SELECT 'rule', r.id, r.route_id,
       jsonb_build_array(r.location_dest_id, r.location_src_id, r.warehouse_id, r.company_id,
                         r.action, r.procure_method, coalesce(r.delay, 0), t.sequence, r.sequence)
  FROM stock_rule r JOIN stock_route t ON t.id = r.route_id
 WHERE r.active AND t.active
   AND (r.company_id IS NULL OR r.company_id IN (SELECT company_id FROM line))
UNION ALL
SELECT 'place', place.id, NULL, jsonb_build_array(place.parent_path, place.complete_name)
  FROM stock_location place
 WHERE place.id IN (SELECT location_id FROM line
                    UNION SELECT r.location_src_id FROM stock_rule r
                     WHERE r.active AND r.procure_method != 'make_to_stock'
                       AND (r.company_id IS NULL OR r.company_id IN (SELECT company_id FROM line)))
UNION ALL
SELECT 'free', q.product_id, src.id, jsonb_build_array(sum(q.quantity - q.reserved_quantity))
  FROM stock_location src
  JOIN stock_location own ON own.parent_path LIKE src.parent_path || '%%'
  JOIN stock_quant q ON q.location_id = own.id
 WHERE q.product_id IN (SELECT product_id FROM line)
   AND src.id IN (SELECT location_src_id FROM stock_rule
                   WHERE active AND procure_method = 'mts_else_mto')
 GROUP BY q.product_id, src.id
UNION ALL
SELECT 'template', x.product_id, x.route_id, NULL FROM stock_route_product x
 WHERE x.product_id IN (SELECT template_id FROM line)
UNION ALL
SELECT 'category', below.id, x.route_id, NULL
  FROM stock_route_categ x JOIN product_category above ON above.id = x.categ_id
  JOIN product_category below ON below.parent_path LIKE above.parent_path || '%%'
 WHERE below.id IN (SELECT categ_id FROM line)
UNION ALL
SELECT 'warehouse', x.warehouse_id, x.route_id, NULL FROM stock_route_warehouse x
 WHERE x.warehouse_id IN (SELECT warehouse_id FROM line)
UNION ALL
SELECT 'packaging', x.stock_package_type_id, x.stock_route_id, NULL
  FROM stock_package_type_stock_route_rel x
 WHERE x.stock_package_type_id IN (SELECT package_type_id FROM line)
UNION ALL
SELECT 'own', x.sale_order_line_id, x.stock_route_id, NULL
  FROM sale_order_line_stock_route_rel x WHERE x.sale_order_line_id IN (SELECT id FROM line)
"""


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


class RoutedLine(NamedTuple):
    """What of an order line decides how it is procured; leads are in days."""

    id: int
    template_id: int
    category_id: int
    warehouse_id: int
    company_id: int
    package_type_id: int
    location_id: int
    lead: float
    security: float
    requested_date: str
    order_id: int
    product_id: int
    quantity: float


class Routes:
    """The rules of the companies of a batch, and the lines with goods that are to deliver.

    :param rows: rows of ``_ROUTES``
    """

    def __init__(self, rows):
        self.lines, self._rules, self._places = {}, defaultdict(list), {}
        self._routes = defaultdict(set)
        #: free quantity by (product, place) that rules take from, and what each order needs
        self._free, self._needed = {}, defaultdict(float)
        self._found = {}
        for what, record_id, other_id, data in rows:
            if what == "line":
                line = RoutedLine(record_id, other_id, *data)
                self.lines[record_id] = line
                self._needed[line.order_id, line.product_id] += line.quantity
            elif what == "rule":
                rule = Rule(record_id, other_id, *data)
                self._rules[rule.location_dest_id].append(rule)
            elif what == "place":
                self._places[record_id] = data
            elif what == "free":
                self._free[record_id, other_id] = data[0]
            else:
                self._routes[what, record_id].add(other_id)
        self._has_else = any(
            rule.procure_method == "mts_else_mto"
            for rules in self._rules.values()
            for rule in rules
        )
        for rules in self._rules.values():
            rules.sort(key=lambda rule: (rule.route_sequence or 0, rule.sequence or 0, rule.id))

    def get_gap(self, line):
        """Return the id of the place that nothing would bring goods to; ``None`` if all is well.

        ``False`` stands for a customer without a location.
        """
        return self._follow(line)[0]

    def get_steps(self, line):
        """Return how many days the steps of the warehouse take, by the rules of its route."""
        return self._follow(line)[1]

    def get_place_name(self, location_id):
        return self._places.get(location_id, ["", ""])[1]

    def _follow(self, line):
        own = (*line[1:7], *sorted(self._routes["own", line.id]))
        key = (own, self._has_else and (line.order_id, line.product_id))
        if key not in self._found:
            self._found[key] = self._walk(line)
        return self._found[key]

    def _walk(self, line):
        """Return ``(gap, days)`` of the chain of rules from the customer back to stock."""
        location_id, days, seen = line.location_id, 0.0, set()
        for _step in range(LONGEST_CHAIN):
            rule = self._find_rule(line, location_id)
            if rule is None:
                return location_id or False, days
            if rule.route_id not in seen:
                days += self._sum_delays(rule)
                seen.add(rule.route_id)
            if rule.action not in ("pull", "pull_push") or not self._goes_on(line, rule):
                return None, days
            location_id = rule.location_src_id
        return None, days

    def _goes_on(self, line, rule):
        """Return whether another rule has to bring it to where ``rule`` takes it from."""
        if rule.procure_method != "mts_else_mto":
            return rule.procure_method == "make_to_order"
        # as ``stock.move._prepare_procurement_qty``: what is free first, the rest by that rule
        free = max(self._free.get((line.product_id, rule.location_src_id), 0.0), 0.0)
        return self._needed[line.order_id, line.product_id] > free + 1e-6

    def _find_rule(self, line, location_id):
        """Return the rule that Odoo would take to bring goods to the place, or ``None``."""
        groups = [
            self._routes["own", line.id],
            self._routes["packaging", line.package_type_id],
            self._routes["template", line.template_id] | self._routes["category", line.category_id],
            self._routes["warehouse", line.warehouse_id],
        ]
        path = self._places.get(location_id, ["", ""])[0] or ""
        for place_id in reversed([int(part) for part in path.split("/") if part]):
            for routes in groups:
                for rule in self._rules.get(place_id, ()) if routes else ():
                    if rule.route_id in routes and self._is_open_to(rule, line):
                        return rule
        return None

    @staticmethod
    def _is_open_to(rule, line):
        return (
            rule.action != "push"
            and rule.company_id in (None, line.company_id)
            and rule.warehouse_id in (None, line.warehouse_id)
        )

    def _sum_delays(self, rule):
        """Return the days of all steps of the route in that warehouse, pushed ones too."""
        return sum(
            other.delay
            for rules in self._rules.values()
            for other in rules
            if other.route_id == rule.route_id and other.warehouse_id == rule.warehouse_id
        )


class OrderCheck(models.Model):
    _inherit = "order.check"

    @api.model
    def _load_routes(self, facts):
        """Return the ``Routes`` of the batch."""
        partner = facts.env["res.partner"]
        field = partner._fields["property_stock_customer"]
        companies = {order.company_id for order in facts.orders}
        default = {
            str(company_id): field.get_company_dependent_fallback(
                partner.with_company(company_id)
            ).id
            or None
            for company_id in companies
        }
        return Routes(facts.execute(_ROUTES, json.dumps(default), facts.order_ids))
