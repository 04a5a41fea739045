from collections import defaultdict
from datetime import date, datetime, timedelta
from math import ceil
from typing import NamedTuple

import pytz

from odoo import api, fields, models
from odoo.tools import format_date

from ..tools.finding import Finding
from .routes import is_procured


class Feasible(NamedTuple):
    """The earliest day on which a line can leave, against the day on which it is wanted.

    :param reasons: how it was computed: pairs of a code and its value, in the order of the steps
    """

    line_id: int
    wanted: date
    earliest: date
    reasons: list


class Timetable:
    """When the lines of a batch can leave; what many lines share is worked out once."""

    def __init__(self, facts, now):
        self._facts, self._now = facts, now
        self._days, self._earliest = {}, {}

    def get_wanted(self, order, line, moment):
        """Return the day of a promise (a moment) or of a request (a day)."""
        if not isinstance(moment, datetime):
            return moment
        key = (order.company_id, line.warehouse_id, moment)
        if key not in self._days:
            self._days[key] = self._facts["workdays"][key[:2]].get_day(moment)
        return self._days[key]

    def get_earliest(self, order, line):
        """Return ``(day, reasons)``: when the line can leave, and why not before."""
        facts, place = self._facts, (order.company_id, line.warehouse_id)
        steps = facts["routes"].get_steps(order, line)
        short = facts["shortage"].get(line.id) if line.is_storable else None
        if short and short.missing and short.is_covered:
            return self._work_out(place, line.lead, steps, short)
        key = (place, line.lead, steps)
        if key not in self._earliest:
            self._earliest[key] = self._work_out(*key)
        return self._earliest[key]

    def _work_out(self, place, lead, steps, short=None):
        workdays = self._facts["workdays"][place]
        begin, reasons = self._get_begin(workdays, short)
        begin = _move_to_workday(workdays, begin, reasons)
        security = self._facts["routes"].security[place[0]]
        if lead >= steps + security:
            days, parts = lead, [["lead", lead]]
        else:
            days, parts = steps + security, [["steps", steps], ["security", security]]
        reasons += [part for part in parts if part[1]]
        return _move_to_workday(workdays, begin + timedelta(days=ceil(days)), reasons), reasons

    def _get_begin(self, workdays, short):
        """Return ``(day, reasons)`` of when the work begins."""
        today = workdays.get_day(self._now)
        begin, reasons = today, []
        if workdays.is_past_cutoff(self._now) and workdays.get_next(today) == today:
            begin += timedelta(days=1)
            reasons.append(["cutoff", workdays.cutoff])
        if short:
            arrival = workdays.get_day(short.expected_on)
            if arrival > begin:
                begin = arrival
                reasons = [["supply", str(arrival), short.incoming, short.supply or ""]]
        return begin, reasons


def _move_to_workday(workdays, day, reasons):
    found = workdays.get_next(day)
    if found != day:
        reasons.append(["closed", str(day), str(found)])
    return found


