from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.order_question import ASKED_MODELS

#: Who knows the answer to what a rule found; the customer, of all others.
KNOWS = {
    "pricelist_price": "salesperson",
    "product_unavailable": "purchasing",
    "stock_short": "purchasing",
}
CREDIT = "order_specialist.group_credit_controller"


class OrderAskWizard(models.TransientModel):
    """Ask somebody about what stops orders; it leaves "my work" until the follow-up day."""

    _name = "order.ask.wizard"
    _description = "Ask About a Blocker"

    order_id = fields.Many2one("sale.order", readonly=True)
    source_model = fields.Char()
    source_id = fields.Integer()
    sources = fields.Json(help="Of many rows: a list of [model, id].")
    waiting_on = fields.Selection(
        selection=lambda self: self.env["order.finding"]._fields["waiting_on"].selection,
        string="Whom",
        required=True,
        default="customer",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="To",
        compute="_compute_partner_ids",
        store=True,
        readonly=False,
    )
    by = fields.Selection(
        [
            ("mail", "By mail"),
            ("activity", "As an activity"),
            ("note", "I ask by phone: only note it"),
        ],
        string="How",
        compute="_compute_by",
        store=True,
        readonly=False,
    )
    question = fields.Text(compute="_compute_question", store=True, readonly=False)
    follow_up_on = fields.Date(
        string="Follow Up",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=1),
    )

    @api.model
    def default_get(self, fields_list):
        """Propose who is likely to know: nobody asks a customer for his credit."""
        values = super().default_get(fields_list)
        source = self._get_source(values.get("source_model"), values.get("source_id"))
        if source and "default_waiting_on" not in self.env.context:
            values["waiting_on"] = self._propose_whom(source.sudo())
        return values

    def _propose_whom(self, source):
        if source._name == "order.finding":
            return KNOWS.get(source.check_id.kind, "customer")
        if (
            source._name == "order.hold"
            and self.env.ref(CREDIT) in source.type_id.release_group_ids
        ):
            return "credit"
        return "customer"

    @api.depends("waiting_on", "order_id")
    def _compute_partner_ids(self):
        for wizard in self:
            wizard.partner_ids = self.env["order.desk"]._get_asked_partners(
                wizard.order_id, wizard.waiting_on
            )

    @api.depends("waiting_on", "order_id", "partner_ids")
    def _compute_by(self):
        for wizard in self:
            wizard.by = wizard._get_way(wizard.waiting_on, wizard.partner_ids)

    @api.model
    def _get_way(self, whom, partners):
        """Return how ``partners`` are best asked: a colleague by an activity, a group by mail."""
        colleagues = partners.user_ids.filtered(lambda user: not user.share)
        if whom != "customer" and len(colleagues) == 1:
            return "activity"
        return "mail" if any(partners.mapped("email")) else "note"

    @api.depends("order_id", "source_model", "source_id", "waiting_on", "partner_ids")
    def _compute_question(self):
        for wizard in self:
            source = wizard._get_source(wizard.source_model, wizard.source_id)
            if source:
                wizard.question = self.env["order.question"]._get_words(
                    wizard.order_id, source, wizard.waiting_on, wizard.partner_ids
                )

    @api.model
    def _get_source(self, model, record_id):
        if model not in ASKED_MODELS:
            return None
        return self.env[model].browse(record_id).exists()

    def action_ask(self):
        """Ask, and note whom we wait for, until when."""
        self.ensure_one()
        if self.sources:
            self._ask_many()
        else:
            source = self._get_source(self.source_model, self.source_id)
            if not source or source.sudo().order_id != self.order_id:
                raise UserError(self.env._("This is solved already; please reload."))
            self._ask_about(source, self.partner_ids, self.by, self.question)
        return {"type": "ir.actions.act_window_close"}

    def _ask_many(self):
        """Ask about each row: who that is, how and in which words follows from its order."""
        for model, record_id in self.sources:
            source = self._get_source(model, record_id)
            if source:
                order = source.sudo().order_id.with_env(self.env)
                partners = self.env["order.desk"]._get_asked_partners(order, self.waiting_on)
                words = self.env["order.question"]._get_words(
                    order, source, self.waiting_on, partners
                )
                question = "\n".join(filter(None, [words, self.question]))
                way = self._get_way(self.waiting_on, partners)
                self._ask_about(source, partners, way, question)

    def _ask_about(self, source, partners, by, question):
        source.order_id.check_access("write")
        if not (question or "").strip():
            raise UserError(self.env._("Write what you want to know."))
        if by in ("mail", "activity") and not partners:
            raise UserError(self.env._("Say who is asked, or note that you ask by phone."))
        source.sudo()._ask(self.waiting_on, question, self.follow_up_on, partners, by)
