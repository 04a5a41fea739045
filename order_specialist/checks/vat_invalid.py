from odoo import api, fields, models

from ..tools.finding import Finding
from ..tools.vat import is_vat


class OrderCheck(models.Model):
    """The customer's VAT number can be one, by the check digits of its country."""

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("vat_invalid", "VAT number is valid")],
        ondelete={"vat_invalid": "cascade"},
    )
    vat_required_abroad = fields.Boolean(
        string="Required for Companies Abroad",
        help="A company in another country than ours needs a VAT number; without it, only numbers "
        "that are given are looked at.",
    )

    @api.model
    def _get_parameters(self):
        return {**super()._get_parameters(), "vat_invalid": ("vat_required_abroad",)}

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "vat_invalid": self.env._(
                "Finds VAT numbers that cannot be right, by the check digits of their country. "
                "Ask for the right number."
            ),
        }

    def _find_vat_invalid(self, facts):
        return [
            Finding(
                check,
                order.id,
                key=f"vat:{number or 'missing'}",
                actual=number or None,
                amount=self._get_tax_at_stake(order, customer),
            )
            for order in facts.orders
            for customer in [facts["customers"][order.id]]
            for number in [(customer.vat or "").strip().strip("/")]
            for check in self
            if check._is_vat_wrong(number, customer)
        ]

    def _is_vat_wrong(self, number, customer):
        if number:
            return is_vat(number, customer.country_code) is False
        is_abroad = customer.country_code and customer.country_code != customer.company_country_code
        return self.vat_required_abroad and customer.is_company and is_abroad

    @api.model
    def _get_tax_at_stake(self, order, customer):
        """Return the tax that we owe if the number is wrong and none was charged."""
        if not customer.is_untaxed:
            return 0.0
        return order.amount_total / order.currency_rate * (customer.tax_percent or 0.0) / 100

    def _describe_vat_invalid(self, finding):
        if finding.actual:
            return self.env._("“%s” is no VAT number.", finding.actual)
        return self.env._("The VAT number is missing: this company is abroad.")
