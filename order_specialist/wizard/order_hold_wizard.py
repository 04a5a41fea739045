from odoo import fields, models
from odoo.exceptions import UserError


class OrderHoldWizard(models.TransientModel):
    """Place a hold on orders, or release holds, with reason and note."""

    _name = "order.hold.wizard"
    _description = "Place or Release Holds"

    is_release = fields.Boolean()
    order_ids = fields.Many2many("sale.order", string="Orders")
    line_id = fields.Many2one(
        "sale.order.line",
        string="Only the Line",
        domain="[('order_id', 'in', order_ids), ('display_type', '=', False)]",
        help="Leave empty to hold the whole order.",
    )
    hold_ids = fields.Many2many("order.hold", string="Holds")
    type_id = fields.Many2one(
        "order.hold.type", string="Hold Type", domain="[('is_parking', '=', False)]"
    )
    reason_id = fields.Many2one("order.reason", domain="[('usage', '=', 'hold_release')]")
    note = fields.Text()

    def action_place(self):
        """Place a hold on each of the orders, or on one line."""
        if not self.type_id:
            raise UserError(self.env._("Choose a type of hold."))
        if self.line_id and self.line_id.order_id not in self.order_ids:
            raise UserError(self.env._("The line is of another order."))
        self.env["order.hold"]._place(self.order_ids, self.type_id, self.note, self.line_id)
        return {"type": "ir.actions.act_window_close"}

    def action_release(self):
        """Release the holds."""
        self.hold_ids._release(self.reason_id, self.note)
        return {"type": "ir.actions.act_window_close"}
