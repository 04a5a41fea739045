from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    order_desk_active = fields.Boolean(
        string="Order Desk",
        help="Verify, hold, release and settle the orders of this company. While it is off, "
        "orders behave as in Odoo alone.",
    )
    order_release_now_budget = fields.Integer(
        string="Release Now Budget",
        default=5,
        help="How many releases of one person may wait for their review at the same time.",
    )

    def write(self, vals):
        if "order_desk_active" in vals:
            self.env.registry.clear_cache()
        return super().write(vals)
