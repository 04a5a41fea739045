from odoo import api, fields, models


class OrderRushWizard(models.TransientModel):
    """Make an order a rush order, knowing whom it costs what."""

    _name = "order.rush.wizard"
    _description = "Rush Order"

    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade")
    rush_reason = fields.Char("Reason", required=True, help="Why this order goes first.")
    losses = fields.Text("It Takes from Others", compute="_compute_losses")
    share = fields.Char("Rush by Now", compute="_compute_share")

    @api.depends("order_id")
    def _compute_share(self):
        for wizard in self:
            rush, total = self.env["order.handoff"]._get_rush_figures(wizard.order_id.company_id)
            wizard.share = self.env._(
                "%(rush)s of %(total)s open releases (%(share)s %%)",
                rush=rush,
                total=total,
                share=round(100 * rush / total) if total else 0,
            )

    @api.depends("order_id")
    def _compute_losses(self):
        for wizard in self:
            losses = self.env["order.handoff"]._get_rush_losses(wizard.order_id)
            wizard.losses = "\n".join(
                self.env._(
                    "%(order)s loses %(loses)s (gets %(gets)s) %(article)s",
                    order=line.order_id.name,
                    loses=f"{loses:.15g}",
                    gets=f"{gets:.15g}",
                    article=line.product_id.display_name,
                )
                for line, loses, gets in losses
            )

    def action_rush(self):
        """Put the order in front of all others."""
        self.order_id.write({"is_rush": True, "rush_reason": self.rush_reason})
        return {"type": "ir.actions.act_window_close"}