class OrderCheck(models.Model):
    """The day that is requested or promised can be kept.

    The work begins today, or on the next working day when the cut-off of the warehouse is past or
    nobody works; where stock does not cover the line, not before the supply that does. Then comes
    the longer of the lead time that the product promises and what Odoo plans for the steps of the
    warehouse and the company's safety days; both include the other's work, so they do not add up.
    """

    _inherit = "order.check"

    kind = fields.Selection(
        selection_add=[("date_infeasible", "Date can be kept")],
        ondelete={"date_infeasible": "cascade"},
    )
    days_of_grace = fields.Integer(
        string="Days of Grace",
        help="A date that is missed by up to this many days passes: where somebody can hurry.",
    )

    _days_of_grace_not_negative = models.Constraint(
        "CHECK(days_of_grace >= 0)", "The days of grace cannot be negative."
    )

    @api.model
    def _get_parameters(self):
        return {**super()._get_parameters(), "date_infeasible": ("days_of_grace",)}

    @api.model
    def _get_kind_help(self):
        return {
            **super()._get_kind_help(),
            "date_infeasible": self.env._(
                "Finds orders whose requested or promised date is earlier than stock, what is on "
                "order, lead times, cut-off and working days allow. Promise the earliest date "
                "with one button, or agree to hurry."
            ),
        }

    def _find_date_infeasible(self, facts):
        return [
            Finding(
                check,
                order.id,
                key=f"date:{worst.wanted}",
                expected={
                    "text": str(worst.earliest),
                    "line": worst.line_id,
                    "reasons": worst.reasons,
                    "days": {str(late.line_id): str(late.earliest) for late in found},
                },
                actual={"text": str(worst.wanted)},
                amount=order.amount_total / order.currency_rate,
            )
            for order_id, lines in self._get_late_lines(facts).items()
            for order in [facts.by_id[order_id]]
            for check in self
            for found in [[late for late in lines if check._is_too_late(late)]]
            if found
            for worst in [max(found, key=lambda late: late.earliest - late.wanted)]
        ]

    def _is_too_late(self, late):
        return late.earliest > late.wanted + timedelta(days=self.days_of_grace)

    @api.model
    def _get_late_lines(self, facts):
        """Return ``{order id: [Feasible]}`` of the lines that come later than they are wanted."""
        late, table = defaultdict(list), Timetable(facts, fields.Datetime.now())
        for line in facts.lines:
            order = facts.by_id[line.order_id]
            # of the line, else of the order; the request of either, where nothing is promised
            moment = facts.get_promised(line) or line.requested_date or order.requested_date
            if moment and is_procured(order, line):
                wanted = table.get_wanted(order, line, moment)
                earliest, reasons = table.get_earliest(order, line)
                if earliest > wanted:
                    late[order.id].append(Feasible(line.id, wanted, earliest, reasons))
        return late

    # --- fix -------------------------------------------------------------------------------------

    def _fix_date_infeasible(self, finding):
        """Promise the earliest date: to the lines that have a promise of their own, else to the
        order, at noon of the day where the company works."""
        order = self.env["sale.order"].browse(finding.order_id)
        days = {int(line_id): day for line_id, day in finding.expected["days"].items()}
        own = order.order_line.filtered(lambda line: line.id in days and line.promised_date)
        for line in own:
            line.promised_date = self._get_noon(order, days.pop(line.id))
        if days:
            order.promised_date = self._get_noon(order, max(days.values()))

    @api.model
    def _get_noon(self, order, day):
        zone = pytz.timezone(order.company_id.resource_calendar_id.tz or "UTC")
        noon = fields.Datetime.to_datetime(f"{day} 12:00:00")
        return zone.localize(noon).astimezone(pytz.utc).replace(tzinfo=None)

    # --- text ------------------------------------------------------------------------------------

    def _say_date_infeasible(self, finding):
        days = (finding.expected["text"], finding.actual["text"])
        return tuple(format_date(self.env, day) for day in days)

    def _describe_date_infeasible(self, finding):
        told = [self._tell_reason(*reason) for reason in finding.expected["reasons"]]
        earliest, wanted = self._say_date_infeasible(finding)
        return self.env._(
            "wanted %(wanted)s, at the earliest %(earliest)s: %(reasons)s.",
            wanted=wanted,
            earliest=earliest,
            reasons=", ".join(told) or self.env._("today is the first day"),
        )

    @api.model
    def _tell_reason(self, code, *values):
        if code == "cutoff":
            hour, minute = divmod(round(values[0] * 60), 60)
            return self.env._("the cut-off %s is past", f"{hour:02d}:{minute:02d}")
        if code == "supply":
            day, incoming, name = values
            told = {"incoming": f"{incoming:g}", "day": format_date(self.env, day), "name": name}
            if name:
                return self.env._("%(incoming)s expected %(day)s (%(name)s)", **told)
            return self.env._("%(incoming)s expected %(day)s", **told)
        if code == "closed":
            return self.env._("nobody works on %s", format_date(self.env, values[0]))
        days = f"{values[0]:g}"
        return {
            "lead": self.env._("%s days lead time of the product", days),
            "steps": self.env._("%s days for the steps of the warehouse", days),
            "security": self.env._("%s safety days of the company", days),
        }[code]
