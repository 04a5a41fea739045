from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.finding import Finding
from ..tools.stated import STATED, compare


class OrderCheck(models.Model):
    """What a person read in the customer's document is what the order says.

    *Comparison*: he sees the order beside it, and says what is different. *Second entry*: he does
    not see it and types what he reads; two people who type by themselves make the same slip far
    more rarely than one who looks again (Barchard et al. 2008). What was stated is compared with
    the order at every gate, so whoever changes the order meets it.
    """

    _inherit = "order.check"

    blind_products = fields.Boolean(
        string="Types the Products Too",
        help="He also types which products; else they are listed, and he types what belongs to "
        "each and what is missing.",
    )
    document_required = fields.Boolean(
        string="Needs the Document",
        default=True,
        help="Somebody has to attach the customer's document to the order first.",
    )

    @api.constrains(
        "method",
        "watch_reference",
        "watch_address",
        "watch_products",
        "watch_prices",
        "watch_dates",
    )
    def _check_watched(self):
        for check in self.filtered(lambda check: check.method in STATED):
            if not any(check[name] for name in check._fields if name.startswith("watch_")):
                raise ValidationError(
                    self.env._("Say what is compared with check “%s”.", check.name)
                )

    @api.model
    def _load_manual_results(self, facts):
        """Return what people looked at on the orders of the batch (``order.check.result``)."""
        return (
            facts.env["order.check.result"]
            .sudo()
            .search_fetch(
                [("order_id", "in", facts.order_ids), ("fingerprint", "!=", False)],
                ["order_id", "check_id", "fingerprint", "stated", "is_agreed", "document_id"],
            )
        )

    def _get_manual_action(self):
        """Return the name of the button that makes a manual check."""
        return "tick" if self.method == "attest" else self.method

    def _find_source(self, facts):
        return self._find_stated(facts)

    def _find_rekey(self, facts):
        return self._find_stated(facts)

    def _find_stated(self, facts):
        """Return a finding for each thing that was stated otherwise than the order says it.

        Where both said the same once, the order has changed since: that has to be made again.
        """
        return [
            Finding(
                result.check_id,
                result.order_id.id,
                difference.line_id,
                key=difference.key,
                expected=difference.stated,
                actual=difference.actual,
                amount=difference.amount / facts.by_id[result.order_id.id].currency_rate,
                figures={"product_id": difference.product_id, "document": result.document_id.id},
            )
            for result in facts["manual_results"]
            if result.check_id in self and not result.is_agreed
            for difference in compare(
                facts, result.order_id.id, result.check_id, result.stated or {}
            )
        ]

    def _describe_source(self, finding):
        return self.env._(
            "%(what)s: the document says %(stated)s, the order %(actual)s.",
            **self._get_stated_words(finding),
        )

    def _describe_rekey(self, finding):
        return self.env._(
            "%(what)s: the second entry says %(stated)s, the order %(actual)s. Compare with the "
            "customer's document.",
            **self._get_stated_words(finding),
        )

    def _say_source(self, finding):
        return self._say_stated(finding)

    def _say_rekey(self, finding):
        return self._say_stated(finding)

    def _say_stated(self, finding):
        """Return the texts of both; of a customer or country his name, where ids are kept."""
        stated, actual = finding.expected, finding.actual
        models = {"partner:0": "res.partner", "country:0": "res.country"}
        if finding.subject in models:
            records = self.env[models[finding.subject]].sudo()
            stated, actual = (records.browse(int(value)).display_name for value in (stated, actual))
        return stated, actual

    def _get_stated_words(self, finding):
        stated, actual = self._say_stated(finding)
        nothing = self.env._("nothing")
        return {
            "what": self._get_stated_subject(finding),
            "stated": stated or nothing,
            "actual": actual or nothing,
        }

    def _get_stated_subject(self, finding):
        name, _colon, rest = finding.key.partition(":")
        if name == "missing":  # there is no line that could name its product
            product = self.env["product.product"].sudo().browse(int(rest.partition(":")[0]))
            return product.exists().display_name or self.env._("quantity")
        return {
            "partner": self.env._("customer"),
            "reference": self.env._("order number"),
            "date": self.env._("requested date"),
            "recipient": self.env._("ship-to name"),
            "address": self.env._("ship-to"),
            "country": self.env._("ship-to country"),
            "price": self.env._("net price"),
        }.get(name, self.env._("quantity"))

    def _get_repairs_source(self, finding):
        return self._get_repairs_stated(finding)

    def _get_repairs_rekey(self, finding):
        return self._get_repairs_stated(finding)

    def _get_repairs_stated(self, finding):
        """Only the document decides who is right, so nothing is set by a button."""
        document = ["document"] if (finding.figures or {}).get("document") else []
        return [*document, self._get_manual_action()]
