from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    order_known_ids = fields.One2many(
        "order.known",
        "partner_id",
        string="Confirmed Once",
        groups="order_specialist.group_specialist,order_specialist.group_credit_controller,"
        "order_specialist.group_auditor,sales_team.group_sale_salesman",
        help="What somebody confirmed for this customer, so that it is not asked again.",
    )
