from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import html2plaintext

#: Whom a question can go to; who that is on an order says ``order.desk._get_asked_partners``.
WHOM = [
    ("customer", "Customer"),
    ("salesperson", "Salesperson"),
    ("purchasing", "Purchasing"),
    ("credit", "Credit"),
    ("warehouse", "Warehouse"),
    ("other", "Other"),
]
#: How much of an answer is kept beside the question; the thread has the whole of it.
ANSWER_LENGTH = 200


class OrderWaitingMixin(models.AbstractModel):
    """Something that stops an order and that somebody else was asked about.

    It leaves "my work" until the answer or the follow-up date comes; then it is on top.
    """

    _name = "order.waiting.mixin"
    _description = "Waiting for an Answer"

    waiting_on = fields.Selection(WHOM, copy=False, help="Whom we asked, and wait for.")
    waiting_question = fields.Text(string="Question", copy=False)
    follow_up_on = fields.Date(
        string="Follow Up", copy=False, help="The day on which it is our work again."
    )
    asked_on = fields.Datetime(copy=False, readonly=True)
    asked_by_id = fields.Many2one("res.users", copy=False, readonly=True)
    asked_partner_ids = fields.Many2many("res.partner", string="Asked", copy=False, readonly=True)
    answered_on = fields.Datetime(string="Answered", copy=False, readonly=True)
    answered_by_id = fields.Many2one("res.partner", copy=False, readonly=True)
    answer = fields.Char(copy=False, readonly=True, help="How the answer begins.")

    def _ask(self, waiting_on, question, follow_up_on, partners=None, by="note"):
        """Ask ``partners``, and note whom we wait for, for which answer, until when.

        :param by: ``mail``, ``activity`` or ``note`` (asked by phone: it is only written down)
        """
        partners = partners or self.env["res.partner"]
        self.write(
            {
                "waiting_on": waiting_on,
                "waiting_question": question,
                "follow_up_on": follow_up_on,
                "asked_on": fields.Datetime.now(),
                "asked_by_id": self.env.uid,
                "asked_partner_ids": [Command.set(partners.ids)],
                "answered_on": False,
                "answered_by_id": False,
                "answer": False,
            }
        )
        for order in self.order_id:
            self.env["order.question"]._send(order, waiting_on, question, partners, by)
        self.env["order.gate"]._touch(self.order_id)

    @api.model
    def _get_waiting(self, order):
        """Return what ``order`` waits for an answer about (as superuser)."""
        domain = [("order_id", "=", order.id), ("waiting_on", "!=", False)]
        return self.sudo().search([*domain, ("answered_on", "=", False)])

    def _is_answered_by(self, author):
        """Return whether a message of ``author`` answers: he was asked, or speaks for the customer.

        What the one who asked writes is no answer to himself.
        """
        self.ensure_one()
        if author in self.asked_partner_ids:
            return True
        customer = self.order_id.partner_id.commercial_partner_id
        if self.waiting_on == "customer":
            return author.commercial_partner_id == customer
        asked = self.env["order.desk"]._get_asked_partners(self.order_id, self.waiting_on)
        return author in asked and author != self.asked_by_id.partner_id

    def _note_answer(self, author, body=""):
        """The answer has come: it is our work again, on top (as superuser)."""
        self.write(
            {
                "waiting_on": False,
                "follow_up_on": False,
                "answered_on": fields.Datetime.now(),
                "answered_by_id": author.id,
                "answer": " ".join(html2plaintext(body or "").split())[:ANSWER_LENGTH],
            }
        )
        self.env["order.gate"]._touch(self.order_id)

    def action_answer(self):
        """Note that the answer has come, by phone or how ever."""
        self.order_id.check_access("write")
        if not self.env.user.has_group("sales_team.group_sale_salesman"):
            raise AccessError(self.env._("Only the desk and the salesperson note answers."))
        self.sudo()._note_answer(self.env.user.partner_id)
        return True
