from odoo import api, fields, models
from odoo.exceptions import UserError


class OrderHandoff(models.Model):
    """The changes that a release waits to be asked about."""

    _inherit = "order.handoff"

    change_ids = fields.One2many("order.handoff.change", "handoff_id", "Changes", readonly=True)
    pending_change_ids = fields.One2many(
        "order.handoff.change",
        "handoff_id",
        "Changes to Answer",
        domain=[("state", "=", "pending")],
        readonly=True,
    )
    was_changed = fields.Boolean(readonly=True, help="A change was offered, whatever the answer.")
    pending_text = fields.Text("Wanted Changes", compute="_compute_pending_text")

    @api.depends("pending_change_ids.display_name")
    def _compute_pending_text(self):
        for handoff in self:
            handoff.pending_text = "\n".join(handoff.pending_change_ids.mapped("display_name"))

    def _move_to(self, state, **values):
        """A release that ends leaves no change unanswered."""
        result = super()._move_to(state, **values)
        if state not in ("offered", "accepted"):
            changed = self.sudo().filtered("was_changed")
            changed.pending_change_ids._settle_left(state)
        return result

    def action_take_changes(self):
        """Take all that is offered (button on the card of a phone)."""
        self._get_seen_changes().action_take()
        return True

    def action_refuse_changes(self):
        """Ask why all that is offered is refused (button on the card of a phone)."""
        return self._get_seen_changes().action_refuse()

    def _get_seen_changes(self):
        """Return the pending changes; refuse if there are others than the card has shown."""
        pending = self.pending_change_ids
        seen = self.env.context.get("order_seen_changes")
        if seen is not None and set(seen) != set(pending.ids):
            raise UserError(
                self.env._("What is wanted has changed meanwhile. Look at it again, then answer.")
            )
        return pending
