from odoo import models


class SaleOrderLine(models.Model):
    """Of which units that claims credited the cost is no expense any more.

    With perpetual valuation Odoo books the cost of what an invoice bills as an expense. A claim's
    credit gives money back, the goods may stay where they are: their cost comes back when they
    do, whichever of the two is first, or with the credit if they never left.
    """

    _inherit = "sale.order.line"

    def _get_cost_due(self, credited=0.0):
        """Return how many units' cost has to be taken back by now, in this line's unit.

        :param credited: what a document that is being posted credits, in this line's unit
        """
        given = self._get_credited_by_claims() + credited
        billed = self.qty_invoiced_posted - credited
        kept = min(max(self.qty_delivered - billed, 0.0), self.credited_qty)
        _outgoing, incoming = self._get_outgoing_incoming_moves()
        lost = self._get_shipped_back(incoming.filtered(lambda move: not move.is_in))
        return max(given - kept - lost, 0.0)

    def _get_credited_by_claims(self):
        """Return the units of posted credit notes of claims, less those that were reversed."""
        lines = self.invoice_lines.filtered(
            lambda aml: aml.order_case_line_id and aml.parent_state == "posted"
        )
        return sum(
            aml._get_credit_sign()
            * aml.product_uom_id._compute_quantity(aml.quantity, self.product_uom_id, round=False)
            for aml in lines
        )

    def _get_shipped_back(self, moves):
        return sum(
            move.product_uom._compute_quantity(move.quantity, self.product_uom_id, round=False)
            for move in moves
            if move.state == "done"
        )


class SaleOrderLineBooked(models.Model):
    """What of it is booked."""

    _inherit = "sale.order.line"

    def _get_cost_done(self):
        """Return how many units' cost was taken back, in this line's unit."""
        items = self.invoice_lines.filtered("order_case_line_id").move_id.line_ids
        items = items.filtered(lambda aml: aml._is_stock_value_of(self))
        booked = sum(
            aml._get_credit_sign()
            * aml.product_uom_id._compute_quantity(aml.quantity, self.product_uom_id, round=False)
            for aml in items
        )
        return booked + sum(self.move_ids.mapped("claim_cost_qty"))

    def _get_cost_price(self):
        """Return what one unit of the article cost as these lines' invoices booked it."""
        invoices = self.invoice_lines.filtered(lambda aml: not aml.order_case_line_id).move_id
        items = invoices.line_ids.filtered(lambda aml: aml._is_stock_value_of(self))
        unit = self.product_id.uom_id
        pieces = sum(
            aml.product_uom_id._compute_quantity(aml.quantity, unit, round=False) for aml in items
        )
        return abs(sum(items.mapped("balance"))) / pieces if pieces else 0.0
