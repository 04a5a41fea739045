from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.taking import is_taken
from .order_handoff import LIVE_STATES


class OrderHandoff(models.Model):
    """Taking back what was released: who has accepted it is asked first.

    What nobody has begun is cancelled at once. What was accepted may be packed or gone, so the
    order waits as it is for the answer: put back, or gone.
    """

    _inherit = "order.handoff"

    recalled_on = fields.Datetime(readonly=True)
    recalled_by_id = fields.Many2one("res.users", readonly=True)
    recall_answer = fields.Selection(
        [("put_back", "Put back"), ("gone", "Gone")], "Answer", readonly=True
    )
    recall_answered_on = fields.Datetime(readonly=True)
    recall_answered_by_id = fields.Many2one("res.users", readonly=True)
    recall_reason_id = fields.Many2one("order.reason", "Why Gone", readonly=True)
    recall_note = fields.Text(readonly=True)

    @api.model
    def _recall(self, orders):
        """Take back the releases of orders that are to be cancelled.

        :returns: the orders that wait for an answer; all others may be cancelled
        """
        orders = self.env["order.gate"]._get_active_orders(orders).sudo()
        if not orders:
            return orders
        self.env["order.gate"]._lock(orders)
        handoffs = self.sudo().search(
            Domain("order_id", "in", orders.ids) & Domain("state", "in", (*LIVE_STATES, "recalled"))
        )
        asked = handoffs.browse() if is_taken(self.env) else handoffs._filter_asked()
        handoffs.filtered(lambda h: h.state == "recalled" and h in asked)._refuse_twice()
        (handoffs - asked)._move_to("cancelled")
        asked._move_to(
            "recalled",
            recalled_on=fields.Datetime.now(),
            recalled_by_id=self.env.uid,
            recall_answer=False,
        )
        asked._ask_back()
        waiting = orders.filtered(lambda order: order.handoff_state == "to_release")
        waiting.write({"handoff_state": False})
        return asked.order_id

    def _filter_asked(self):
        """Return those somebody has begun, where anybody answers at all."""
        return self.filtered(
            lambda handoff: (
                handoff.state in ("accepted", "recalled")
                and handoff.department_id.acceptance != "none"
            )
        )

    def _refuse_twice(self):
        for handoff in self:
            raise UserError(
                self.env._(
                    "%(person)s recalled %(order)s already. It is cancelled when %(department)s "
                    "has put it back.",
                    person=handoff.recalled_by_id.name,
                    order=handoff.order_name,
                    department=handoff.department_id.name,
                )
            )

    def _ask_back(self):
        for handoff in self:
            handoff.activity_schedule(
                "mail.mail_activity_data_warning",
                summary=self.env._(
                    "Order recalled: put back what was picked, or say that it is gone"
                ),
                user_id=handoff.accepted_by_id.id or self.env.uid,
            )


class OrderHandoffAnswer(models.Model):
    """What the department answers to a recall."""

    _inherit = "order.handoff"

    def action_put_back(self):
        """Answer a recall: what was picked goes back on its shelf."""
        self._check_recalled()
        self._answer_recall("put_back")
        self._move_to("cancelled")
        self.sudo()._end_recall()
        return True

    def action_gone(self):
        """Answer a recall: too late, it has left. Open the question how."""
        self._check_recalled()
        return self.env["order.recall.gone.wizard"]._open(self)

    def action_keep(self):
        """The desk wants the order after all: the department goes on with it."""
        if not (self.env.su or self.env.user.has_group("order_specialist.group_specialist")):
            raise AccessError(self.env._("Only the order desk takes a recall back."))
        self.check_access("read")
        self._check_is_recalled()
        self.sudo().activity_unlink(["mail.mail_activity_data_warning"])
        self._move_to("accepted")
        self.env["order.handoff"].sudo()._release(self.sudo().order_id)
        return True

    def _check_recalled(self):
        self._check_member()
        self._check_is_recalled()

    def _check_is_recalled(self):
        self._lock()
        for handoff in self.sudo():
            if handoff.state != "recalled":
                raise UserError(
                    self.env._(
                        "%s was not recalled: there is nothing to put back.", handoff.order_name
                    )
                )

    def _answer_recall(self, answer, reason=None, note=False):
        self.sudo().write(
            {
                "recall_answer": answer,
                "recall_answered_on": fields.Datetime.now(),
                "recall_answered_by_id": self.env.uid,
                "recall_reason_id": reason and reason.id,
                "recall_note": note,
            }
        )
        self.sudo().activity_unlink(["mail.mail_activity_data_warning"])

    def _gone(self, reason, note=False):
        """Record that a recall came too late: the release goes on, and the order stays."""
        self._answer_recall("gone", reason, note)
        self._move_to("accepted")
        self.sudo()._end_recall()
