from odoo import api, models

from ..tools.automatic_mail import is_automatic

AUTOMATIC = "order_desk_automatic_mail"


class MailThread(models.AbstractModel):
    """Mails that no person has written are marked while they are posted."""

    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        if is_automatic(message):
            self = self.with_context(**{AUTOMATIC: True})  # noqa: PLW0642
        return super()._message_route_process(message, message_dict, routes)


class OrderQuestion(models.AbstractModel):
    """Out of office is no answer: it stays in the thread, and we go on waiting."""

    _inherit = "order.question"

    @api.model
    def _take_answer(self, order, message):
        if not order.env.context.get(AUTOMATIC):
            super()._take_answer(order, message)
