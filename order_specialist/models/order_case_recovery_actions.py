from odoo import fields, models
from odoo.exceptions import UserError

#: Days after which a carrier or supplier should have answered.
ANSWER_DAYS = 14


class OrderCaseRecovery(models.Model):
    """What a person does with a recovery: one button, one guard each."""

    _inherit = "order.case.recovery"

    def action_send(self):
        """Open the mail with the letter to who has to pay; sent, the recovery is sent (button)."""
        self.ensure_one()
        self._check_can_send()
        template = self.env.ref("order_specialist.mail_template_case_recovery", False)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the claim"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template.id if template else False,
                "default_composition_mode": "comment",
                "default_email_layout_xmlid": "mail.mail_notification_light",
                "force_email": True,
                "order_recovery_sent": True,
            },
        }

    def action_mark_sent(self):
        """It went out otherwise: by post, or on their web page (button)."""
        self._check_can_send()
        self._mark_sent()

    def action_accept(self):
        """They pay all of it (button)."""
        for recovery in self:
            recovery.accepted_amount = recovery.amount
        self._answer("accepted")

    def action_accept_partly(self):
        """They pay the accepted amount and no more (button)."""
        for recovery in self:
            if not 0 < recovery.accepted_amount < recovery.amount:
                raise UserError(
                    self.env._("Enter first how much of %s they accept.", recovery.name)
                )
        self._answer("partly")

    def action_refuse(self):
        """They pay nothing (button)."""
        self._answer("refused")

    def action_receive(self):
        """The money, or their credit note, has come (button)."""
        for recovery in self:
            due = recovery.accepted_amount or recovery.amount
            recovery.write(
                {
                    "received_amount": recovery.received_amount or due,
                    "received_on": recovery.received_on or fields.Date.context_today(recovery),
                    "state": "received",
                }
            )

    def action_object(self):
        """Claim it again: their answer is not accepted (button)."""
        self.write({"state": "sent", "answered_on": False, "accepted_amount": 0.0})

    def action_cancel(self):
        """It is not claimed back after all (button)."""
        self.write({"state": "cancelled"})

    def _answer(self, state):
        self.write({"state": state, "answered_on": fields.Date.context_today(self)})

    def _check_can_send(self):
        for recovery in self.filtered(lambda recovery: not recovery.partner_id):
            raise UserError(self.env._("Say first who has to pay %s.", recovery.name))

    def _mark_sent(self):
        today = fields.Date.context_today(self)
        for recovery in self.filtered(lambda recovery: recovery.state == "draft"):
            recovery.write(
                {
                    "state": "sent",
                    "sent_on": today,
                    "answer_due_on": recovery.answer_due_on
                    or fields.Date.add(today, days=ANSWER_DAYS),
                }
            )


class OrderCaseRecoveryMail(models.Model):
    """The letter, and when it went out."""

    _inherit = "order.case.recovery"

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        if self.env.context.get("order_recovery_sent") and message.message_type == "comment":
            self._mark_sent()
        return result

    def _get_mail_sender(self):
        return self.user_id.email_formatted or self.company_id.email_formatted

    def _get_full_number(self):
        """Return our number, with theirs beside it."""
        return f"{self.name} ({self.reference})" if self.reference else self.name

    def _get_lines(self):
        """Return the lines of the claim for the letter: articles and quantities, no prices."""
        return self.sudo().case_id.line_ids
