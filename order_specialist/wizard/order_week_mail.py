from odoo import api, fields, models


class OrderWeek(models.TransientModel):
    """The page of the week, by mail on Mondays."""

    _inherit = "order.week"

    @api.model
    def _cron_send(self):
        """Send the page of last week to the chosen group of each company whose desk is on."""
        companies = self.env["res.company"].browse(self.env["order.gate"]._get_active_company_ids())
        for company in companies.filtered("order_week_group_id"):
            self._send(company)

    @api.model
    def _send(self, company):
        """Queue one mail for each reader of ``company``, in his language."""
        users = company.order_week_group_id.all_user_ids.filtered(
            lambda user: (
                user.active and not user.share and user.email and company in user.company_ids
            )
        )
        for lang, readers in users.grouped("lang").items():
            week = self.with_context(lang=lang).with_company(company).create({})
            body = week._render()
            self.env["mail.mail"].create(
                [
                    {
                        "subject": f"{company.name}: {week.name}",
                        "body_html": body,
                        "email_from": company.email_formatted or self.env.user.email_formatted,
                        "recipient_ids": [fields.Command.link(reader.partner_id.id)],
                        "auto_delete": True,
                    }
                    for reader in readers
                ]
            )
