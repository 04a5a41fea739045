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
        help="How many orders one person may release before their review.",
    )
    order_release_now_period = fields.Selection(
        [("day", "A day"), ("week", "A week"), ("review", "Until reviewed")],
        string="Release Now Period",
        default="week",
        required=True,
        help="In which time the budget counts. Until reviewed: a review gives it back.",
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
