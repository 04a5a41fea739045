from odoo import api, fields, models

from ..tools.finding import Finding


class OrderCheck(models.Model):
    """The ship-to says all that its country's addresses say."""

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("address_incomplete", "Address is complete")],
        ondelete={"address_incomplete": "cascade"},
    )

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "address_incomplete": self.env._(
                "Finds delivery addresses that lack what addresses of their country have. "
                "Ask for what is missing, and complete the address."
            ),
        }

    def _find_address_incomplete(self, facts):
        return [
            Finding(
                check,
                order.id,
                key=",".join(missing),
                actual=missing,
                amount=order.amount_total / order.currency_rate,
            )
            for check in self
            for order in facts.orders
            if facts.has_goods(order)
            for missing in [self._get_missing_parts(order)]
            if missing
        ]

    @api.model
    def _get_missing_parts(self, order):
        parts = {
            "street": order.ship_street or order.ship_street2,
            "city": order.ship_city,
            "zip": order.ship_zip or not order.ship_zip_required,
            "state": order.ship_state_id or not order.ship_state_required,
            "country": order.ship_country_id,
        }
        return [name for name, value in parts.items() if not value]

    def _say_address_incomplete(self, finding):
        labels = {
            "street": self.env._("street"),
            "city": self.env._("city"),
            "zip": self.env._("postal code"),
            "state": self.env._("state"),
            "country": self.env._("country"),
        }
        missing = ", ".join(labels[part] for part in finding.actual)
        return missing, self.env._("missing")

    def _describe_address_incomplete(self, finding):
        missing, _found = self._say_address_incomplete(finding)
        return self.env._("The delivery address lacks: %s.", missing)
