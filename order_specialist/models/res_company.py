from odoo import api, fields, models


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

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        if any(vals.get("order_desk_active") for vals in vals_list):
            self.env.registry.clear_cache()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "order_desk_active" in vals:
            self.env.registry.clear_cache()
        return result
