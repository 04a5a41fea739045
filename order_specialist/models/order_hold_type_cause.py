from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache

from ..tools.gates import GATES

#: How many orders one step of a trial looks at.
TRY_BATCH = 1000


class OrderHoldType(models.Model):
    """What places a hold without anybody's doing.

    Such a hold goes by itself when its cause has gone. Another cause is another value of
    ``trigger`` and a method ``order.hold._find_due_<trigger>(facts, hold_type)``.
    """

    _inherit = "order.hold.type"

    automatic = fields.Boolean(
        string="Places Itself",
        help="The system places it on every order that its cause is true of, and releases it when "
        "the cause has gone. When it is switched off, or the type is archived, what it has placed "
        "ends too.",
    )
    trigger = fields.Selection(
        [
            ("over_limit", "The customer's credit limit is exceeded"),
            ("overdue", "The customer has overdue invoices"),
            ("domain", "A filter on the order"),
            ("change", "A change after the verification"),
        ],
        string="Cause",
        help="Credit limit: open invoices, confirmed orders that are not invoiced, and this order "
        "together exceed the limit of the paying company.",
    )
    overdue_days = fields.Integer(
        string="Overdue for More Than", default=15, help="Days after an invoice was due."
    )
    domain = fields.Char(
        string="Orders", default="[]", required=True, help="The orders that it is placed on."
    )
    watch_price = fields.Boolean(string="Price or Discount")
    watch_quantity = fields.Boolean(string="Products or Quantities")
    watch_address = fields.Boolean(string="Delivery Address")
    watch_date = fields.Boolean(string="Dates")
    watch_term = fields.Boolean(string="Payment Terms")

    _overdue_sign = models.Constraint("CHECK(overdue_days >= 0)", "Days overdue are 0 or more.")

    @api.constrains("automatic", "trigger", "domain")
    def _check_cause(self):
        for hold_type in self:
            if hold_type.automatic and not hold_type.trigger:
                raise ValidationError(
                    self.env._("Say what places a hold of the type “%s”.", hold_type.name)
                )
            hold_type._check_domain()

    def _check_domain(self):
        """Refuse a filter that could not be searched: better here than at the gate."""
        try:
            domain = Domain(literal_eval(self.domain or "[]"))
            domain.validate(self.env["sale.order"])
            self.env["sale.order"].sudo().search(domain, limit=1)
        except Exception as error:  # whatever is wrong with it, it is the writer's to mend
            raise ValidationError(
                self.env._(
                    "The orders of the hold type “%(name)s” cannot be searched: %(error)s",
                    name=self.name,
                    error=error,
                )
            ) from error


class OrderHoldTypeCached(models.Model):
    """Cached answers, so that a gate asks nothing that no type needs."""

    _inherit = "order.hold.type"

    @api.model
    @ormcache()
    def _get_causing_ids(self):
        types = self.sudo().with_context(active_test=True)
        return types.search(["|", ("automatic", "=", True), ("comes_back", "=", True)])._ids

    @api.model
    @ormcache()
    def _has_pick_stop(self):
        return bool(
            self.sudo()
            .with_context(active_test=False)
            .search_count([("stops_pick", "=", True)], limit=1)
        )

    @api.model
    @ormcache()
    def _has_given_back(self):
        types = self.sudo().with_context(active_test=False)
        return bool(types.search_count([("gives_back", "=", True)], limit=1))

    @ormcache("self.id")
    def _get_stops(self):
        """Return what this type stops: gates, and "pick", the start of picking."""
        return frozenset(name for name in (*GATES, "pick") if self.sudo()[f"stops_{name}"])

    @ormcache("self.id", "self.env.lang")
    def _get_label(self):
        """Return the name of this type, which every message about its holds begins with."""
        return self.sudo().name

    @api.model
    def _get_causing(self):
        """Return the types that the system places; no query if there are none."""
        return self.sudo().browse(self._get_causing_ids())

    @api.model
    def _get_watching(self):
        """Return the types that watch for changes."""
        return self._get_causing().filtered(lambda t: t.automatic and t.trigger == "change")


class OrderHoldTypeTry(models.Model):
    """Look before switching on: which orders would be held."""

    _inherit = "order.hold.type"

    def action_try(self):
        """Open the orders that the cause is true of now; nothing is placed."""
        self.ensure_one()
        self.check_access("write")
        if not self.trigger:
            raise UserError(self.env._("Choose a cause first."))
        scan = self.env["order.verification"]._get_scan_domain()
        orders = self.env["sale.order"].search(
            scan & Domain("company_id", "in", self.env.companies.ids)
        )
        found = []
        for start in range(0, len(orders), TRY_BATCH):
            facts = self.env["order.gate"]._get_facts(orders[start : start + TRY_BATCH])
            found += self.env["order.hold"].sudo()._find_due_for(facts, self.sudo(), self.trigger)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Would be held: %s", self.name),
            "res_model": "sale.order",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", [due.order_id for due in found])],
        }
