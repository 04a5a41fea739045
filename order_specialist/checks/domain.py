from ast import literal_eval
from hashlib import sha1

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.finding import Finding

#: How the rows of a model name their order in a domain.
ORDER_FIELDS = {"sale.order": "id", "sale.order.line": "order_id"}


class OrderCheck(models.Model):
    """What an administrator writes: orders or lines that match his filter are found.

    Each of these checks is one query of its own, and crashes alone.
    """

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("domain", "A filter of your own")], ondelete={"domain": "cascade"}
    )
    found_model = fields.Selection(
        [("sale.order", "Orders"), ("sale.order.line", "Order lines")],
        string="Looks At",
        default="sale.order",
        required=True,
        help="Whether the filter is about the order as a whole or about each of its lines.",
    )
    found_domain = fields.Char(
        string="Finds", default="[]", help="Whatever matches this filter is an issue."
    )
    found_text = fields.Char(
        string="What to Say",
        translate=True,
        help="The issue in one sentence, as the specialist reads it. Empty: the check's name.",
    )

    @api.model
    def _get_parameters(self):
        names = ("found_model", "found_domain", "found_text")
        return {**super()._get_parameters(), "domain": names}

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "domain": self.env._(
                "Finds the orders or lines that match the filter. Each such check costs a query "
                "of its own at every gate: archive what nobody needs. "
                "Say in “What to Do” what helps."
            ),
        }

    @api.constrains("kind", "found_model", "found_domain", "method", "active")
    def _check_found_domain(self):
        """Refuse a filter that could not be searched, or that finds everything."""
        for check in self.filtered(lambda check: check.kind == "domain" and check.active):
            try:
                domain = check._get_found_domain()
                domain.validate(self.env[check.found_model])
                self.env[check.found_model].sudo().search(domain, limit=1)
            except Exception as error:  # whatever is wrong with it, it is the writer's to mend
                raise ValidationError(
                    self.env._(
                        "The filter of check “%(name)s” cannot be searched: %(error)s",
                        name=check.name,
                        error=error,
                    )
                ) from error
            if domain.is_true():
                raise ValidationError(
                    self.env._(
                        "The filter of check “%s” matches everything: it would find every order. "
                        "Say what it looks for.",
                        check.name,
                    )
                )

    def _get_found_domain(self):
        """Return what the administrator wrote as a ``Domain``."""
        return Domain(literal_eval(self.found_domain or "[]"))

    def _runs_alone(self):
        return self.kind == "domain" or super()._runs_alone()

    def _find_domain(self, facts):
        return [
            finding
            for check in self
            for found in [check._search_found(facts)]
            for finding in check._prepare_found(facts, found)
        ]

    def _search_found(self, facts):
        """Return the ids of the orders or lines of the batch that match; one query."""
        model = facts.env[self.found_model].with_context(active_test=False)
        batch = Domain(ORDER_FIELDS[self.found_model], "in", facts.order_ids)
        return set(model._search(batch & self._get_found_domain()).get_result_ids())

    def _prepare_found(self, facts, found):
        # another filter is another question: what was overridden under the old one is asked again
        digest = sha1((self.found_domain or "").encode()).hexdigest()[:8]
        if self.found_model == "sale.order":
            return [
                Finding(
                    self,
                    order.id,
                    key=f"filter {digest}:",
                    amount=order.amount_total / order.currency_rate,
                )
                for order in facts.orders
                if order.id in found
            ]
        return [
            Finding(
                self,
                line.order_id,
                line.id,
                key=f"filter {digest} {line.product_id}:{line.quantity:g}",
                actual=[line.quantity],  # less of it is milder
                amount=line.quantity
                * line.price_unit
                * (1 - line.discount / 100)
                / facts.by_id[line.order_id].currency_rate,
            )
            for line in facts.lines
            if line.id in found
        ]

    def _describe_domain(self, finding):
        return self.found_text or self.name
