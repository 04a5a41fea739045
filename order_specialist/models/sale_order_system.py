from odoo import api, models

from ..tools.own_defaults import keep_own

#: What only the system writes, because a gate or a report rests on it. Warehouse and accounting
#: users may write orders in Odoo: for them these fields are as good as closed.
SYSTEM_FIELDS = frozenset(
    (
        "blocker_count",
        "confirm_blocker_count",
        "waiting_count",
        "case_count",
        "open_case_count",
        "handoff_state",
        "parked_on",
        "parked_amount",
        "first_verified_on",
        "confirmed_on",
        "released_on",
        "accepted_on",
        "first_shipped_on",
        "fully_shipped_on",
        "invoiced_on",
        "desk_stage",
        "added_to_id",
    )
)

#: What the desk says of an order is none of the customer's business, even for his own order.
INTERNAL_FIELDS = SYSTEM_FIELDS | {
    "gate_strip",
    "next_step",
    "rush_reason",
    "verification_summary",
    "customer_instructions",
    "change_text",
    "passed_check_ids",
}


class SaleOrder(models.Model):
    """Nobody opens a gate by writing a column, whatever rights he has on orders."""

    _inherit = "sale.order"

    @api.model
    def default_get(self, fields):
        """Return the defaults; what a user keeps as his own is none for these."""
        return keep_own(self, super().default_get(fields), SYSTEM_FIELDS)

    @api.model
    def _has_field_access(self, field, operation):
        if field.name in INTERNAL_FIELDS and not self.env.su:
            if operation == "write" and field.name in SYSTEM_FIELDS:
                return False
            if not self.env.user._is_internal():
                return False
        return super()._has_field_access(field, operation)
