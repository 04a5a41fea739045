from odoo import api, models


class SaleOrderLine(models.Model):
    """What is left to bill after claims: nothing of what they settled becomes billable again.

    Every method costs no query for a line that no claim has touched: the two quantities are
    columns of the line's own row.
    """

    _inherit = "sale.order.line"

    def _get_settled_quantity(self, billed):
        """Return how much of what Odoo would bill claims have settled; never makes it negative.

        Ordered quantities: closed short and credited. Delivered quantities: credited only, what
        is closed short was never delivered. When goods that were credited come back after all,
        Odoo's own figure falls to 0 and nothing is taken twice.

        :param billed: the quantity that Odoo compares with (invoiced, or invoiced and posted)
        """
        self.ensure_one()
        settled = self.credited_qty
        base = self.qty_delivered - billed
        if self.product_id.invoice_policy == "order":
            base = self.product_uom_qty - billed - self.cancelled_qty
            return self.cancelled_qty + min(max(base, 0.0), settled)
        return min(max(base, 0.0), settled)

    @api.depends("cancelled_qty", "credited_qty")
    def _compute_qty_to_invoice(self):
        super()._compute_qty_to_invoice()
        for line in self:
            if (line.cancelled_qty or line.credited_qty) and line.state == "sale":
                line.qty_to_invoice -= line._get_settled_quantity(line.qty_invoiced)

    @api.depends("cancelled_qty", "credited_qty", "qty_to_invoice")
    def _compute_invoice_status(self):
        super()._compute_invoice_status()
        for line in self:
            if not (line.cancelled_qty or line.credited_qty) or line.invoice_status != "no":
                continue
            settled = line.qty_invoiced + line.cancelled_qty + line.credited_qty
            if (
                line.state == "sale"
                and line.product_uom_id.compare(settled, line.product_uom_qty) >= 0
            ):
                line.invoice_status = "invoiced"


class SaleOrderLineAmounts(models.Model):
    """The amounts that follow from what is left to bill."""

    _inherit = "sale.order.line"

    @api.depends("cancelled_qty", "credited_qty")
    def _compute_untaxed_amount_to_invoice(self):
        super()._compute_untaxed_amount_to_invoice()
        for line in self:
            if (line.cancelled_qty or line.credited_qty) and line.product_uom_qty:
                settled = line._get_settled_quantity(line.qty_invoiced_posted)
                price = line.price_subtotal / line.product_uom_qty
                line.untaxed_amount_to_invoice -= line.currency_id.round(settled * price)

    @api.depends("cancelled_qty", "credited_qty")
    def _compute_amount_to_invoice(self):
        super()._compute_amount_to_invoice()
        for line in self:
            if (line.cancelled_qty or line.credited_qty) and line.product_uom_qty:
                settled = line._get_settled_quantity(line.qty_invoiced_posted)
                line.amount_to_invoice -= line.price_total / line.product_uom_qty * settled
