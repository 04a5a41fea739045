from collections import defaultdict

from odoo import fields, models

from ..tools.taking import is_taken
from .order_handoff import LIVE_STATES


class OrderHandoff(models.Model):
    """What follows on a release when its order has changed."""

    _inherit = "order.handoff"

    def _follow_quantities(self):
        """Take over the quantities of the order; return ``{handoff: texts of what changed}``."""
        changes = defaultdict(list)
        for line in self.line_ids:
            quantity = max(line.sale_line_id.product_uom_qty, 0.0)
            if line.uom_id.compare(quantity, line.quantity):
                changes[line.handoff_id].append(
                    f"{line.name}: {line.quantity:.15g} → {quantity:.15g}"
                )
                line.quantity = quantity
        return changes

    def _add_lines(self, plan, changes):
        """Add new order lines to the handoffs that exist; return the plan for those that do not.

        A line stays where it was handed over, also when another department matches by now.
        """
        taken = self._filter_working().line_ids.sale_line_id
        handoffs = {(hand.order_id, hand.department_id, hand.warehouse_id): hand for hand in self}
        missing = {}
        for key, lines in plan.items():
            new = lines - taken
            if not new:
                continue
            if key not in handoffs:
                missing[key] = new
                continue
            values = [self._prepare_handoff_line_values(line) for line in new]
            handoffs[key].line_ids = [fields.Command.create(vals) for vals in values]
            changes[handoffs[key]] += [
                f"{vals['name']}: + {vals['quantity']:.15g}" for vals in values
            ]
        return missing

    def _follow_order(self):
        """Take over what has changed on the order since; a new promise is a new deadline."""
        live = self.sudo().filtered(lambda handoff: handoff.state in LIVE_STATES)
        dates = {handoff: (handoff.promised_date, handoff.requested_date) for handoff in live}
        for handoff in live:
            handoff.write(self._prepare_order_values(handoff.order_id))
        live.filtered(
            lambda handoff: dates[handoff] != (handoff.promised_date, handoff.requested_date)
        )._refresh_deadlines()

    def _follow_customer(self):
        """Another customer wants something else of whoever prepares his goods."""
        for handoff in self.sudo().filtered(lambda handoff: handoff.state in LIVE_STATES):
            handoff.instructions = self._get_instructions(handoff.order_id)


class OrderHandoffTold(models.Model):
    """Who hears of it."""

    _inherit = "order.handoff"

    def _offer_again(self, changes, again, now):
        """Offer what a person releases again, and what was done and has grown."""
        grown = self.filtered(
            lambda handoff: (
                handoff.state == "done" and handoff in changes and not handoff._is_fulfilled()
            )
        )
        sent_back = self.filtered(lambda handoff: again and handoff.state == "sent_back")
        (grown | sent_back)._move_to("offered", offered_on=now, offered_by_id=self.env.uid)
        (grown | sent_back)._refresh_deadlines()

    def _tell_changes(self, changes):
        """Tell who accepted a release that its order has changed since."""
        for handoff in self:
            texts = changes.get(handoff)
            if not texts:
                continue
            handoff._message_log(body=self.env._("The order has changed: %s", "; ".join(texts)))
            if handoff.state == "accepted" and not is_taken(self.env):
                handoff.activity_schedule(
                    "mail.mail_activity_data_warning",
                    summary=self.env._("Changed after acceptance: %s", "; ".join(texts)),
                    user_id=handoff.accepted_by_id.id or self.env.uid,
                )
