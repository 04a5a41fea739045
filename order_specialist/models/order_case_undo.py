from odoo import models


class OrderCaseResolution(models.Model):
    """A result that is cancelled in accounting or in the warehouse opens its claim again."""

    _inherit = "order.case.resolution"

    def _undo(self):
        """Take back done resolutions whose document was cancelled. Called in sudo."""
        for resolution in self.filtered(lambda r: r.state == "done"):
            resolution._get_executor()._undo(resolution)
            resolution.state = "cancelled"
            resolution._reopen(
                self.env._(
                    "%s: its document was cancelled; the claim is open again.",
                    resolution.display_name,
                )
            )

    def _undo_part(self, reversed_lines):
        """Take back what ``reversed_lines`` of an invoice reverse of its credit note, in sudo."""
        executor = self._get_executor()
        changed = False
        parts = self.line_ids.filtered(lambda part: part.state == "done" and part.invoice_line_id)
        for part in parts:
            lines = reversed_lines.filtered(
                lambda aml, part=part: (
                    aml.order_case_line_id == part.case_line_id
                    and aml.order_credited_line_id == part.invoice_line_id
                )
            )
            changed |= part._lower(executor, part._get_reversed(lines))
        if changed:
            self._reopen(
                self.env._(
                    "%s: a part of its credit note was reversed; that part of the claim is open "
                    "again.",
                    self.display_name,
                )
            )

    def _reopen(self, body):
        self.case_id._advance("investigating")
        self.case_id.message_post(body=body)

    def _link_transfer(self, move):
        """Link the transfer of ``move``, which was made after the resolution was done."""
        transfer = move.picking_id
        if (
            self.state == "done"
            and self.code in ("replacement", "exchange")
            and not self.picking_id
            and (move.location_final_id or move.location_dest_id)._is_outgoing()
            and not self.search_count([("picking_id", "=", transfer.id)], limit=1)
        ):
            self.picking_id = transfer

    def _follow_moves(self):
        """Open claims again for what of their replacements is not sent any more.

        Called in sudo, when moves of replacements were cancelled or stay short.
        """
        for resolution in self.filtered(lambda r: r.state == "done"):
            domain = [("order_case_resolution_id", "=", resolution.id), ("state", "!=", "cancel")]
            moves = self.env["stock.move"].search(domain)
            if not moves:
                resolution._undo()
            elif resolution._get_executor()._follow(resolution, moves):
                resolution._reopen(
                    self.env._(
                        "%s: not all of it is sent; the rest of the claim is open again.",
                        resolution.display_name,
                    )
                )


class OrderCaseResolutionLine(models.Model):
    """How much of a settlement is left in the end."""

    _inherit = "order.case.resolution.line"

    def _get_reversed(self, lines):
        """Return how much of this part ``lines`` of an invoice take back, as it is measured."""
        if self.measure == "money":
            billed = sum(lines.mapped("price_subtotal"))
            return min(self.case_line_id._to_claim_currency(billed), self.amount)
        unit = self.uom_id
        return min(
            sum(
                line.product_uom_id._compute_quantity(
                    line.quantity, unit or line.product_uom_id, rounding_method="HALF-UP"
                )
                for line in lines
            ),
            self.quantity,
        )

    def _lower(self, executor, value):
        """Lower this part by ``value``, and what was written with it; return whether it was."""
        if self.case_line_id._is_zero(value):
            return False
        executor._lower(self, value)
        if self.measure == "money":
            self.amount -= value
        else:
            self.quantity -= value
        return True

    def _follow_replacement(self, moves):
        """Lower this part to what of it was sent or still will be; return whether it changed."""
        line = self.case_line_id.order_line_id
        if line._is_exploded():
            return False
        sent = line._get_shipped_gross(moves.filtered(lambda move: move.sale_line_id == line))
        planned = line._get_open_moves(self.resolution_id)
        sent += sum(line._get_planned(move) for move in planned)
        if line.product_uom_id.compare(sent, self.quantity) >= 0:
            return False
        self.quantity = sent
        return True
