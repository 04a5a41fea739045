from odoo import fields, models


class OrderOverrideReviewWizard(models.TransientModel):
    """Disagree with a release that was made before its review."""

    _name = "order.override.review.wizard"
    _description = "Disagree With a Release"

    override_id = fields.Many2one("order.override", required=True, readonly=True)
    message = fields.Char(related="override_id.message")
    note = fields.Text(string="What was agreed with the customer", required=True)
    can_fix = fields.Boolean(compute="_compute_can_fix")

    def _compute_can_fix(self):
        for wizard in self:
            override = wizard.override_id.sudo()
            wizard.can_fix = override.check_id._can_fix(override._as_finding())

    def action_disagree(self):
        """Set the order right, and keep what was agreed."""
        self.override_id._disagree(self.note)
        return {"type": "ir.actions.act_window_close"}
