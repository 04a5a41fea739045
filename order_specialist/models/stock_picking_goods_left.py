from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class StockPicking(models.Model):
    """A stopped transfer whose goods have left all the same."""

    _inherit = "stock.picking"

    order_goods_left = fields.Boolean(
        "Goods Have Left",
        readonly=True,
        copy=False,
        help="They left while their order was stopped; somebody has recorded it with a reason.",
    )

    def action_goods_left(self):
        """Ask why a stopped transfer has left all the same."""
        self._check_goods_left()
        return {
            "name": self.env._("Goods have left"),
            "type": "ir.actions.act_window",
            "res_model": "order.goods.left.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_picking_id": self.id},
        }

    def _check_goods_left(self):
        """Let the department of the goods, or a supervisor, record that they have left."""
        self.ensure_one()
        self.check_access("write")
        user = self.env.user
        is_lead = user.has_group("order_specialist.group_department_member") and all(
            handoff._is_member(user)
            for found in self.env["order.handoff"]
            ._get_by_line(self.sudo().move_ids.sale_line_id)
            .values()
            for handoff in found
        )
        if not (is_lead or user.has_group("order_specialist.group_supervisor")):
            raise AccessError(
                self.env._("Only the department of these goods records that they have left.")
            )
        if not self.sudo().move_ids._filter_leaving():
            raise UserError(self.env._("These goods stay in the house; nothing has left."))
