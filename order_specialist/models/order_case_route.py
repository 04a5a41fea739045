import logging

from odoo import api, models
from odoo.tools import email_normalize

from ..tools.automatic_mail import is_answering_machine, is_automatic
from ..tools.mail_text import find_numbers

_logger = logging.getLogger(__name__)


class MailThread(models.AbstractModel):
    """Which mails become claims at all."""

    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        if any(route[0] == "order.case" for route in routes or ()):
            routes = self.env["order.case"]._filter_routes(message, message_dict, routes)
        return super()._message_route_process(message, message_dict, routes)


class OrderCase(models.Model):
    """No claim of an answering machine; and a mail that names its claim goes to that."""

    _inherit = "order.case"

    @api.model
    def _filter_routes(self, message, message_dict, routes):
        """Return ``routes`` without those of new claims that no person has written.

        A customer's program may write claims: what is sent in bulk is taken if it comes from a
        contact of ours or names an order; what an answering machine sends is never.
        """
        kept = []
        for route in routes:
            model, thread_id, values = route[:3]
            if model != "order.case" or thread_id:
                kept.append(route)
                continue
            company = self.env["res.company"].browse((values or {}).get("company_id"))
            company = company or self.env.company
            if case := self.sudo()._find_named_case(company, message_dict):
                kept.append((model, case.id, *route[2:]))
            elif self._is_written(message, message_dict, company):
                kept.append(route)
            else:
                _logger.info(
                    "No claim of the automatic mail %s from %s",
                    message_dict.get("message_id"),
                    message_dict.get("email_from"),
                )
        return kept

    @api.model
    def _is_written(self, message, message_dict, company):
        if is_answering_machine(message):
            return False
        if not is_automatic(message):
            return True
        sender = self.env["res.partner"].sudo().browse(message_dict.get("author_id") or [])
        matcher = self.env["order.case.matcher"].sudo()
        return bool(sender) or matcher._names_order(company, message_dict, sender)

    @api.model
    def _find_named_case(self, company, message_dict):
        """Return the claim whose number the subject has, if the sender has to do with it."""
        numbers = [number.upper() for number in find_numbers(message_dict.get("subject") or "")]
        if not numbers:
            return self.browse()
        domain = [("name", "in", numbers), ("company_id", "=", company.id)]
        sender = self.env["res.partner"].browse(message_dict.get("author_id") or [])
        email = email_normalize(message_dict.get("email_from") or "")
        return self.search(domain, limit=1).filtered(
            lambda case: (
                (email and email == email_normalize(case.email_from or ""))
                or (
                    sender and sender.commercial_partner_id == case.partner_id.commercial_partner_id
                )
                or self.env["order.case.matcher"]._is_house(sender)
            )
        )
