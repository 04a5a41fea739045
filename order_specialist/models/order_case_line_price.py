from odoo import models


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
        if invoice_line and self.currency_id and invoice_line.currency_id != self.currency_id:
            price = invoice_line.currency_id._convert(
                price, self.currency_id, self.company_id, invoice_line.date, round=False
            )
        return price

    def _get_priced_difference(self):
        """Return what is claimed in money, said as prices are: with the taxes they hold."""
        difference = self.actual_price - self.expected_price
        return difference * self.actual_quantity + self.actual_amount - self.expected_amount

    def _get_priced(self, amount):
        """Return ``amount`` of the claim, which is without tax, said as prices are."""
        if not self.claimed_amount:
            return self._get_sold().tax_ids._get_priced(amount)
        # a share of the difference itself: nothing is lost on the way through the net
        return abs(self._get_priced_difference() / self.claimed_amount) * amount
