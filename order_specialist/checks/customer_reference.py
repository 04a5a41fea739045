from odoo import api, fields, models

from ..tools.finding import Finding


class OrderCheck(models.Model):
    """The customer's order number is there, where he requires one."""

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("customer_reference", "Customer's order number is present")],
        ondelete={"customer_reference": "cascade"},
    )

    @api.model
    def _get_parameters(self):
        return {**super()._get_parameters(), "customer_reference": ("empty_words",)}

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "customer_reference": self.env._(
                "Finds orders of customers who require their order number when it is "
                "missing or says nothing (“n/a”, “tel”); on the phone, who ordered will do. "
                "Ask for the number, or enter who ordered."
            ),
        }

    def _find_customer_reference(self, facts):
        return [
            Finding(
                check,
                order.id,
                key=f"missing:{(order.client_order_ref or '').strip().lower()}",
                actual=order.client_order_ref or None,
                amount=order.amount_total / order.currency_rate,
            )
            for check in self
            for words in [check._get_empty_words()]
            for order in facts.orders
            if order.reference_required
            and self._says_nothing(order.client_order_ref, words)
            # on the phone, a name to call back is as good as a number
            and not (
                order.order_channel == "phone" and not self._says_nothing(order.ordered_by, words)
            )
        ]

    def _get_empty_words(self):
        """Return what counts as no order number; the empty text always does."""
        return {""} | {self._get_letters(word) for word in (self.empty_words or "").split(",")}

    @api.model
    def _says_nothing(self, text, words):
        """Return whether ``text`` is one of ``words``, whatever signs stand around or in it."""
        return self._get_letters(text) in words

    @api.model
    def _get_letters(self, text):
        """Return the letters and digits of ``text``, in lower case: "N / A." is "na"."""
        return "".join(sign for sign in (text or "").lower() if sign.isalnum())

    def _describe_customer_reference(self, finding):
        if finding.actual:
            return self.env._("“%s” is not an order number.", finding.actual)
        return self.env._("The customer's order number is missing.")
