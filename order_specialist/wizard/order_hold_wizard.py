from odoo import fields, models


class OrderHoldWizard(models.TransientModel):
    """Place a hold on orders, or release holds, with reason and note."""

    _name = "order.hold.wizard"
    _description = "Place or Release Holds"

    is_release = fields.Boolean()
    order_ids = fields.Many2many("sale.order", string="Orders")
    hold_ids = fields.Many2many("order.hold", string="Holds")
    type_id = fields.Many2one(
        "order.hold.type", string="Hold Type", domain="[('is_parking', '=', False)]"
    )
    reason_id = fields.Many2one("order.reason", domain="[('usage', '=', 'hold_release')]")
    note = fields.Text()

    def action_place(self):
        """Place a hold on each of the orders."""
        self.env["order.hold"]._place(self.order_ids, self.type_id, self.note)
        return {"type": "ir.actions.act_window_close"}

    def action_release(self):
        """Release the holds."""
        self.hold_ids._release(self.reason_id, self.note)
        return {"type": "ir.actions.act_window_close"}
