from odoo import api, fields, models


class OrderFinding(models.Model):
    """What is kept with an issue and shown to few: the figures of a customer's credit."""

    _inherit = "order.finding"

    figures = fields.Json(readonly=True, copy=False, groups="base.group_system")

    @api.model
    def _prepare_values(self, facts, blocker):
        return {**super()._prepare_values(facts, blocker), "figures": blocker.finding.figures}

    def _refresh(self, blocker):
        """Follow the figures: they change with the world, the issue stays the same."""
        result = super()._refresh(blocker)
        if (self.figures or None) != (blocker.finding.figures or None):
            self.figures = blocker.finding.figures
        return result

    def _as_value(self):
        return super()._as_value()._replace(figures=self.sudo().figures or None)
