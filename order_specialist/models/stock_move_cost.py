from odoo import fields, models


class StockMove(models.Model):
    """The cost of what is sent instead, and of what comes back after it was credited."""

    _inherit = "stock.move"

    claim_cost_qty = fields.Float(
        digits=0,
        copy=False,
        readonly=True,
        help="Of how many units that a claim credited the cost was taken back with this move.",
    )

    def _is_instead(self):
        """Return whether it is one side of a replacement or an exchange: nobody bills it."""
        resolution = self.sudo().order_case_resolution_id
        return bool(resolution) and resolution.code != "goods_return"

    def _get_claim_cost_quantity(self):
        """Return how many units' cost this done move takes back, negative: gives up again."""
        line = self.sale_line_id.sudo()
        if self._is_instead() or not line._get_credited_by_claims():
            return 0.0
        due = line._get_cost_due() - line._get_cost_done()
        there = line._get_shipped_back(self)
        return min(max(due, -there if self.is_out else 0.0), there if self.is_in else 0.0)


class StockMoveEntry(models.Model):
    """The entry that books it."""

    _inherit = "stock.move"

    def _should_create_account_move(self):
        if super()._should_create_account_move():
            return True
        if not self.sale_line_id or not self.is_valued or self.product_id.valuation != "real_time":
            return False
        return self._is_instead() or bool(self._get_claim_cost_quantity())

    def _create_account_move(self):
        """Book moves of credited lines one after the other: each looks at what is booked."""
        credited = self.filtered(lambda move: move.sale_line_id.credited_qty)
        entries = super(StockMove, self - credited)._create_account_move()
        for move in credited:
            entries |= super(StockMove, move)._create_account_move()
        return entries

    def _get_account_move_line_vals(self):
        """Move the cost between the stock and the expense, where the claim says so."""
        quantity = self._get_claim_cost_quantity() if self.sale_line_id else 0.0
        if not self._is_instead() and not quantity:
            return super()._get_account_move_line_vals()
        accounts = self.product_id._get_product_accounts()
        if quantity:
            self.claim_cost_qty = quantity
            value = self._get_claim_cost(quantity)
        else:
            value = self.value if self.is_in else -self.value
        rows = ((accounts["stock_valuation"], value), (accounts["expense"], -value))
        return [
            {
                "account_id": account.id,
                "name": f"{self.reference} - {self.product_id.name}",
                "debit": max(amount, 0.0),
                "credit": max(-amount, 0.0),
                "product_id": self.product_id.id,
            }
            for account, amount in rows
        ]

    def _get_claim_cost(self, quantity):
        """Return the cost of ``quantity`` in the order line's unit.

        What comes back costs what its invoice booked, what goes out again what it costs by now.
        """
        line = self.sale_line_id.sudo()
        pieces = line.product_uom_id._compute_quantity(
            quantity, self.product_id.uom_id, round=False
        )
        now = abs(self._get_price_unit())
        price = now if quantity < 0 else line._get_cost_price() or now
        return self.company_id.currency_id.round(pieces * price)
