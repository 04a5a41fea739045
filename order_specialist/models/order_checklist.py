from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class OrderChecklist(models.Model):
    """What is verified, for which orders. A checklist in draft does nothing; one that observes
    shows what it finds; one that enforces stops orders."""

    _name = "order.checklist"
    _description = "Checklist"
    _inherit = ["mail.thread", "mail.activity.mixin", "order.gate.config"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(copy=False, help="Short code for exports; a list without is known by name.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", help="Leave empty to use the checklist in every company."
    )
    mode = fields.Selection(
        [("draft", "Draft"), ("observe", "Observe"), ("enforce", "Enforce")],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
        help="Draft: nothing happens. Observe: everything is verified and shown, nothing stops. "
        "Enforce: what is found stops the order at its gate.",
    )
    domain = fields.Char(
        string="Orders",
        default="[]",
        required=True,
        tracking=True,
        help="The orders that are verified with this checklist; empty for all.",
    )
    date_from = fields.Date(help="First day on which the checklist is used.")
    date_to = fields.Date(help="Last day on which the checklist is used.")
    effective_from = fields.Datetime(
        copy=False,
        tracking=True,
        help="Orders confirmed before this moment are shown what is found, and never stopped.",
    )
    check_ids = fields.One2many("order.check", "checklist_id", string="Checks", copy=True)
    check_count = fields.Integer(compute="_compute_check_count")
    version = fields.Integer(
        default=1,
        readonly=True,
        copy=False,
        help="Counts the changes of the checklist and its checks; kept with each verification.",
    )

    @api.depends("check_ids")
    def _compute_check_count(self):
        for checklist in self:
            checklist.check_count = len(checklist.check_ids)

    @api.constrains("domain")
    def _check_domain(self):
        """Refuse a domain that could not be searched: better here than at the gate."""
        for checklist in self:
            try:
                domain = Domain(literal_eval(checklist.domain or "[]"))
                domain.validate(self.env["sale.order"])
                self.env["sale.order"].sudo().search(domain, limit=1)
            except Exception as error:  # whatever is wrong with it, it is the writer's to mend
                raise ValidationError(
                    self.env._(
                        "The orders of checklist “%(name)s” cannot be searched: %(error)s",
                        name=checklist.name,
                        error=error,
                    )
                ) from error

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for checklist in self:
            if (
                checklist.date_from
                and checklist.date_to
                and checklist.date_from > checklist.date_to
            ):
                raise ValidationError(self.env._("The first day is after the last day."))

    def write(self, vals):
        result = super().write(vals)
        if {"domain", "date_from", "date_to", "company_id"} & set(vals):
            self._count_version()
        return result

    def _count_version(self):
        for checklist in self:
            checklist.version += 1

    def _get_domain(self):
        """Return the domain of the orders as a ``Domain``."""
        self.ensure_one()
        return Domain(literal_eval(self.domain or "[]"))

    def _filter_covered(self, env, order_ids):
        """Return those of ``order_ids`` that the checklist is for; no query if it is for all."""
        domain = self._get_domain()
        if not order_ids or domain.is_true():
            return order_ids
        orders = env["sale.order"].with_context(active_test=False)
        return set(orders._search(Domain("id", "in", order_ids) & domain).get_result_ids())

    def _is_for(self, order):
        """Return whether the checklist covers ``order``, a record that need not be saved yet."""
        moment = order.date_order or fields.Datetime.now()
        domain = self._get_domain()
        return self._is_in_use(moment) and (domain.is_true() or bool(order.filtered_domain(domain)))

    def _is_in_use(self, moment):
        """Return whether the checklist is used for an order of ``moment`` (a datetime)."""
        day = fields.Date.to_date(moment)
        return not (
            (self.date_from and day < self.date_from) or (self.date_to and day > self.date_to)
        )

    def action_observe(self):
        """Start observing: switch the desk on, show what is found, stop nothing."""
        self._switch("observe")

    def action_enforce(self):
        """Start stopping orders; those confirmed before now are never stopped."""
        now = fields.Datetime.now()
        starting = self.filtered(lambda checklist: checklist.mode != "enforce")
        starting.filtered(lambda c: not c.effective_from or c.effective_from < now).write(
            {"effective_from": now}
        )
        self._switch("enforce")

    def action_draft(self):
        """Stop using the checklist."""
        self.mode = "draft"

    def _switch(self, mode):
        self.mode = mode
        companies = self.company_id or self.env.company
        companies.sudo().filtered(lambda company: not company.order_desk_active).write(
            {"order_desk_active": True}
        )
