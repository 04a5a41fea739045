from odoo import models


class AccountMoveLine(models.Model):
    """Which items of a document are about the value of goods."""

    _inherit = "account.move.line"

    def _is_stock_value_of(self, order_line):
        """Return whether it is the stock's side of the cost of ``order_line``."""
        return (
            self.display_type == "cogs"
            and self.parent_state == "posted"
            and order_line in self.cogs_origin_id.sale_line_ids
            and self.price_unit > 0
        )

    def _eligible_for_stock_account(self):
        """A claim's credit of a price is about no goods."""
        if self.order_case_line_id and not self.sale_line_ids:
            return False
        return super()._eligible_for_stock_account()

    def _get_stock_moves(self):
        """What is sent instead of something is no part of what was billed."""
        return super()._get_stock_moves().filtered(lambda move: not move._is_instead())


class AccountMove(models.Model):
    """The cost on the credit notes of claims."""

    _inherit = "account.move"

    def _stock_account_prepare_realtime_out_lines_vals(self):
        """Take back with a claim's credit the cost of the goods that came back, or never left."""
        rows = super()._stock_account_prepare_realtime_out_lines_vals()
        items = self.env["account.move.line"]
        fitted = (self._fit_cost(row, items.browse(row.get("cogs_origin_id"))) for row in rows)
        return [row for row in fitted if row]

    def _fit_cost(self, row, line):
        """Return ``row`` for the units of ``line`` whose cost changes sides; None if none does."""
        if not line.order_case_line_id:
            return row
        order_line = line.sale_line_ids[:1]
        sign = line._get_credit_sign()
        units = line.product_uom_id._compute_quantity(
            line.quantity, order_line.product_uom_id, round=False
        )
        due = order_line._get_cost_due(sign * units) - order_line._get_cost_done()
        share = min(max(sign * due, 0.0), units) / units if units else 0.0
        if not share:
            return None
        amount, price = row["amount_currency"], row["price_unit"]
        if sign < 0 and (cost := order_line._get_cost_price()):
            # the credit note that is reversed may have booked no cost to go by
            amount, price = amount * cost / abs(price), price * cost / abs(price)
        return {
            **row,
            "quantity": row["quantity"] * share,
            "amount_currency": amount * share,
            "price_unit": price,
        }
