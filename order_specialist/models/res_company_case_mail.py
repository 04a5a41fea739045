from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResCompany(models.Model):
    """The address to which customers write their claims."""

    _inherit = "res.company"

    order_case_alias_id = fields.Many2one(
        "mail.alias", "Claims address", readonly=True, copy=False, ondelete="set null"
    )
    order_case_alias_name = fields.Char(
        "Claims by mail to",
        compute="_compute_order_case_alias_name",
        inverse="_inverse_order_case_alias_name",
        compute_sudo=True,
        help="What stands before the @ of the address; empty: no claims by mail.",
    )

    @api.depends("order_case_alias_id.alias_name")
    def _compute_order_case_alias_name(self):
        for company in self:
            company.order_case_alias_name = company.order_case_alias_id.alias_name

    def _inverse_order_case_alias_name(self):
        if not self.env.user.has_group("order_specialist.group_administrator"):
            raise AccessError(self.env._("Only the desk's administrator sets its address."))
        for company in self.sudo():
            name, alias = company.order_case_alias_name, company.order_case_alias_id
            if not name:
                alias.unlink()
            elif alias:
                alias.alias_name = name
            else:
                company.order_case_alias_id = (
                    self.env["mail.alias"].sudo().create(company._prepare_case_alias_values(name))
                )

    def _prepare_case_alias_values(self, name):
        return {
            "alias_name": name,
            "alias_contact": "everyone",
            "alias_domain_id": self.alias_domain_id.id,
            "alias_model_id": self.env["ir.model"]._get_id("order.case"),
            "alias_defaults": repr({"company_id": self.id}),
        }
