from odoo import api, models

#: Who does something about blockers: the desk, and the salesperson for his own orders.
ACTING = (
    "order_specialist.group_specialist,order_specialist.group_credit_controller,"
    "sales_team.group_sale_salesman"
)

#: The button that decides about a blocker of a kind; who may not press it requests a decision.
DECISIONS = {"check": "override", "hold": "release_hold", "review": ""}


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
        refused = self._get_refused_actions(blocker)
        return tuple(action for action in blocker.actions if action not in refused)

    @api.model
    def _get_refused_actions(self, blocker):
        refused = set()
        if not self.env.user.has_group("order_specialist.group_specialist"):
            refused |= {"ask", "tick", "source", "rekey", "request"}
        if "hold" in blocker.actions and not self._may_hold():
            refused.add("hold")
        if blocker.finding and not blocker.finding.check._may_release_now():
            refused.add("release_now")
        if blocker.kind in DECISIONS:
            if not self._may_decide(blocker):
                refused.add(DECISIONS[blocker.kind])
            elif not (blocker.finding and blocker.finding.check.four_eyes):
                refused.add("request")
        return refused

    @api.model
    def _may_decide(self, blocker):
        """Return whether the user's groups, or those lent to him, decide about ``blocker``."""
        if blocker.finding:
            return blocker.finding.check._may_override(self.env.user)
        if blocker.kind == "hold":
            source = self.env[blocker.source_model].sudo().browse(blocker.source_id)
            # one that is due and not placed yet names its type
            hold_type = source.type_id if source._name == "order.hold" else source
            return hold_type.with_env(self.env)._is_allowed(hold_type.release_group_ids)
        return self.env["order.delegation"]._has_right(
            self.env.ref("order_specialist.group_supervisor")
        )
