from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    order_week_group_id = fields.Many2one(
        "res.groups",
        string="The Week Goes To",
        ondelete="set null",
        help="Everybody of this group gets the page of the week by mail, on Mondays. "
        "Leave empty to send none.",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_week_group_id = fields.Many2one(related="company_id.order_week_group_id", readonly=False)
