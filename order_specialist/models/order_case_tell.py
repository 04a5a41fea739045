from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

#: In which state the customer gets a mail by itself, and which.
TOLD = {"settled": "settled", "refused": "refused"}


class OrderCaseType(models.Model):
    """Whether customers hear by mail of claims of a type."""

    _inherit = "order.case.type"

    customer_mails = fields.Selection(
        [
            ("company", "As the company says"),
            ("auto", "By itself"),
            ("hand", "Only when somebody writes"),
        ],
        "Customer hears by mail",
        default="company",
        required=True,
        help="When a claim is received, settled or refused. What the system noticed by itself is "
        "told to nobody.",
    )


class OrderCase(models.Model):
    """What the customer is told of his claim: in his language, and none of our words."""

    _inherit = "order.case"

    def action_write_customer(self):
        """Open a mail to the customer that says where the claim stands (button)."""
        self.ensure_one()
        return self._open_composer(TOLD.get(self.state, "received"))

    def action_ask_customer(self):
        """Open a mail that asks the customer for what is missing; sent, we wait for it (button)."""
        self.ensure_one()
        return self._open_composer("question", order_case_asks=True)

    def _open_composer(self, kind, **context):
        template = self.env.ref(f"order_specialist.mail_template_case_{kind}", False)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Write to the customer"),
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
                **context,
            },
        }

    def _get_contact(self):
        """Return who at the customer is told about this claim."""
        return self.contact_id or self.partner_id

    def _get_mail_sender(self):
        return self.user_id.email_formatted or self.company_id.email_formatted

    def _is_told(self):
        """Return whether the customer gets mails about this claim that nobody writes."""
        if self.found_by_system or self.is_unknown_sender or not self._get_contact().email:
            return False
        choice = self.type_id.customer_mails or "company"
        return choice == "auto" or (choice == "company" and self.company_id.order_case_mails)

    def _tell_by_itself(self, kind):
        """Send the customer the mail ``kind`` where company and type say so (in sudo)."""
        template = self.env.ref(f"order_specialist.mail_template_case_{kind}", False)
        for case in self.filtered(lambda case: template and case._is_told()):
            case.with_context(order_case_automatic=True).message_post_with_source(
                template,
                subtype_xmlid="mail.mt_comment",
                email_layout_xmlid="mail.mail_notification_light",
                author_id=(case.user_id.partner_id or case.company_id.partner_id).id,
            )


class OrderCaseTold(models.Model):
    """When the customer is told."""

    _inherit = "order.case"

    def write(self, vals):
        """Write claims; what is settled or refused now is told, where it is wanted."""
        kind = TOLD.get(vals.get("state"))
        told = self.filtered(lambda case: kind and case.state != vals["state"])
        result = super().write(vals)
        if told:
            told.sudo()._tell_by_itself(kind)
        return result

    def _take_mail(self, message):
        mails = self.message_ids.filtered(lambda known: known.message_type == "email")
        if mails == message:
            self._tell_by_itself("received")
        super()._take_mail(message)

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        if self.env.context.get("order_case_asks") and message.message_type == "comment":
            self._wait_for_customer(message)
        return result

    def _wait_for_customer(self, message):
        """The customer was asked with ``message``: the claim waits for his answer."""
        self.check_access("write")
        if self.state not in ("new", "investigating", "waiting", "approved"):
            raise UserError(
                self.env._(
                    "Claim %s is closed, or being settled: nothing is asked any more.", self.name
                )
            )
        case = self.sudo()
        case.write(
            {
                "state": "waiting",
                "waiting_on": "customer",
                "waiting_question": message.subject,
                "asked_on": fields.Datetime.now(),
                "asked_by_id": self.env.uid,
                "asked_partner_ids": [Command.set(message.partner_ids.ids)],
                "answered_on": False,
                "answered_by_id": False,
                "answer": False,
            }
        )

    def _notify_by_email_get_headers(self, headers=None):
        """Say of mails that nobody wrote that they are such: machines do not answer them."""
        headers = super()._notify_by_email_get_headers(headers=headers)
        if self.env.context.get("order_case_automatic"):
            headers["Auto-Submitted"] = "auto-generated"
            headers["X-Auto-Response-Suppress"] = "All"
        return headers
