from odoo import fields, models
from odoo.exceptions import AccessError


class OrderWaitingMixin(models.AbstractModel):
    """Something that stops an order and that somebody else was asked about.

    It leaves "my work" until the answer or the follow-up date comes.
    """

    _name = "order.waiting.mixin"
    _description = "Waiting for an Answer"

    waiting_on = fields.Selection(
        [
            ("customer", "Customer"),
            ("salesperson", "Salesperson"),
            ("purchasing", "Purchasing"),
            ("credit", "Credit"),
            ("warehouse", "Warehouse"),
            ("other", "Other"),
        ],
        copy=False,
        help="Whom we asked, and wait for.",
    )
    waiting_question = fields.Text(string="Question", copy=False)
    follow_up_on = fields.Date(
        string="Follow Up", copy=False, help="The day on which it is our work again."
    )
    asked_on = fields.Datetime(copy=False, readonly=True)
    asked_by_id = fields.Many2one("res.users", copy=False, readonly=True)

    def _ask(self, waiting_on, question, follow_up_on):
        """Note whom we wait for, for which answer, until when; say so on the order."""
        self.write(
            {
                "waiting_on": waiting_on,
                "waiting_question": question,
                "follow_up_on": follow_up_on,
                "asked_on": fields.Datetime.now(),
                "asked_by_id": self.env.uid,
            }
        )
        orders = self.order_id
        label = dict(self._fields["waiting_on"]._description_selection(self.env))[waiting_on]
        for order in orders:
            order.message_post(
                body=self.env._("Asked %(whom)s: %(question)s", whom=label, question=question)
            )
        self.env["order.gate"]._touch(orders)

    def action_answer(self):
        """The answer has come: it is our work again."""
        self.order_id.check_access("write")
        if not self.env.user.has_group("sales_team.group_sale_salesman"):
            raise AccessError(self.env._("Only the desk and the salesperson note answers."))
        self.sudo().write({"waiting_on": False, "follow_up_on": False})
        self.env["order.gate"]._touch(self.order_id.sudo())
        return True
