from odoo import fields, models
from odoo.exceptions import UserError


class OrderGoodsLeftWizard(models.TransientModel):
    """Why goods left although their order was stopped."""

    _name = "order.goods.left.wizard"
    _description = "Goods Have Left"

    picking_id = fields.Many2one("stock.picking", "Transfer", required=True, readonly=True)
    order_stop = fields.Text("What Stops It", related="picking_id.order_stop")
    reason_id = fields.Many2one(
        "order.reason", required=True, domain=[("usage", "=", "goods_left")]
    )
    note = fields.Text(required=True, help="What happened, for whoever reviews it.")

    def action_validate(self):
        """Record that the goods have left, and validate the transfer.

        What is missing becomes a backorder; the gates stop that one like any other.
        """
        picking = self.picking_id
        picking._check_goods_left()
        if self.reason_id.usage != "goods_left":
            raise UserError(self.env._("Choose a reason why the goods have left."))
        self.env["order.override"]._let_leave(picking, self.reason_id, self.note)
        picking.with_context(skip_backorder=True).button_validate()
        return {"type": "ir.actions.act_window_close"}
