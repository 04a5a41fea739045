from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import email_normalize
from odoo.tools.mail import parse_contact_from_email

from ..tools.mail_text import get_own_words, get_text
from .order_case import CLOSED_STATES
from .order_question_mail import AUTOMATIC

#: How much of a mail stands beside the claim; the thread has the whole of it.
DESCRIPTION_LENGTH = 2000


class OrderCase(models.Model):
    """Claims that come in by mail, and the answers of their senders."""

    _inherit = "order.case"
    _primary_email = "email_from"

    email_from = fields.Char("Sender", readonly=True, copy=False)
    is_unknown_sender = fields.Boolean(
        "Unknown sender",
        readonly=True,
        copy=False,
        help="The mail names an order of somebody else than its sender: nobody is answered by "
        "itself, and the customer does not see it, until somebody has looked.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        "Answers go to",
        help="Who reported it at the customer; the order's customer, if it is empty.",
    )
    customer_id = fields.Many2one(related="partner_id.commercial_partner_id")

    @api.constrains("contact_id", "partner_id")
    def _check_contact(self):
        # his mails lead to the order
        for case in self.filtered(lambda case: case.contact_id and case.partner_id):
            customer = case.partner_id.commercial_partner_id
            if case.contact_id.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._(
                        "%(contact)s does not belong to %(customer)s.",
                        contact=case.contact_id.display_name,
                        customer=customer.display_name,
                    )
                )

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Open a claim from a mail; what it does not say waits for a person (as superuser)."""
        company = self.env["res.company"].browse((custom_values or {}).get("company_id"))
        company = company or self.env.company
        sender = self.env["res.partner"].browse(msg_dict.get("author_id") or [])
        matcher = self.env["order.case.matcher"].with_company(company)
        order, note = matcher._match(company, msg_dict, sender)
        case = self.with_company(company).create(
            self._prepare_mail_values(company, sender, msg_dict, order)
        )
        if note:
            case._message_log(body=note)
        return case

    @api.model
    def _prepare_mail_values(self, company, sender, msg_dict, order):
        email_from = msg_dict.get("email_from") or ""
        is_house = self.env["order.case.matcher"]._is_house(sender)
        customer = self.env["res.partner"] if is_house else sender
        is_theirs = self._speaks_for(customer, order)
        words = get_own_words(get_text(msg_dict.get("body")))
        return {
            "company_id": company.id,
            "order_id": order.id,
            "partner_id": order.partner_id.id or customer.id,
            "contact_id": customer.id if is_theirs else False,
            "user_id": False,
            "order_channel": "email",
            "email_from": email_from or self.env._("unknown"),
            "is_unknown_sender": not (is_theirs or is_house),
            "reported_by": sender.name or parse_contact_from_email(email_from)[0] or email_from,
            "description": "\n".join(filter(None, (msg_dict.get("subject"), words)))[
                :DESCRIPTION_LENGTH
            ],
        }

    @api.model
    def _speaks_for(self, contact, order):
        """Return whether ``contact`` is one of the customer, or may be: no order is known."""
        customer = order.partner_id.commercial_partner_id
        return bool(contact) and (not order or contact.commercial_partner_id == customer)

    def _creation_subtype(self):
        """Return under which subtype its mail is kept: the customer reads his own on the portal."""
        if self.email_from and not self.is_unknown_sender:
            return self.env.ref("mail.mt_comment")
        return super()._creation_subtype()

    def action_trust_sender(self):
        """The sender speaks for the customer (button): he is answered, and the customer sees it."""
        self.check_access("write")
        self.sudo().is_unknown_sender = False
        return True


class OrderCaseAnswer(models.Model):
    """Mails that come to a claim that is there already."""

    _inherit = "order.case"

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        if message.message_type == "email" and not self.env.context.get(AUTOMATIC):
            self.sudo()._take_mail(message)
        return result

    def _take_mail(self, message):
        """Put the claim on top again with the answer that we waited for; never lose one."""
        self.ensure_one()
        author = message.author_id
        if self.state in CLOSED_STATES:
            self._tell_of_late_mail(message)
        elif self.waiting_on and self._is_answered_by(author, message.email_from):
            self._note_answer(author, message.body)

    def _is_answered_by(self, author, email_from=None):
        """Return whether a mail answers: its sender is who wrote the claim, or was asked."""
        sender = email_normalize(email_from) if email_from else None
        if self.waiting_on == "customer" and sender:
            known = (self.email_from, self.contact_id.email, self.partner_id.email)
            if sender in map(email_normalize, filter(None, known)):
                return True
        return bool(author) and super()._is_answered_by(author)

    def _tell_of_late_mail(self, message):
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=self.env._("%s wrote after the claim was closed", message.email_from),
            user_id=(self.user_id or self._get_supervisor()).id,
        )


class OrderCaseMailSearch(models.Model):
    """How many claims of one sender are too many: Odoo stops a loop at its own threshold."""

    _inherit = "order.case"

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        return Domain("email_from", "ilike", email_from_normalized)
