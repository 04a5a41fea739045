from odoo import models

from odoo.addons.order_specialist.tools.asked import is_unattended


class ProjectTask(models.Model):
    """Tasks that Odoo makes by itself leave a stopped quotation as it is, and say so on it."""

    _inherit = "project.task"

    def _ensure_sale_order_linked(self, sol_ids):
        """Confirm the quotations of the lines; a person's task is refused if one is stopped."""
        if not is_unattended(self):
            return super()._ensure_sale_order_linked(sol_ids)
        lines = self.env["sale.order.line"].sudo().browse(sol_ids)
        quotations = lines.order_id.filtered(lambda order: order.state == "draft")
        free, blockers = self.env["order.gate"]._split(quotations, "confirm")
        for order in quotations - free:
            reasons = [blocker.message for blocker in blockers if blocker.order_id == order.id]
            order.message_post(
                body=self.env._(
                    "Not confirmed, though the next task of a series was made for it: %s",
                    " · ".join(reasons),
                )
            )
        going = lines.filtered(lambda line: line.order_id not in quotations - free)
        return super()._ensure_sale_order_linked(going.ids)
