from odoo import models


class OrderCaseResolution(models.Model):
    """A result that is cancelled in accounting or in the warehouse opens its claim again."""

    _inherit = "order.case.resolution"

    def _undo(self):
        """Take back done resolutions whose document was cancelled. Called in sudo."""
        for resolution in self.filtered(lambda r: r.state == "done"):
            resolution._get_executor()._undo(resolution)
            resolution.state = "cancelled"
            case = resolution.case_id
            case._advance("investigating")
            case.message_post(
                body=self.env._(
                    "%s: its document was cancelled; the claim is open again.",
                    resolution.display_name,
                )
            )

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
                case = resolution.case_id
                case._advance("investigating")
                case.message_post(
                    body=self.env._(
                        "%s: not all of it is sent; the rest of the claim is open again.",
                        resolution.display_name,
                    )
                )


class OrderCaseResolutionLine(models.Model):
    """How much of a replacement is sent in the end."""

    _inherit = "order.case.resolution.line"

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
