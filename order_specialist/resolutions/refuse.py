from odoo import models
from odoo.exceptions import UserError


class OrderResolutionRefuse(models.AbstractModel):
    """Refuse a claim, or what is left of it: nothing is made, the reason is kept."""

    _name = "order.resolution.refuse"
    _inherit = "order.resolution"
    _description = "Refuse"
    _sequence_of_code = 90

    def _label(self):
        return self.env._("Refuse")

    def _outcome(self):
        return self.env._("refused")

    def _applies_to(self, case):
        return True

    def _get_stake(self, resolution):
        """Refusing a claim gives nothing away; not to charge what is owed to us does."""
        return sum(
            part.amount for part in resolution.line_ids if part.case_line_id.claimed_amount < 0
        )

    def _preview(self, resolution):
        return self.env._("No document; the customer is told why")

    def _apply(self, resolution):
        if not (resolution.note or resolution.reason_id):
            raise UserError(self.env._("Say why the claim is refused."))
        return {}
