from odoo import models


class AccountTax(models.Model):
    """Money without tax out of prices that hold their tax, and the other way round."""

    _inherit = "account.tax"

    def _without_fixed(self):
        """Return the taxes that follow the price.

        What is owed by the piece is owed as long as the piece stays, whatever it costs.
        """
        flat = self.flatten_taxes_hierarchy()
        if all(tax.amount_type != "fixed" for tax in flat):
            return self
        return flat.filtered(lambda tax: tax.amount_type != "fixed")

    def _get_net(self, amount):
        """Return what of ``amount``, said as prices are, is left without tax; not rounded."""
        taxes = self._without_fixed()
        if not any(tax.price_include for tax in taxes.flatten_taxes_hierarchy()):
            return amount
        return taxes._get_tax_details(amount, 1.0, rounding_method="round_globally")[
            "total_excluded"
        ]

    def _get_priced(self, net):
        """Return the price that ``net`` has with these taxes: the opposite of ``_get_net``."""
        return self._without_fixed()._add_included(net)

    def _add_included(self, net):
        """Return the price that ``net`` has with all of these taxes, those by the piece too."""
        details = self._get_tax_details(
            net, 1.0, rounding_method="round_globally", special_mode="total_excluded"
        )
        included = (row for row in details["taxes_data"] if row["tax"].price_include)
        return net + sum(row["tax_amount"] for row in included)
