from odoo import models


class PortalShare(models.TransientModel):
    """Who gets the link of a quotation has been made an offer."""

    _inherit = "portal.share"

    def action_send_mail(self):
        result = super().action_send_mail()
        if self.res_model == "sale.order":
            self.env["sale.order"].browse(self.res_id)._keep_offer()
        return result
