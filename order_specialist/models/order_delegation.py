from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import ormcache

#: Whose rights can be lent: what is decided at the desk. External ids without the addon's name.
LENDABLE = ("group_specialist", "group_supervisor", "group_credit_controller")


class Term(NamedTuple):
    """One loan as plain values; times are naive UTC."""

    lender_id: int
    borrower_id: int
    group_ids: frozenset
    start: object
    end: object


class OrderDelegation(models.Model):
    """Somebody lends what his group may decide to a colleague, from–to.

    It counts at the moment when it is asked for: nothing has to run when it ends. What was
    borrowed is never lent on, and what the borrower decides is recorded as "Y for X".
    """

    _name = "order.delegation"
    _description = "Lent Rights"
    _inherit = ["order.gate.config"]
    _order = "date_to desc, id desc"
    _rec_name = "group_id"

    lender_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        ondelete="restrict",
        help="Whose rights these are.",
    )
    borrower_id = fields.Many2one(
        "res.users",
        string="Lent To",
        required=True,
        index=True,
        domain=[("share", "=", False)],
        ondelete="restrict",
        help="Who may decide in his place, as long as it lasts.",
    )
    group_id = fields.Many2one(
        "res.groups",
        string="Rights Of",
        required=True,
        default=lambda self: self._get_default_group(),
        domain=lambda self: [("id", "in", self._get_lendable_groups().ids)],
        ondelete="restrict",
        help="What the group may override, release, review and approve.",
    )
    date_from = fields.Datetime(string="From", required=True, default=fields.Datetime.now)
    date_to = fields.Datetime(string="To", required=True)
    note = fields.Char(help="Why: holiday, illness, a day off.")
    is_current = fields.Boolean(string="Counts Now", compute="_compute_is_current")

    _lent_to_another = models.Constraint(
        "CHECK(lender_id != borrower_id)", "Lend your rights to somebody else."
    )
    _dates_in_order = models.Constraint(
        "CHECK(date_from <= date_to)", "It cannot end before it begins."
    )

    @api.depends("date_from", "date_to", "group_id", "lender_id")
    def _compute_is_current(self):
        now = fields.Datetime.now()
        for loan in self:
            is_due = loan.date_from and loan.date_to and loan.date_from <= now < loan.date_to
            loan.is_current = bool(is_due) and loan._is_lenders_own()

    @api.depends("lender_id", "borrower_id")
    def _compute_display_name(self):
        for loan in self:
            loan.display_name = loan.borrower_id and self.env._(
                "%(borrower)s for %(lender)s",
                borrower=loan.borrower_id.name,
                lender=loan.lender_id.name,
            )

    @api.model
    def _get_lendable_groups(self):
        return self.env["res.groups"].union(
            *(self.env.ref(f"order_specialist.{name}") for name in LENDABLE)
        )

    @api.model
    def _get_default_group(self):
        """Return what the user has to lend beyond what every specialist may."""
        own = self._get_lendable_groups() & self.env.user.sudo().all_group_ids
        return (own - self.env.ref("order_specialist.group_specialist"))[:1] or own[:1]

    def _is_lenders_own(self):
        """Return whether the lender has the rights himself, now: borrowed ones he cannot lend."""
        lender = self.lender_id.sudo()
        return lender.active and self.group_id in lender.all_group_ids

    @api.constrains("lender_id", "borrower_id", "group_id")
    def _check_people(self):
        desk = self._get_lendable_groups()
        for loan in self:
            if loan.group_id not in desk:
                raise ValidationError(self.env._("Only rights of the order desk can be lent."))
            if not loan._is_lenders_own():
                raise ValidationError(
                    self.env._(
                        "%(lender)s is not of “%(group)s”, so there is nothing to lend: "
                        "borrowed rights are not lent on.",
                        lender=loan.lender_id.name,
                        group=loan.group_id.sudo().full_name,
                    )
                )
            if not loan.borrower_id.sudo().all_group_ids & desk:
                raise ValidationError(
                    self.env._("%s does not work at the order desk.", loan.borrower_id.name)
                )

    def _check_lender(self, lender_ids):
        """Refuse who lends what is not his; an administrator may for others."""
        if self.env.su or self.env.user.has_group("order_specialist.group_administrator"):
            return
        if set(lender_ids) - {self.env.uid}:
            raise AccessError(self.env._("You lend your own rights only."))

    @api.model_create_multi
    def create(self, vals_list):
        """Lend rights; who says nothing lends his own, whatever he has as his default."""
        vals_list = [{"lender_id": self.env.uid, **vals} for vals in vals_list]
        self._check_lender(vals["lender_id"] for vals in vals_list)
        return super().create(vals_list)

    def write(self, vals):
        """Change how long it lasts; who lent what to whom stays as it was."""
        if not self.env.su and {"lender_id", "borrower_id", "group_id"} & vals.keys():
            raise UserError(self.env._("End this one and lend anew, so that the record stays."))
        self._check_lender(self.lender_id.ids)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            raise UserError(self.env._("End it instead: what was lent stays as a record."))

    def action_end(self):
        """Take the rights back now (button)."""
        now = fields.Datetime.now()
        for loan in self.filtered(lambda loan: loan.date_to > now):
            loan.write({"date_to": now, "date_from": min(loan.date_from, now)})
        return True


