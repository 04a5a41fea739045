from odoo import models

SLIPS = ("stock.report_picking", "stock.report_deliveryslip")


class IrActionsReport(models.Model):
    """A printed slip accepts the release; every way of printing one comes through here."""

    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        if report.report_name in SLIPS:
            pickings = self.env["stock.picking"].browse(docids)
            pickings._refuse_held()
            pickings._accept_orders("print")
        return super()._get_rendering_context(report, docids, data)
