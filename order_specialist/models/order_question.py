from odoo import api, models

#: What people can be asked about.
ASKED_MODELS = ("order.finding", "order.hold", "order.case")
ACTIVITY = "order_specialist.mail_activity_type_question"


class OrderQuestion(models.AbstractModel):
    """How a question about an order goes out, and how its answer is recognised in the thread."""

    _name = "order.question"
    _description = "Question About an Order"

    @api.model
    def _send(self, order, whom, question, partners, by):
        """Send ``question`` from the thread of ``order``, so that the answer comes back to it."""
        if by == "mail" and partners:
            # a question to a colleague is nothing that the customer's mailbox should see
            subtype = "mail.mt_comment" if whom == "customer" else "mail.mt_note"
            order.message_post(
                body=question,
                subject=order.display_name,
                partner_ids=partners.ids,
                message_type="comment",
                subtype_xmlid=subtype,
            )
            return
        label = dict(
            self.env["order.finding"]._fields["waiting_on"]._description_selection(self.env)
        )
        order.message_post(
            body=self.env._("Asked %(whom)s: %(question)s", whom=label[whom], question=question)
        )
        if by == "activity":
            self._schedule(order, question, partners)

    @api.model
    def _schedule(self, order, question, partners):
        users = partners.user_ids.filtered(lambda user: user.active and not user.share)
        for user in users:
            order.activity_schedule(
                ACTIVITY,
                summary=self.env._("A question about %s", order.name),
                note=question,
                user_id=user.id,
            )

    @api.model
    def _take_answer(self, order, message):
        """Take ``message`` as the answer to what its author was asked about ``order``."""
        is_feedback = message.mail_activity_type_id == self.env.ref(ACTIVITY)
        author = message.author_id
        if not author or not (is_feedback or message.message_type in ("email", "comment")):
            return
        order = order.sudo()
        is_answered = False
        for model in ASKED_MODELS:
            waiting = self.env[model]._get_waiting(order)
            answered = waiting.filtered(lambda record: record._is_answered_by(author))
            if answered:
                answered._note_answer(author, message.body)
                is_answered = True
        if is_answered and not is_feedback and not self._is_waiting(order):
            order.activity_unlink([ACTIVITY])

    @api.model
    def _is_waiting(self, order):
        return any(self.env[model]._get_waiting(order) for model in ASKED_MODELS)

    @api.model
    def _get_words(self, order, source, whom, partners):
        """Return the question about ``source`` in the language of who is asked."""
        lang = partners[:1].lang or (order.partner_id.lang if whom == "customer" else False)
        source = source.with_context(lang=lang or self.env.lang)
        issue = source._get_message()
        if whom == "customer" and source._name == "order.hold":
            # how the house calls its holds is none of the customer's business
            issue = source.note or ""
        return source.env._("Order %(order)s: %(issue)s", order=order.name, issue=issue).strip()


class OrderDesk(models.AbstractModel):
    """Whom a question about an order goes to."""

    _inherit = "order.desk"

    @api.model
    def _get_asked_partners(self, order, whom):
        """Return who is asked about ``order``: empty where nobody can know."""
        order = order.sudo()
        if whom == "customer":
            return order.partner_id
        if whom == "salesperson":
            return order.user_id.partner_id
        groups = {
            "credit": "order_specialist.group_credit_controller",
            "warehouse": "order_specialist.group_department_member",
        }
        if whom not in groups:
            return self.env["res.partner"]
        users = self.env.ref(groups[whom]).sudo().all_user_ids
        return users.filtered(
            lambda user: user.active and order.company_id in user.company_ids
        ).partner_id


class SaleOrder(models.Model):
    """What is written on the thread of an order may be an answer."""

    _inherit = "sale.order"

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        if self.env["order.gate"]._get_active_orders(self):
            self.env["order.question"]._take_answer(self, message)
        return result


class OrderCase(models.Model):
    """A claim that waits for an answer says so by its state."""

    _inherit = "order.case"

    def _ask(self, *args, **kwargs):
        super()._ask(*args, **kwargs)
        self._advance("waiting")

    def _note_answer(self, author, body=""):
        super()._note_answer(author, body)
        self.filtered(lambda case: case.state == "waiting")._take_up()
