from datetime import datetime, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache
from odoo.tools.safe_eval import safe_eval

#: How far around today working hours are asked of a calendar; beyond it every day works.
CALENDAR_HORIZON = timedelta(days=400)


class OrderDepartment(models.Model):
    """Who an order is released to, how they accept it and until when they ship on a day.

    The first department (by sequence) whose filter and warehouses match gets the lines of an
    order; one that *hands on* prepares them for the next that matches. To route by something
    else, extend ``_match``.
    """

    _name = "order.department"
    _description = "Department"
    _inherit = ["order.gate.config"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short name on lists and in messages.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    domain = fields.Char(
        "Orders",
        default="[]",
        required=True,
        help="Which orders this department gets. The first department in the list that "
        "matches an order gets it.",
    )
    warehouse_ids = fields.Many2many(
        "stock.warehouse", string="Warehouses", help="Empty: every warehouse."
    )
    hands_on = fields.Boolean(
        "Then the next",
        help="When this department is done, the next one in the list that matches gets the "
        "order; nothing is picked before. For example production before the warehouse.",
    )
    acceptance = fields.Selection(
        [
            ("none", "None: released is accepted"),
            ("implied", "Implied: by starting the work"),
            ("explicit", "Explicit: somebody presses Accept"),
        ],
        default="implied",
        required=True,
        help="Implied: printing the slip, adding the transfer to a batch, picking the first "
        "quantity or validating accepts the release. Explicit: nothing moves before "
        "somebody of the department has accepted.",
    )
    member_ids = fields.Many2many(
        "res.users",
        string="Members",
        domain=lambda self: self._get_member_domain(),
        help="Who accepts and sends back. Empty: everybody in the Department member group.",
    )
    cutoff_hour = fields.Float(
        "Cut-off",
        default=15.0,
        help="What is released before this time of a working day leaves on the same day.",
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        help="Empty: those of the warehouse, else of the company.",
    )
    is_mine = fields.Boolean("My Department", compute="_compute_is_mine", search="_search_is_mine")

    _cutoff_in_day = models.Constraint(
        "CHECK(cutoff_hour >= 0 AND cutoff_hour < 24)", "The cut-off is a time of the day."
    )

    @api.depends_context("uid")
    @api.depends("member_ids")
    def _compute_is_mine(self):
        for department in self:
            department.is_mine = department._has_member(self.env.user)

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = Domain("member_ids", "in", self.env.uid)
        if self.env.user.has_group("order_specialist.group_department_member"):
            mine |= Domain("member_ids", "=", False)
        return mine if True in value else ~mine

    @api.model
    def _get_member_domain(self):
        """Return who may be a member: only these groups may read a release and answer it."""
        groups = self.env.ref("order_specialist.group_department_member")
        groups |= self.env.ref("order_specialist.group_supervisor")
        return [("share", "=", False), ("all_group_ids", "in", groups.ids)]

    @api.constrains("member_ids")
    def _check_members(self):
        """Refuse a member who could not open a single release."""
        members = self.sudo().member_ids
        allowed = members.filtered_domain(self._get_member_domain())
        if strangers := members - allowed:
            raise ValidationError(
                self.env._(
                    "%s cannot be a member yet: give the group “Department Member” in "
                    "Settings › Users first.",
                    ", ".join(strangers.mapped("name")),
                )
            )

    @api.constrains("domain")
    def _check_domain(self):
        orders = self.env["sale.order"].sudo()
        for department in self:
            try:
                orders.search(department._get_domain(), limit=1)
            except Exception as error:  # whatever a typed domain makes Python or the ORM say
                raise ValidationError(
                    self.env._(
                        "The order filter of department %(name)s cannot be used: %(error)s",
                        name=department.name,
                        error=error,
                    )
                ) from error

    @api.model
    @ormcache()
    def _get_handing_on_ids(self):
        """Return the ids of the departments that hand on; cached, goods ask it when they move."""
        departments = self.sudo().with_context(active_test=False)
        return frozenset(departments.search([("hands_on", "=", True)])._ids)

    def _has_member(self, user):
        """Return whether ``user`` works for this department."""
        self.ensure_one()
        members = self.sudo().member_ids
        return user in members or (
            not members and user.has_group("order_specialist.group_department_member")
        )

    def _get_domain(self):
        self.ensure_one()
        return Domain(safe_eval(self.domain or "[]"))

    def _match(self, orders):
        """Return, for each department in order of sequence, the ids of the orders it matches."""
        matches = {}
        for department in self.sorted():
            domain = department._get_domain()
            if company := department.company_id:
                domain &= Domain("company_id", "=", company.id)
            if domain.is_true():
                matches[department] = set(orders.ids)
            else:
                found = orders.sudo()._search(domain & Domain("id", "in", orders.ids))
                matches[department] = set(found)
        return matches

    # --- cut-off ---------------------------------------------------------------------------------

    def _get_deadlines(self, company, warehouse, targets, now, cutoff_hour):
        """Return ``{target: deadline}``, all naive UTC; ``cutoff_hour`` is a time of each day.

        A target is ``(moment, is_promise)``: what was promised must leave with the last cut-off
        at or before it, what has no date leaves with the first cut-off at or after it.
        """
        self.ensure_one()
        calendar = self.calendar_id or warehouse.order_calendar_id or company.resource_calendar_id
        zone = pytz.timezone(calendar.tz or self.env.user.tz or "UTC")
        moments = [moment for moment, _is_promise in targets]
        worked = self._get_worked_ends(calendar, zone, min(moments), max(moments), now)
        return {target: self._get_cutoff(worked, zone, cutoff_hour, *target) for target in targets}

    def _get_worked_ends(self, calendar, zone, first, last, now):
        """Return ``{date: end of work}`` around the moments; None when nobody keeps hours."""
        start = max(first, now - CALENDAR_HORIZON) - timedelta(days=15)
        end = min(last, now + CALENDAR_HORIZON) + timedelta(days=15)
        if not calendar or start > end:
            return None
        intervals = calendar.sudo()._work_intervals_batch(
            pytz.utc.localize(start), pytz.utc.localize(end)
        )[False]
        ends = {}
        for _begin, stop, _meta in intervals:
            stop = stop.astimezone(zone)
            ends[stop.date()] = max(ends.get(stop.date(), stop), stop)
        return ends or None

    def _get_cutoff(self, worked, zone, cutoff_hour, moment, is_promise):
        """Return the cut-off that counts for one moment, walking from day to working day."""
        local = pytz.utc.localize(moment).astimezone(zone)
        step = timedelta(days=-1 if is_promise else 1)
        for offset in range(15):
            day = local.date() + step * offset
            cutoff = self._get_day_cutoff(worked, zone, cutoff_hour, day)
            if cutoff and (cutoff <= local if is_promise else cutoff >= local):
                return cutoff.astimezone(pytz.utc).replace(tzinfo=None)
        cutoff = self._get_day_cutoff(None, zone, cutoff_hour, local.date())
        return cutoff.astimezone(pytz.utc).replace(tzinfo=None)

    def _get_day_cutoff(self, worked, zone, cutoff_hour, day):
        """Return the cut-off of a day, or None when nobody works on it."""
        if worked is not None and day not in worked:
            return None
        minutes = round(cutoff_hour * 60)
        cutoff = zone.localize(datetime(day.year, day.month, day.day) + timedelta(minutes=minutes))
        return min(cutoff, worked[day]) if worked else cutoff
