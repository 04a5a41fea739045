"""The source ``facts["workdays"]``: on which days a warehouse works, and until when on a day."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import pytz

from odoo import api, models

from ..tools.statement import Statement

#: How far ahead days off are read; nobody looks for a working day beyond.
HORIZON = timedelta(days=400)

_WORKDAYS = Statement(
    """
SELECT DISTINCT ON (place.company_id, place.warehouse_id)
       place.company_id, place.warehouse_id, coalesce(cal.tz, 'UTC'), d.cutoff_hour,
       ARRAY(SELECT DISTINCT a.dayofweek::int FROM resource_calendar_attendance a
              WHERE a.calendar_id = cal.id AND a.display_type IS NULL
                AND coalesce(a.day_period, '') != 'lunch'),
       (SELECT jsonb_agg(jsonb_build_array(f.date_from, f.date_to))
          FROM resource_calendar_leaves f
         WHERE f.resource_id IS NULL AND f.date_to >= %(first)s AND f.date_from <= %(last)s
           AND (f.calendar_id = cal.id
                OR f.calendar_id IS NULL AND f.company_id = place.company_id))
  FROM unnest(%(companies)s, %(warehouses)s) AS place (company_id, warehouse_id)
  JOIN res_company c ON c.id = place.company_id
  LEFT JOIN stock_warehouse w ON w.id = place.warehouse_id
  LEFT JOIN order_department d ON d.active
       AND (d.company_id IS NULL OR d.company_id = place.company_id)
       AND (NOT EXISTS (SELECT 1 FROM order_department_stock_warehouse_rel x
                         WHERE x.order_department_id = d.id)
            OR EXISTS (SELECT 1 FROM order_department_stock_warehouse_rel x
                        WHERE x.order_department_id = d.id
                          AND x.stock_warehouse_id = place.warehouse_id))
  LEFT JOIN resource_calendar cal
       ON cal.id = coalesce(d.calendar_id, w.order_calendar_id, c.resource_calendar_id)
 ORDER BY place.company_id, place.warehouse_id, d.sequence, d.id
""",
    first="date",
    last="date",
    companies="int[]",
    warehouses="int[]",
)


class Workdays(NamedTuple):
    """When one warehouse works.

    :param zone: name of its time zone
    :param cutoff: hour (float) until which work of the day is taken; ``None`` for none
    :param weekdays: numbers of the days of the week, Monday is 0; empty: every day
    :param off: ``[(from, to)]`` of days off, naive UTC
    """

    zone: str
    cutoff: float | None
    weekdays: list
    off: list

    def get_day(self, moment):
        """Return the local day of a moment (naive UTC)."""
        return self._localise(moment).date()

    def is_past_cutoff(self, moment):
        """Return whether what comes at ``moment`` is too late for its day."""
        local = self._localise(moment)
        return self.cutoff is not None and local.hour + local.minute / 60 >= self.cutoff

    def get_next(self, day):
        """Return the first working day from ``day`` on."""
        for offset in range(HORIZON.days):
            found = day + timedelta(days=offset)
            if self._is_worked(found):
                return found
        return day

    def _is_worked(self, day):
        if self.weekdays and day.weekday() not in self.weekdays:
            return False
        noon = pytz.timezone(self.zone).localize(datetime.combine(day, time(12)))
        noon = noon.astimezone(pytz.utc).replace(tzinfo=None)
        return not any(start <= noon <= end for start, end in self.off)

    def _localise(self, moment):
        return pytz.utc.localize(moment).astimezone(pytz.timezone(self.zone))


class OrderCheck(models.Model):
    _inherit = "order.check"

    @api.model
    def _load_workdays(self, facts):
        """Return ``{(company id, warehouse id): Workdays}``; the cut-off is that of the first
        department of the warehouse."""
        today = date.today()
        places = {
            (facts.by_id[line.order_id].company_id, line.warehouse_id) for line in facts.lines
        }
        rows = facts.fetch(
            _WORKDAYS,
            first=today - timedelta(days=2),
            last=today + HORIZON,
            companies=[company_id for company_id, _warehouse_id in places],
            warehouses=[warehouse_id for _company_id, warehouse_id in places],
        )
        return {
            (company_id, warehouse_id): Workdays(
                zone,
                cutoff,
                weekdays,
                [tuple(map(datetime.fromisoformat, pair)) for pair in off or ()],
            )
            for company_id, warehouse_id, zone, cutoff, weekdays, off in rows
        }
