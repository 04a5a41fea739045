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
    def _load_countries(self, facts):
        """Return ``{country id: (zip required, state required)}``."""
        countries = facts.env["res.country"].browse(
            {order.ship_country_id for order in facts.orders if order.ship_country_id}
        )
        return {
            country.id: (
                country.zip_required and "%(zip)s" in (country.address_format or ""),
                country.state_required,
            )
            for country in countries
        }

    def _find_address_incomplete(self, facts):
        return [
            Finding(check, order.id, key=",".join(missing), actual=missing)
            for check in self
            for order in facts.orders
            if order.has_goods
            for missing in [self._get_missing_parts(order, facts["countries"])]
            if missing
        ]

    @api.model
    def _get_missing_parts(self, order, countries):
        zip_required, state_required = countries.get(order.ship_country_id, (False, False))
        parts = {
            "street": order.ship_street or order.ship_street2,
            "city": order.ship_city,
            "zip": order.ship_zip or not zip_required,
            "state": order.ship_state_id or not state_required,
            "country": order.ship_country_id,
        }
        return [name for name, value in parts.items() if not value]

    def _describe_address_incomplete(self, finding):
        labels = {
            "street": self.env._("street"),
            "city": self.env._("city"),
            "zip": self.env._("postal code"),
            "state": self.env._("state"),
            "country": self.env._("country"),
        }
        return self.env._(
            "The delivery address lacks: %s.", ", ".join(labels[part] for part in finding.actual)
        )
