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

    def _undo_if_cancelled(self):
        """Take back replacements of which no move is left. Called in sudo."""
        for resolution in self:
            domain = [("order_case_resolution_id", "=", resolution.id), ("state", "!=", "cancel")]
            if not self.env["stock.move"].search_count(domain, limit=1):
                resolution._undo()
