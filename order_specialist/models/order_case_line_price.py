from odoo import fields, models


class OrderCaseLine(models.Model):
    """Prices as the document says them, and the money without tax that they stand for.

    A claim, its limits and its reports are about money without tax; a price that holds its tax
    is compared, and credited, as it was billed.
    """

    _inherit = "order.case.line"

    def _get_sold(self):
        """Return the line that says what was sold: of the invoice, else of the order."""
        return self.invoice_line_id or self.order_line_id

    def _get_net_price(self):
        """Return what one unit was sold at without tax, in the unit and currency of the claim."""
        invoice_line, order_line = self.invoice_line_id, self.order_line_id
        sold = self._get_sold()
        price = sold.tax_ids._get_net(sold.price_unit * (1 - (sold.discount or 0.0) / 100.0))
        if invoice_line and order_line:
            price = invoice_line.product_uom_id._compute_price(price, order_line.product_uom_id)
        return self._to_claim_currency(price, round=False)

    def _get_priced_difference(self):
        """Return what is claimed in money, said as prices are: with the taxes they hold, in the
        currency of the invoice.
        """
        difference = (self.actual_price - self.expected_price) * self.actual_quantity
        return difference + self._exchange(
            self.actual_amount - self.expected_amount,
            self.currency_id,
            self._get_sold().currency_id,
        )

    def _get_priced(self, amount):
        """Return ``amount`` of the claim, which is without tax, said as prices are."""
        if not self.claimed_amount:
            sold = self._get_sold()
            priced = sold.tax_ids._get_priced(amount)
            return self._exchange(priced, self.currency_id, sold.currency_id)
        # a share of the difference itself: nothing is lost on the way through the net
        return abs(self._get_priced_difference() / self.claimed_amount) * amount

    def _to_claim_currency(self, amount, round=True):
        """Return ``amount`` of the invoice in the currency of the claim, which is the order's."""
        return self._exchange(amount, self._get_sold().currency_id, self.currency_id, round)

    def _exchange(self, amount, from_currency, to_currency, round=True):
        if not from_currency or not to_currency or from_currency == to_currency:
            return amount
        day = self.invoice_line_id.date or fields.Date.context_today(self)
        return from_currency._convert(amount, to_currency, self.company_id, day, round=round)
