from odoo import api, models
from odoo.exceptions import UserError


class SaleOrderLine(models.Model):
    """Closing short, and leaving replacements out of what was delivered.

    Odoo launches by difference, so what was cancelled, or came back, goes out again with the next
    launch unless it counts as procured.
    """

    _inherit = "sale.order.line"

    def _get_outgoing_incoming_moves(self, strict=True):
        """Leave out replacements and their returns: they deliver nothing of the order."""
        outgoing, incoming = super()._get_outgoing_incoming_moves(strict=strict)
        return (
            outgoing.filtered(lambda move: not move.order_case_resolution_id),
            incoming.filtered(
                lambda move: (
                    not move.order_case_resolution_id or (strict and move._is_claimed_return())
                )
            ),
        )

    def _get_qty_procurement(self, previous_product_uom_qty=False):
        """Count what is closed short as procured, but never beyond what was ordered.

        What was picked and then closed short is on no transfer any more: it is counted once.
        """
        procured = super()._get_qty_procurement(previous_product_uom_qty)
        if not (self.cancelled_qty or self._is_picked_beyond(procured)):
            return procured
        if not self._is_exploded():
            planned = sum(self._get_planned(move) for move in self._get_open_moves())
            procured = min(procured, self.qty_delivered + planned)
        closed = min(procured + self.cancelled_qty, self.product_uom_qty)
        return max(procured, closed)

    def _is_picked_beyond(self, procured):
        """Return whether more was picked than is ordered by now; only the desk lowers that far."""
        return (
            self.env["order.gate"]._is_active(self.company_id.ids)
            and self.product_uom_id.compare(procured, self.product_uom_qty) > 0
        )

    @api.depends("cancelled_qty")
    def _compute_qty_to_deliver(self):
        super()._compute_qty_to_deliver()
        for line in self:
            if line.cancelled_qty:
                line.qty_to_deliver -= line.cancelled_qty
                if line.qty_to_deliver <= 0:
                    line.display_qty_widget = False


class SaleOrderLineSettled(models.Model):
    """The one place that writes what claims settled of a line."""

    _inherit = "sale.order.line"

    def _close_short(self, quantity):
        """Close ``quantity`` of this line: no transfer, no bill. Called in sudo."""
        self.ensure_one()
        rest = self.product_uom_qty - self.qty_delivered - self.cancelled_qty
        if self.product_uom_id.compare(quantity, rest) > 0:
            raise UserError(
                self.env._(
                    "%(asked)s of %(article)s cannot be closed short: %(rest)s are not shipped.",
                    asked=f"{quantity:.15g}",
                    article=self.product_id.display_name,
                    rest=f"{max(rest, 0.0):.15g}",
                )
            )
        self._cancel_open_moves(quantity - self._get_unplanned())
        self.cancelled_qty += quantity

    def _keep_from_billing(self, quantity, before):
        """Keep of a credited ``quantity`` what would become billable again. Called in sudo.

        :param before: what was to invoice before the credit note
        :returns: how much is kept
        """
        self.ensure_one()
        reopened = max(self.qty_to_invoice, 0.0) - max(before, 0.0)
        kept = min(max(reopened, 0.0), quantity)
        self.credited_qty += kept
        return kept

    def _lower_closed_short(self):
        """Nothing is closed short of what is shipped or planned, or is not ordered any more."""
        for line in self.filtered("cancelled_qty").sudo():
            rest = line.product_uom_qty - line.qty_delivered
            if not line._is_exploded():
                rest -= sum(line._get_planned(move) for move in line._get_open_moves())
            rest = max(rest, 0.0)
            if line.product_uom_id.compare(line.cancelled_qty, rest) > 0:
                line.cancelled_qty = rest

    def _reopen_short(self, quantity):
        """Take back ``_close_short``, where its credit was cancelled. Called in sudo."""
        for line in self:
            line.cancelled_qty = max(line.cancelled_qty - quantity, 0.0)
