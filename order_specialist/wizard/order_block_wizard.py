from odoo import fields, models


class OrderBlockWizard(models.TransientModel):
    """Block the orders of a customer, and say why."""

    _name = "order.block.wizard"
    _description = "Block Orders of a Customer"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, ondelete="cascade"
    )
    reason = fields.Char(required=True, help="Shown beside every order of his.")

    def action_block(self):
        """Block the customer's orders for this reason."""
        self.partner_id.check_access("read")
        self.partner_id._check_may_block()
        # a credit controller has no right to change customers otherwise
        self.partner_id.sudo().write({"order_blocked": True, "order_block_reason": self.reason})
        return {"type": "ir.actions.act_window_close"}
