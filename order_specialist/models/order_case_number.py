from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL


class OrderCase(models.Model):
    """The numbers of claims: for as many as are opened at once, with one query."""

    _inherit = "order.case"

    @api.model
    def _assign_numbers(self, vals_list):
        """Put the next number of its company into each of the values that has none."""
        unnumbered = [vals for vals in vals_list if vals.get("name", "/") == "/"]
        orders = self.env["sale.order"].sudo()
        orders = orders.browse({vals["order_id"] for vals in unnumbered if vals.get("order_id")})
        of_order = {order.id: order.company_id for order in orders}
        by_company = defaultdict(list)
        for vals in unnumbered:
            # one that came by mail may wait for its order
            said = self.env["res.company"].browse(vals.get("company_id"))
            company = of_order.get(vals.get("order_id")) or said or self.env.company
            by_company[company].append(vals)
        for company, rows in by_company.items():
            for vals, number in zip(rows, self._get_next_numbers(company, len(rows)), strict=True):
                vals["name"] = number

    @api.model
    def _get_next_numbers(self, company, count):
        """Return ``count`` new numbers of the sequence that ``company`` uses."""
        sequences = self.env["ir.sequence"].sudo().with_company(company)
        domain = [("code", "=", "order.case"), ("company_id", "in", (company.id, False))]
        sequence = sequences.search(domain, order="company_id", limit=1)
        if sequence.implementation != "standard" or sequence.use_date_range:
            return [sequences.next_by_code("order.case") or "/" for _number in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s::regclass) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence.id:03d}",
                count,
            )
        )
        return [sequence.get_next_char(number) for (number,) in rows]
