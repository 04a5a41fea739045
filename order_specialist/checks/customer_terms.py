from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.finding import Finding

_NAMES = """
SELECT 'payment_term_id', id, coalesce(name ->> %s, name ->> 'en_US') FROM account_payment_term
 UNION ALL
SELECT 'pricelist_id', id, coalesce(name ->> %s, name ->> 'en_US') FROM product_pricelist
 UNION ALL
SELECT 'fiscal_position_id', id, coalesce(name ->> %s, name ->> 'en_US')
  FROM account_fiscal_position
 UNION ALL
SELECT 'currency_id', id, name FROM res_currency WHERE active
"""


class OrderCheck(models.Model):
    """The order is on the customer's own terms: payment, pricelist, fiscal position, currency.

    His own are those that Odoo puts on a new order of his. Where no payment terms are agreed, any
    that ask for payment at once will do.
    """

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("customer_terms", "Terms are the customer's own")],
        ondelete={"customer_terms": "cascade"},
    )

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "customer_terms": self.env._(
                "Finds payment terms, pricelist, fiscal position and currency that are "
                "not the customer's own. "
                "Take his own with one button, or say what was agreed."
            ),
        }

    @api.model
    def _load_term_names(self, facts):
        """Return ``{(field of the order, id): name}``; loaded only when something differs."""
        lang = self.env.lang or "en_US"
        return {(field, term): name for field, term, name in facts.execute(_NAMES, *[lang] * 3)}

    def _find_customer_terms(self, facts):
        terms = facts["terms"]
        defaults = {
            company_id: self._get_default_term(company_id)
            for company_id in {order.company_id for order in facts.orders}
        }
        return [
            Finding(
                check,
                order.id,
                key=f"{field}:{actual or 0}",
                expected=facts["term_names"].get((field, expected)),
                actual=facts["term_names"].get((field, actual)),
                amount=order.amount_total / order.currency_rate,
                figures={"own": expected, "pricelist": terms[order.id].pricelist_id},
            )
            for order in facts.orders
            for field, expected, actual in self._compare_terms(
                order, terms[order.id], defaults[order.company_id]
            )
            # what the customer has, was deleted since
            if not expected or (field, expected) in facts["term_names"]
            for check in self
        ]

    @api.model
    def _get_default_term(self, company_id):
        """Return the id of the payment terms of customers for whom nothing is set; cached."""
        partners = self.env["res.partner"].with_company(company_id)
        field = partners._fields["property_payment_term_id"]
        return field.get_company_dependent_fallback(partners).id

    @api.model
    def _compare_terms(self, order, terms, default_term):
        """Yield ``(field, id of the customer's own, id on the order)`` of what differs."""
        own = (terms.own_term_id if terms.has_own_term else default_term) or None
        if own != terms.term_id and (own or terms.gives_days):
            yield "payment_term_id", own, terms.term_id
        if terms.pricelist_id and terms.pricelist_id != order.pricelist_id:
            yield "pricelist_id", terms.pricelist_id, order.pricelist_id
        if terms.fiscal_position_id != order.fiscal_position_id:
            yield "fiscal_position_id", terms.fiscal_position_id, order.fiscal_position_id
        if terms.currency_id != order.currency_id:
            yield "currency_id", terms.currency_id, order.currency_id

    def _get_repairs_customer_terms(self, finding):
        figures = finding.figures or {}
        if finding.key.startswith("currency_id:") and not figures.get("pricelist"):
            return []
        return ["fix"]

    def _fix_customer_terms(self, finding):
        """Take the customer's own terms, and what follows from them."""
        order = self.env["sale.order"].browse(finding.order_id)
        if order.state not in ("draft", "sent"):
            raise UserError(self.env._("The terms of a confirmed order are not changed like this."))
        field, own = finding.key.partition(":")[0], finding.figures["own"]
        if field == "payment_term_id":
            order.payment_term_id = own
        elif field == "fiscal_position_id":
            order.fiscal_position_id = own
            order._recompute_taxes()
        else:
            order.pricelist_id = finding.figures["pricelist"]
            order._recompute_prices()

    def _describe_customer_terms(self, finding):
        nothing = self.env._("none")
        values = {"own": finding.expected or nothing, "actual": finding.actual or nothing}
        texts = {
            "payment_term_id": self.env._(
                "Payment terms are %(actual)s, the customer's own are %(own)s.", **values
            ),
            "pricelist_id": self.env._(
                "The pricelist is %(actual)s, the customer's own is %(own)s.", **values
            ),
            "fiscal_position_id": self.env._(
                "The fiscal position is %(actual)s, the customer's own is %(own)s.", **values
            ),
            "currency_id": self.env._(
                "The order is in %(actual)s, the customer buys in %(own)s.", **values
            ),
        }
        return texts[finding.key.partition(":")[0]]
