from odoo import fields, models

from ..tools.taking import as_taken


class OrderHandoffChange(models.Model):
    """What the answers to an offered change do. Called in sudo, after the person was checked."""

    _inherit = "order.handoff.change"

    def _answer(self, state, reason=None, note=False):
        """Keep who answered, when and why; the department's list gets shorter."""
        self.write(
            {
                "state": state,
                "answered_on": fields.Datetime.now(),
                "answered_by_id": self.env.uid,
                "reason_id": reason and reason.id,
                "note": note,
            }
        )
        for change in self.filtered(lambda change: change.kind == "line" and state != "taken"):
            change._drop_line()
        handoffs = self.handoff_id
        handoffs.filtered(lambda handoff: not handoff.pending_change_ids).activity_unlink(
            ["order_specialist.mail_activity_type_change"]
        )

    def _drop_line(self):
        """Take a line that nobody makes from the order; it has never been ordered."""
        line = self.sale_line_id
        if line and not line.product_uom_qty and not line.move_ids and not line.invoice_lines:
            as_taken(line).unlink()

    def _take(self):
        """Make the changes: the order is written, and Odoo's own procurement follows."""
        for change in self:
            siblings = change._get_siblings()
            change._answer("taken")
            if siblings:
                continue  # another department has to say yes as well
            change._apply()
        for handoff, changes in self.grouped("handoff_id").items():
            texts = "; ".join(changes.mapped("display_name"))
            handoff._message_log(body=self.env._("Taken: %s", texts))

    def _get_siblings(self):
        """Return the same change of the order that other departments have not answered yet."""
        self.ensure_one()
        pending = self.order_id.pending_change_ids - self
        return pending.filtered(
            lambda other: not other.sale_line_id and other.values == self.values
        )

    def _apply(self):
        """Write the change on its order, which may have been locked meanwhile."""
        self.ensure_one()
        order = self.order_id
        locked = order.locked
        if locked:
            order.locked = False
        if self.kind == "date" and self.sale_line_id:
            as_taken(self.sale_line_id).write(self.values)
        elif self.sale_line_id:
            self._apply_quantity()
        elif self.values:
            moving = as_taken(order).with_context(update_delivery_shipping_partner=True)
            moving.write(self.values)
        if locked:
            order.locked = True

    def _apply_quantity(self):
        """Raise by Odoo's procurement; lower by taking it out of what is not shipped yet."""
        line = as_taken(self.sale_line_id)
        quantity = line.product_uom_qty + self.quantity
        if self.quantity > 0 or line._is_exploded():
            line.write({"product_uom_qty": quantity, **(self.values or {})})
        else:
            line._lower(quantity)

    def _refuse(self, reason, note=False):
        """Refuse with a coded reason, and put it on the list of who offered it."""
        siblings = self.browse().union(*(change._get_siblings() for change in self)) - self
        texts = {change: change.display_name for change in self}
        self._answer("refused", reason, note)
        siblings._answer("withdrawn")
        for change, text in texts.items():
            values = {"change": text, "reason": reason.name, "note": note}
            if note:
                message = self.env._("%(change)s refused: %(reason)s (%(note)s)", **values)
            else:
                message = self.env._("%(change)s refused: %(reason)s", **values)
            change.handoff_id._message_log(body=message)
            change.order_id.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=message,
                user_id=change._get_desk_user().id,
            )

    def _get_desk_user(self):
        """Return who of the desk offered it, if that is a person who is there."""
        person = self.offered_by_id
        if person.active and not person.share and not person._is_superuser():
            return person
        return self.handoff_id._get_desk_user()


class OrderHandoffChangeLeft(models.Model):
    """What becomes of changes that nobody answered before the release ended."""

    _inherit = "order.handoff.change"

    def _settle_left(self, state):
        """End what is pending on releases that became ``state``.

        Sent back: the order is the desk's again, and the desk wanted it. Done: more is new work,
        less has left already. Recalled or cancelled: there is nothing to change any more.
        """
        if state in ("recalled", "cancelled"):
            self._answer("withdrawn")
            return
        late = self.filtered(lambda change: state == "done" and change.quantity <= 0)
        if late:
            late._refuse(self.env.ref("order_specialist.order_reason_refuse_change_shipped"))
        (self - late)._take()
