from odoo import api, fields, models

from ..tools.finding import Finding
from .routes import is_procured


class OrderCheck(models.Model):
    """Some rule of stock would procure the line: else Odoo refuses the confirmation."""

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("route_missing", "A route brings it")],
        ondelete={"route_missing": "cascade"},
    )

    @api.model
    def _get_parameters(self):
        return {**super()._get_parameters(), "route_missing": ()}

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "route_missing": self.env._(
                "Finds lines that no route would bring to the customer, so that Odoo would refuse "
                "to confirm. Choose a route on the product, the line or the warehouse."
            ),
        }

    def _find_route_missing(self, facts):
        routes = facts["routes"]
        gaps = [
            (line, order, gap)
            for line in facts.lines
            for order in [facts.by_id[line.order_id]]
            for gap in [routes.get_gap(order, line)]
            if gap is not None and is_procured(order, line)
        ]
        return [
            Finding(
                check,
                line.order_id,
                line.id,
                key=f"route {line.product_id}|{line.warehouse_id or ''}",
                actual={"text": routes.get_place_name(gap)},
                amount=line.quantity * line.price_unit * (1 - line.discount / 100) / rate,
            )
            for check in self
            for line, order, gap in gaps
            for rate in [order.currency_rate]
        ]

    def _describe_route_missing(self, finding):
        place = finding.actual["text"]
        if not place:
            return self.env._("no route: the customer has no stock location.")
        return self.env._("no route brings it to %s: Odoo would refuse to confirm.", place)