class OrderDelegationRights(models.Model):
    """The question that every decision of the desk asks: may this person, and for whom?"""

    _inherit = "order.delegation"

    @api.model
    @ormcache()
    def _get_terms(self):
        """Return every loan that has not ended, as ``Term`` values; cached, for all users."""
        loans = self.sudo().search([("date_to", ">", fields.Datetime.now())])
        return tuple(
            Term(
                loan.lender_id.id,
                loan.borrower_id.id,
                frozenset((loan.group_id | loan.group_id.all_implied_ids).ids),
                loan.date_from,
                loan.date_to,
            )
            for loan in loans
        )

    @api.model
    def _get_lenders(self, groups, user=None):
        """Return who has lent rights of one of ``groups`` to ``user`` that count now."""
        user = user or self.env.user
        now = fields.Datetime.now()
        wanted = set(groups.ids)
        ids = [
            term.lender_id
            for term in self._get_terms()
            if term.borrower_id == user.id
            and term.start <= now < term.end
            and wanted & term.group_ids
        ]
        lenders = self.env["res.users"].sudo().browse(ids)
        return lenders.filtered(lambda lender: lender.active and lender.all_group_ids & groups)

    @api.model
    def _has_right(self, groups, user=None):
        """Return whether ``user`` is of one of ``groups``, or somebody lent him such rights."""
        user = user or self.env.user
        return bool(groups & user.sudo().all_group_ids) or bool(self._get_lenders(groups, user))

    @api.model
    def _get_lent_group_ids(self, user):
        """Return the ids of the groups whose rights ``user`` has borrowed at this moment."""
        now = fields.Datetime.now()
        found = set()
        for term in self._get_terms():
            if term.borrower_id == user.id and term.start <= now < term.end:
                lender = self.env["res.users"].sudo().browse(term.lender_id)
                if lender.active:
                    found |= term.group_ids & set(lender.all_group_ids._ids)
        return found

    @api.model
    def _get_decider(self, groups, eyes=None, own_words=None):
        """Return in whose place the user decides: empty if he is of ``groups`` himself.

        :param eyes: users whose second look would be their first; ``None`` where that may be
        :param own_words: what to say to one of them
        :raises AccessError: it is not his to decide, or four eyes are due
        """
        user = self.env.user
        eyes = eyes or self.env["res.users"]
        is_own = bool(groups & user.sudo().all_group_ids)
        lenders = self.env["res.users"] if is_own else self._get_lenders(groups)
        if not is_own and not lenders:
            raise AccessError(
                self.env._(
                    "Only the group “%s” may decide this.",
                    " / ".join(groups.sudo().mapped("full_name")),
                )
            )
        if user in eyes:
            raise AccessError(own_words or self.env._("Somebody else has to look at it."))
        if lenders and not lenders - eyes:
            raise AccessError(
                self.env._(
                    "You would decide for %(lender)s, whose own work this is: somebody else of "
                    "“%(group)s” has to look at it.",
                    lender=lenders[:1].name,
                    group=" / ".join(groups.sudo().mapped("full_name")),
                )
            )
        return (lenders - eyes)[:1].sudo(False)
