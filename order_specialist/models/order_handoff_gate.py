from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.blocker import Blocker

#: What an order with an offered release says: that one, or another that counts more.
MAY_BE_OFFERED = ("released", "sent_back", "recalled")


class OrderHandoff(models.Model):
    """What a release says to the gates: what is not accepted, not finished or not answered."""

    _inherit = "order.handoff"

    @api.model
    def _get_gate_blockers(self, facts, gate=None):
        """Return what is not accepted or was sent back: it stops shipping, not a new release."""
        if gate not in (None, "ship"):
            return []
        handoffs = self._get_stopping(
            [order.id for order in facts.orders if order.waits_for_department]
        )
        return [
            Blocker(
                gate="ship",
                order_id=handoff.order_id.id,
                kind="handoff",
                message=handoff.with_env(self.env(su=True))._get_message(),
                source_model=self._name,
                source_id=handoff.id,
                severity="block",
            )
            for handoff in handoffs
        ]

    @api.model
    def _get_stopping(self, order_ids):
        """Return the handoffs that nobody works on yet and that need a person for it."""
        if not order_ids:
            return self.sudo().browse()
        handoffs = self.sudo().search(
            Domain("order_id", "in", order_ids)
            & Domain("state", "in", ("offered", "accepted", "sent_back", "recalled"))
        )
        return handoffs.filtered(lambda handoff: handoff._is_stopping())

    def _is_stopping(self):
        self.ensure_one()
        department = self.department_id
        return (
            self.state in ("sent_back", "recalled")
            or (self.state == "offered" and department.acceptance == "explicit")
            or (
                self.state in ("offered", "accepted")
                and department.id in department._get_handing_on_ids()
            )
        )

    def _get_message(self):
        """Return in one sentence why this release stops its order."""
        self.ensure_one()
        if self.state == "sent_back":
            return self._get_sent_back_message()
        if self.state == "recalled":
            return self.env._(
                "Recalled: %s has to put it back, or say that it is gone.", self.department_id.name
            )
        if self.state == "accepted":
            return self.env._("%s has not finished it yet.", self.department_id.name)
        return self.env._("%s has not accepted it yet.", self.department_id.name)


class OrderHandoffBegun(models.Model):
    """Letting go what was offered, once somebody has begun with it."""

    _inherit = "order.handoff"

    @api.model
    def _accept_by_doing(self, lines, through):
        """Accept what departments with implied acceptance have begun to work on.

        A slip that the desk prints to read it is no acceptance.
        """
        # what an order says of its releases tells whether one of them can be offered
        waiting = lines.sudo().filtered(lambda line: line.order_id.handoff_state in MAY_BE_OFFERED)
        if not waiting:
            return
        offered = self.sudo().search(
            Domain("line_ids.sale_line_id", "in", waiting.ids) & Domain("state", "=", "offered")
        )
        offered = offered.filtered(
            lambda handoff: handoff.department_id.acceptance != "explicit" and not handoff.hands_on
        )
        if through == "print" and not self._is_warehouse_user():
            offered = offered.filtered(lambda handoff: handoff._is_member(self.env.user))
        if offered:
            # who meets somebody else at this order reads so at once, instead of waiting for him
            self.env["order.gate"]._lock(offered.order_id)
        offered._accept(through)

    @api.model
    def _take_over(self, lines):
        """Release and accept whatever stopped it: the goods have left, so somebody did the work.

        What other departments prepare of the same orders waits for them as before.
        """
        orders = lines.order_id
        held = self.env["order.hold"]._get_holding_back(orders).line_id - lines.sudo()
        plan = self._leave_out(self._plan(orders), held)
        handoffs = self.sudo()._offer(orders, orders, plan, again=False)
        handoffs = handoffs.filtered(lambda handoff: handoff.line_ids.sale_line_id & lines)
        handoffs.filtered(lambda handoff: handoff.state == "sent_back")._move_to(
            "offered", offered_on=fields.Datetime.now(), offered_by_id=self.env.uid
        )
        handoffs._accept("validate")

    @api.model
    def _is_warehouse_user(self):
        return self.env.user._is_superuser() or self.env.user.has_group("stock.group_stock_user")

    @api.model
    def _get_by_line(self, lines):
        """Return ``{order line: its releases that are not cancelled}``."""
        domain = Domain("line_ids.sale_line_id", "in", lines.ids) & Domain(
            "state", "!=", "cancelled"
        )
        found = defaultdict(self.sudo().browse)
        for handoff in self.sudo().search(domain) if lines else ():
            for line in handoff.line_ids.sale_line_id:
                found[line] |= handoff
        return found
