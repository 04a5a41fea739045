from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: From each state, where the claim on a carrier or supplier can go. One table, one guard.
TRANSITIONS = {
    "draft": ("sent", "cancelled"),
    "sent": ("accepted", "partly", "refused", "cancelled"),
    "accepted": ("received", "sent"),
    "partly": ("received", "sent"),
    "refused": ("sent",),
    "received": ("accepted", "partly"),
    "cancelled": ("draft",),
}
#: States in which something may still come.
OPEN_STATES = ("draft", "sent", "accepted", "partly")


class OrderCaseRecovery(models.Model):
    """What a carrier or a supplier has to make good of a customer's claim.

    A document of its own: the customer is settled long before they answer.
    """

    _name = "order.case.recovery"
    _description = "Recovery"
    _inherit = ["order.figures.mixin", "order.thread.mixin", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _figures = frozenset(("company_id", "open_amount", "open_amount_company"))

    name = fields.Char("Number", readonly=True, copy=False, default="/", index="trigram")
    case_id = fields.Many2one("order.case", "Claim", required=True, index=True, ondelete="restrict")
    order_id = fields.Many2one(related="case_id.order_id")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    liability = fields.Selection(
        [("carrier", "Carrier"), ("supplier", "Supplier")],
        "Claimed from",
        required=True,
        tracking=True,
    )
    partner_id = fields.Many2one("res.partner", "Who pays", index="btree_not_null", tracking=True)
    reference = fields.Char("Their number", help="Consignment, delivery note or claim number.")
    amount = fields.Monetary("Claimed", required=True, tracking=True, help="Without tax.")
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "Sent"),
            ("accepted", "Accepted"),
            ("partly", "Partly accepted"),
            ("refused", "Refused"),
            ("received", "Received"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    user_id = fields.Many2one("res.users", "Owner", default=lambda self: self.env.user)
    sent_on = fields.Date("Sent on", copy=False)
    answer_due_on = fields.Date("Answer until", copy=False)
    answered_on = fields.Date("Answered on", copy=False)
    accepted_amount = fields.Monetary("Accepted amount", copy=False, tracking=True)
    received_amount = fields.Monetary("Received", copy=False, tracking=True)
    received_on = fields.Date("Received on", copy=False)
    account_move_id = fields.Many2one(
        "account.move",
        "Their credit note",
        copy=False,
        check_company=True,
        ondelete="restrict",
        domain="[('move_type', 'in', ('in_refund', 'entry', 'out_invoice'))]",
        help="The vendor's credit note, or what else it was booked with.",
    )
    note = fields.Text()
    open_amount = fields.Monetary(
        "Still to come", compute="_compute_open_amount", store=True, help="Without tax."
    )
    open_amount_company = fields.Monetary(
        "Still to come (company currency)",
        compute="_compute_open_amount",
        store=True,
        currency_field="company_currency_id",
    )

    _name_unique = models.UniqueIndex("(company_id, name) WHERE name != '/'")
    _amounts_positive = models.Constraint(
        "CHECK(amount > 0 AND coalesce(accepted_amount, 0) >= 0 "
        "AND coalesce(received_amount, 0) >= 0)",
        "What is claimed back is more than nothing.",
    )

    @api.depends("state", "amount", "accepted_amount", "received_amount", "currency_id")
    def _compute_open_amount(self):
        for recovery in self:
            due = recovery.accepted_amount if recovery.state == "partly" else recovery.amount
            rest = due - recovery.received_amount if recovery.state in OPEN_STATES else 0.0
            recovery.open_amount = max(rest, 0.0)
            recovery.open_amount_company = recovery._to_company_currency(recovery.open_amount)

    def _get_counted(self):
        """Return what of the loss this covers: what is claimed, or what of it was accepted."""
        if self.state in ("refused", "cancelled"):
            return 0.0
        if self.state == "received":
            return self.received_amount
        return self.accepted_amount if self.state == "partly" else self.amount

    def _to_company_currency(self, amount):
        currency = self.company_id.currency_id
        if not self.currency_id or self.currency_id == currency:
            return amount
        day = self.sent_on or fields.Date.context_today(self)
        return self.currency_id._convert(amount, currency, self.company_id, day)

    @api.constrains("amount", "currency_id", "case_id", "note", "state")
    def _check_not_more_than_lost(self):
        for case in self.case_id.sudo():
            claimed = case.recovery_ids.filtered(lambda r: r._get_counted())
            total = sum(r._to_company_currency(r._get_counted()) for r in claimed)
            lost = abs(case.amount_company)
            too_much = case.company_currency_id.compare_amounts(total, lost) > 0
            if too_much and not any(claimed.mapped("note")):
                raise ValidationError(
                    self.env._(
                        "%(total)s are claimed back for claim %(name)s, which is about %(lost)s. "
                        "Say in the note why: freight, work, packing.",
                        total=case.company_currency_id.format(total),
                        name=case.name,
                        lost=case.company_currency_id.format(lost),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Create recoveries as drafts, numbered."""
        for vals in vals_list:
            if vals.get("state", "draft") != "draft" and not self.env.su:
                raise UserError(self.env._("A recovery starts as a draft."))
            if vals.get("name", "/") == "/":
                sequence = self.env["ir.sequence"].sudo()
                vals["name"] = sequence.next_by_code("order.case.recovery") or "/"
        return super().create(vals_list)

    def write(self, vals):
        """Write recoveries; a change of state is asked of the table of transitions first."""
        if "state" in vals:
            self._check_transition(vals["state"])
        sent = self.filtered(lambda recovery: recovery.state not in ("draft", "cancelled"))
        if sent and {"case_id", "amount", "currency_id", "partner_id"} & vals.keys():
            raise UserError(
                self.env._("What was sent stays as it is: %s.", ", ".join(sent.mapped("name")))
            )
        return super().write(vals)

    def _check_transition(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for recovery in self:
            if recovery.state != state and state not in TRANSITIONS[recovery.state]:
                raise UserError(
                    self.env._(
                        "Recovery %(name)s is %(old)s and cannot become %(new)s.",
                        name=recovery.name,
                        old=labels[recovery.state],
                        new=labels[state],
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        for recovery in self.filtered(lambda r: r.state not in ("draft", "cancelled")):
            raise UserError(
                self.env._("Recovery %s was sent and stays as its record.", recovery.name)
            )
