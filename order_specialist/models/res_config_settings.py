from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    order_desk_active = fields.Boolean(related="company_id.order_desk_active", readonly=False)
    order_release_now_budget = fields.Integer(
        related="company_id.order_release_now_budget", readonly=False
    )
    order_release_now_period = fields.Selection(
        related="company_id.order_release_now_period", readonly=False
    )
    order_detection_days = fields.Integer(related="company_id.order_detection_days", readonly=False)
    order_credit_note_posting = fields.Selection(
        related="company_id.order_credit_note_posting", readonly=False
    )
    order_case_alias_name = fields.Char(related="company_id.order_case_alias_name", readonly=False)
    order_case_alias_domain_id = fields.Many2one(related="company_id.alias_domain_id")
    order_case_mails = fields.Boolean(related="company_id.order_case_mails", readonly=False)
