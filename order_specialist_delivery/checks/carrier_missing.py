from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.order_specialist.tools.finding import Finding


class OrderCheck(models.Model):
    """Who brings the goods is on the order."""

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("carrier_missing", "Carrier is chosen")],
        ondelete={"carrier_missing": "cascade"},
    )

    @api.model
    def _get_parameters(self):
        return {**super()._get_parameters(), "carrier_missing": ()}

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "carrier_missing": self.env._(
                "Finds orders with goods that name no delivery method. The one that the customer "
                "usually takes is set with one button."
            ),
        }

    @api.model
    def _load_carriers(self, facts):
        """Return ``{order id: (carrier id, id of the usual one, its name by language)}``."""
        rows = facts.execute(
            """
            SELECT o.id, o.carrier_id, c.id, c.name
              FROM sale_order o
              JOIN res_partner p ON p.id = o.partner_shipping_id
              LEFT JOIN res_partner cp ON cp.id = p.commercial_partner_id
              LEFT JOIN delivery_carrier c
                ON c.id = coalesce(p.property_delivery_carrier_id ->> o.company_id::text,
                                   cp.property_delivery_carrier_id ->> o.company_id::text)::int
               AND c.active AND (c.company_id IS NULL OR c.company_id = o.company_id)
             WHERE o.id IN %s
            """,
            facts.order_ids,
        )
        return {order_id: tuple(carriers) for order_id, *carriers in rows}

    def _find_carrier_missing(self, facts):
        carriers = facts["carriers"]
        return [
            Finding(
                check,
                order.id,
                key="carrier",
                expected={"carrier": usual, "names": names or {}},
            )
            for check in self
            for order in facts.orders
            if facts.has_goods(order)
            for own, usual, names in [carriers[order.id]]
            if not own
        ]

    def _can_fix_carrier_missing(self, finding):
        return bool(finding.expected["carrier"])

    def _fix_carrier_missing(self, finding):
        """Take the delivery method that the customer usually takes, at its price of now."""
        order = self.env["sale.order"].browse(finding.order_id)
        carrier = self.env["delivery.carrier"].browse(finding.expected["carrier"])
        rate = carrier.rate_shipment(order)
        if not rate["success"]:
            raise UserError(rate["error_message"])
        order.set_delivery_line(carrier, rate["price"])

    def _describe_carrier_missing(self, finding):
        names = finding.expected["names"]
        if names:
            usual = names.get(self.env.lang) or names["en_US"]
            return self.env._("No carrier is chosen; he usually takes %s.", usual)
        return self.env._("No carrier is chosen.")
