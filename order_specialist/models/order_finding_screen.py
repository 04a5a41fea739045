from odoo import api, fields, models


class OrderFinding(models.Model):
    """What a list of issues says of the override of one."""

    _inherit = "order.finding"

    override_reason = fields.Char(string="Why", compute="_compute_override_reason")

    @api.depends("override_id")
    def _compute_override_reason(self):
        for finding in self:
            override = finding.override_id.sudo()
            parts = [override.reason_id.name, override.note]
            finding.override_reason = ": ".join(part for part in parts if part)
