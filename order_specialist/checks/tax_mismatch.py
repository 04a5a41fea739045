from collections import defaultdict

from odoo import api, fields, models

from ..tools.finding import Finding
from ..tools.statement import Statement

#: The taxes of the lines; sales taxes with their company, what they replace, and where: all that
#: mapping them takes.
_TAXES = Statement(
    """
SELECT 'tax', t.id, t.company_id, NULL::int, NULL::float8 FROM account_tax t
 WHERE t.active AND t.id IN (SELECT r.tax_id FROM product_taxes_rel r
                  JOIN product_product p ON p.product_tmpl_id = r.prod_id
                 WHERE p.id = ANY (%(products)s))
 UNION ALL
SELECT 'position', r.account_fiscal_position_id, r.account_tax_id, a.src_tax_id, NULL
  FROM account_fiscal_position_account_tax_rel r
  JOIN account_tax t ON t.id = r.account_tax_id AND t.active
  LEFT JOIN account_tax_alternatives a ON a.dest_tax_id = r.account_tax_id
 WHERE r.account_fiscal_position_id = ANY (%(positions)s)
 UNION ALL
SELECT 'company', c.id, c.parent_id, NULL, NULL FROM res_company c
 UNION ALL
SELECT 'line', r.sale_order_line_id, r.account_tax_id, NULL, NULL
  FROM account_tax_sale_order_line_rel r
 WHERE r.sale_order_line_id = ANY (%(lines)s)
 UNION ALL
SELECT 'percent', t.id, NULL, NULL, t.amount::float8 FROM account_tax t
 WHERE t.amount_type = 'percent'
""",
    products="int[]",
    positions="int[]",
    lines="int[]",
)


class Taxes:
    """Which taxes lines have, which they are due, and how much they are.

    :param rows: rows of ``_TAXES``
    """

    def __init__(self, rows):
        self._own, self._owners, self._parents = defaultdict(set), {}, {}
        #: {fiscal position: {tax: taxes that replace it}}
        self._maps = defaultdict(lambda: defaultdict(set))
        #: {tax: percent}; taxes of a fixed amount have none
        self.percents = {}
        for what, record_id, target, source, percent in rows:
            if what == "line":
                self._own[record_id].add(target)
            elif what == "position":
                self._maps[record_id][source].add(target)
            else:
                kept = {"tax": self._owners, "company": self._parents, "percent": self.percents}
                kept[what][record_id] = percent if what == "percent" else target

    def get_own(self, line):
        return self._own.get(line.id, set())

    def get_due(self, order, product):
        """Return what the fiscal position of the order makes of the taxes of a product."""
        taxes = self._get_company_taxes(product.taxes, order.company_id)
        if not order.fiscal_position_id:
            return taxes
        # one without taxes takes all away
        mapping = self._maps.get(order.fiscal_position_id)
        if mapping is None:
            return set()
        return {target for tax in taxes for target in mapping.get(tax, {tax})}

    def _get_company_taxes(self, taxes, company_id):
        """Return the taxes of a company, or of the nearest above it that has some."""
        while company_id:
            found = {tax for tax in taxes if self._owners.get(tax) == company_id}
            if found:
                return found
            company_id = self._parents.get(company_id)
        return set()


class OrderCheck(models.Model):
    """The taxes of a line are those of its product, as the fiscal position maps them."""

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("tax_mismatch", "Taxes are those of product and customer")],
        ondelete={"tax_mismatch": "cascade"},
    )

    @api.model
    def _load_taxes(self, facts):
        """Return the ``Taxes`` of the batch."""
        positions = {order.fiscal_position_id for order in facts.orders} - {None}
        rows = facts.fetch(
            _TAXES,
            products=list(facts["product_terms"]),
            positions=list(positions),
            lines=[line.id for line in facts.lines],
        )
        return Taxes(rows)

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "tax_mismatch": self.env._(
                "Finds lines whose taxes are not those of the product, as the fiscal position of "
                "the order maps them. "
                "Take them again with one button, or correct the fiscal position."
            ),
        }

    def _find_tax_mismatch(self, facts):
        taxes, products = facts["taxes"], facts["product_terms"]
        rows = [
            (line, due, own)
            for line in facts.lines
            for own in [taxes.get_own(line)]
            for due in [taxes.get_due(facts.by_id[line.order_id], products[line.product_id])]
            if own != due and self._is_taxed_by_product(facts, line)
        ]
        return [
            Finding(
                check,
                line.order_id,
                line.id,
                key=f"{line.product_id}:{self._join_ids(actual)}",
                # as text: no tax is milder than another because its id is smaller
                expected=self._join_ids(expected),
                actual=self._join_ids(actual),
                amount=self._get_net_price(facts, line) * line.quantity * percent / 100,
            )
            for check in self
            for line, expected, actual in rows
            for percent in [self._sum_percents(taxes.percents, actual, expected)]
        ]

    @api.model
    def _sum_percents(self, percents, actual, expected):
        """Return by how many percent ``actual`` taxes are more than those that are due."""
        return sum(percents.get(tax, 0.0) for tax in actual) - sum(
            percents.get(tax, 0.0) for tax in expected
        )

    @api.model
    def _join_ids(self, ids):
        return ",".join(map(str, sorted(ids)))

    @api.model
    def _split_ids(self, text):
        return [int(part) for part in (text or "").split(",") if part]

    @api.model
    def _is_taxed_by_product(self, facts, line):
        """Parts of the whole order (a discount on it, a reward) have the taxes of its lines."""
        combo = facts["product_terms"][line.product_id].type == "combo"
        return not (line.is_automatic or line.is_global_discount or combo)

    def _say_tax_mismatch(self, finding):
        return self._get_tax_names(finding.expected), self._get_tax_names(finding.actual)

    def _describe_tax_mismatch(self, finding):
        expected, actual = self._say_tax_mismatch(finding)
        return self.env._(
            "taxes %(actual)s, due are %(expected)s.", actual=actual, expected=expected
        )

    @api.model
    def _get_tax_names(self, ids):
        taxes = self.env["account.tax"].sudo().browse(self._split_ids(ids)).exists()
        return ", ".join(taxes.mapped("name")) or self.env._("none")

    def _fix_tax_mismatch(self, finding):
        """Take the taxes of product and fiscal position."""
        line = self.env["sale.order.line"].browse(finding.line_id)
        line.tax_ids = [fields.Command.set(self._split_ids(finding.expected))]
