from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .order_case_cause import LIABILITY, PRICE_GROUPS

#: From each state, where a claim can go. One table, one guard (``_check_transition``).
TRANSITIONS = {
    "new": ("investigating", "waiting", "approved", "cancelled"),
    "investigating": ("waiting", "approved", "cancelled"),
    "waiting": ("investigating", "approved", "cancelled"),
    "approved": ("settling", "investigating", "waiting", "cancelled"),
    "settling": ("settled", "refused", "investigating", "waiting", "approved"),
    "settled": ("investigating",),
    "refused": ("investigating",),
    "cancelled": ("new",),
}
CLOSED_STATES = ("settled", "refused", "cancelled")
#: States that only a resolution leads to; nobody writes them.
EARNED_STATES = ("approved", "settling", "settled", "refused")
#: UN/EDIFACT code list 1229: what a message says of a claim in this state.
UNCL_1229 = {
    "new": "14",
    "investigating": "14",
    "waiting": "14",
    "approved": "16",
    "settling": "16",
    "settled": "20",
    "refused": "19",
    "cancelled": "4",
}


class OrderCase(models.Model):
    """A discrepancy, from whoever noticed it to the last document that settles it.

    The case holds the story and the sums. What settles it are its resolutions, each run by an
    abstract model ``order.resolution.<code>``; to add a way of settling, add such a model.
    """

    _name = "order.case"
    _description = "Claim"
    _inherit = [
        "order.figures.mixin",
        "order.thread.mixin",
        "mail.activity.mixin",
        "order.waiting.mixin",
    ]
    _order = "reported_on desc, id desc"
    _check_company_auto = True
    _figures = frozenset(
        (
            "company_id",
            "partner_id",
            "currency_id",
            "found_by_system",
            "settled_on",
            "amount_claimed",
            "amount_settled",
            "amount_open",
            "amount_company",
            "asked_on",
            "asked_by_id",
            "deadline",
            "paused_on",
            "escalated_on",
            "email_from",
            "is_unknown_sender",
        )
    )

    name = fields.Char("Number", readonly=True, copy=False, default="/", index="trigram")
    order_id = fields.Many2one("sale.order", index=True, ondelete="restrict", tracking=True)
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", compute="_compute_partner_id", store=True, index=True
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_partner_id", store=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    type_id = fields.Many2one(
        "order.case.type", "What is wrong", ondelete="restrict", tracking=True
    )
    measure = fields.Selection(related="type_id.measure")
    cause_id = fields.Many2one("order.case.cause", "Root cause", ondelete="restrict", tracking=True)
    liability = fields.Selection(
        LIABILITY,
        "Borne by",
        compute="_compute_liability",
        store=True,
        readonly=False,
        tracking=True,
    )
    disposition = fields.Selection(
        [
            ("keep", "Customer keeps them"),
            ("return", "Come back"),
            ("scrap", "Scrapped"),
            ("donate", "Donated"),
            ("supplier", "Back to the supplier"),
            ("none", "No goods"),
        ],
        "What happens to the goods",
        tracking=True,
    )
    order_channel = fields.Selection(
        [
            ("phone", "Phone"),
            ("email", "E-mail"),
            ("edi", "EDI"),
            ("web", "Web"),
            ("counter", "Counter"),
            ("salesperson", "Salesperson"),
            ("api", "API"),
        ],
        "Came in by",
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        default=lambda self: self._default_user_id(),
        index="btree_not_null",
        tracking=True,
    )
    state = fields.Selection(
        [
            ("new", "New"),
            ("investigating", "Investigating"),
            ("waiting", "Waiting"),
            ("approved", "Approved"),
            ("settling", "Settling"),
            ("settled", "Settled"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        default="new",
        required=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    waiting_on = fields.Selection(selection_add=[("supervisor", "Supervisor")], tracking=True)
    reported_on = fields.Datetime(default=fields.Datetime.now, required=True)
    reported_by = fields.Char(help="Who noticed it: a name at the customer, or in the house.")
    found_by_system = fields.Boolean(readonly=True, copy=False)
    description = fields.Text("What happened")
    settled_on = fields.Datetime(readonly=True, copy=False)
    line_ids = fields.One2many("order.case.line", "case_id", "Lines")
    resolution_ids = fields.One2many("order.case.resolution", "case_id", "Resolutions")
    amount_claimed = fields.Monetary(
        "Claimed",
        compute="_compute_amounts",
        store=True,
        groups=PRICE_GROUPS,
        help="Without tax.",
    )
    amount_settled = fields.Monetary(
        "Settled",
        compute="_compute_amounts",
        store=True,
        groups=PRICE_GROUPS,
        help="Without tax.",
    )
    amount_open = fields.Monetary(
        "Open",
        compute="_compute_amounts",
        store=True,
        groups=PRICE_GROUPS,
        help="Without tax.",
    )
    amount_company = fields.Monetary(
        "Claimed (company currency)",
        compute="_compute_amount_company",
        store=True,
        groups=PRICE_GROUPS,
        currency_field="company_currency_id",
    )

    _name_unique = models.UniqueIndex("(company_id, name) WHERE name != '/'")

    def _default_user_id(self):
        is_desk = self.env.user.has_group("order_specialist.group_specialist")
        return self.env.user if is_desk else self.env["res.users"]

    @api.depends("order_id.company_id")
    def _compute_company_id(self):
        # a mail that names no order is worked on by the company that it was written to
        for case in self:
            case.company_id = case.order_id.company_id or case.company_id or self.env.company

    @api.depends("order_id")
    def _compute_partner_id(self):
        # the order's customer and currency when the claim was opened: not followed afterwards,
        # so that no write on an order has to look for claims
        for case in self:
            order = case.order_id
            case.partner_id = order.partner_id or case.partner_id
            case.currency_id = order.currency_id or case.company_id.currency_id

    @api.depends("cause_id")
    def _compute_liability(self):
        for case in self:
            case.liability = case.cause_id.liability or case.liability

    @api.depends("line_ids.claimed_amount", "line_ids.settled_amount")
    def _compute_amounts(self):
        for case in self:
            case.amount_claimed = sum(case.line_ids.mapped("claimed_amount"))
            case.amount_settled = sum(case.line_ids.mapped("settled_amount"))
            case.amount_open = case.amount_claimed - case.amount_settled

    @api.depends("amount_claimed", "reported_on", "currency_id", "company_id")
    def _compute_amount_company(self):
        for case in self:
            case.amount_company = case._to_company_currency(case.amount_claimed)

    def _to_company_currency(self, amount):
        """Return ``amount`` of the order's currency in the company's, at the day of the claim."""
        self.ensure_one()
        currency = self.company_currency_id
        if not self.currency_id or self.currency_id == currency:
            return amount
        day = self.reported_on or fields.Datetime.now()
        return self.currency_id._convert(amount, currency, self.company_id, day)

    @api.model_create_multi
    def create(self, vals_list):
        """Open claims: number them, and let their orders know."""
        vals_list = [{**vals} for vals in vals_list]
        for vals in vals_list:
            if vals.get("state", "new") != "new" and not self.env.su:
                raise UserError(self.env._("A claim starts as New."))
        self._assign_numbers(vals_list)
        cases = super().create(vals_list)
        cases._check_desk_active()
        if cases and not self._is_used():
            self.env.registry.clear_cache()
        cases._sync_orders()
        return cases

    def write(self, vals):
        """Write claims; a change of state is asked of the table of transitions first."""
        if "state" in vals:
            self._check_transition(vals["state"])
        if "order_id" in vals and self.line_ids:
            raise UserError(self.env._("The order of a claim with lines cannot be changed."))
        if "type_id" in vals:
            self._check_type_change(vals["type_id"])
        left = self.order_id if "order_id" in vals else self.env["sale.order"]
        result = super().write(vals)
        if "order_id" in vals:
            self._check_desk_active()
            self._sync_counts(left | self.order_id)
        if "type_id" in vals or vals.get("state") == "new":
            self.line_ids._check_claimable()
        if {"state", "type_id"} & vals.keys():
            self._sync_orders()
        return result

    def _check_type_change(self, type_id):
        """Refuse a type that measures otherwise, where something is settled already."""
        new = self.env["order.case.type"].browse(type_id)
        changed = self.filtered(
            lambda case: (case.type_id.measure, case.type_id.basis) != (new.measure, new.basis)
        )
        changed.line_ids._check_not_settled()

    @api.constrains("type_id", "line_ids")
    def _check_needed_lines(self):
        for case in self:
            if case.type_id.needs_lines and not case.line_ids:
                raise ValidationError(
                    self.env._(
                        "Claim %(name)s (%(type)s) needs at least one line: "
                        "which article, and how much of it.",
                        name=case.name,
                        type=case.type_id.name,
                    )
                )

    def unlink(self):
        """Delete claims without a result, and let their orders know."""
        orders = self.order_id
        self._check_no_result()
        self.resolution_ids.unlink()
        result = super().unlink()
        self._sync_counts(orders)
        return result
