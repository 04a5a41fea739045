from odoo import api, models

#: Who does something about blockers: the desk, and the salesperson for his own orders.
ACTING = (
    "order_specialist.group_specialist,order_specialist.group_credit_controller,"
    "sales_team.group_sale_salesman"
)


class OrderDesk(models.AbstractModel):
    """What each person is offered: the buttons that his groups let him use."""

    _inherit = "order.desk"

    @api.model
    def _may_act(self):
        """Return whether the user does something about blockers, or only looks at them."""
        return self.env.su or self.env.user.has_groups(ACTING)

    @api.model
    def _get_allowed_actions(self, blocker):
        """Return the actions of ``blocker`` that the user's groups let him do.

        Four eyes and budgets are judged when he tries: they depend on more than his groups.
        """
        if self.env.su:
            return blocker.actions
        if not self._may_act():
            return ("open",)
        refused = set()
        if blocker.finding and not blocker.finding.check._may_override(self.env.user):
            refused.add("override")
        if blocker.source_model == "order.hold":
            hold_type = self.env["order.hold"].sudo().browse(blocker.source_id).type_id
            if not hold_type.with_env(self.env)._is_allowed(hold_type.release_group_ids):
                refused.add("release_hold")
        if not self.env.user.has_group("order_specialist.group_specialist"):
            refused |= {"ask", "release_now", "tick"}
        if "hold" in blocker.actions and not self._may_hold():
            refused.add("hold")
        return tuple(action for action in blocker.actions if action not in refused)
