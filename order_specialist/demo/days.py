"""Northwind's days moved into the present: every date by the same number of whole days."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

from odoo import fields

# The files know days, not hours. These are the hours (UTC) that the loader gives to what happened.
GOODS_IN = time(6)
ORDERED = time(8)
CONFIRMED = time(8, 30)
ACCEPTED = time(10)
SHIPPED = time(14)
INVOICED = time(15)


class Calendar(NamedTuple):
    """``shift`` is added to every date of the files; ``today`` is the day of the inbox."""

    today: object
    shift: timedelta

    @classmethod
    def ending(cls, data, today):
        """Return the calendar in which the last order of ``data`` came in the day before today."""
        last = max(order.ordered for order in data.orders.values())
        return cls(today, today - timedelta(days=1) - last)

    def day(self, date):
        """Return the day of the present for a day of the files."""
        return date + self.shift

    def at(self, date, clock):
        """Return the moment (UTC, without zone, as Odoo keeps it) of a day of the files."""
        return datetime.combine(self.day(date), clock)

    def this_morning(self, clock):
        """Return today at ``clock``; now, as long as that is still to come."""
        moment, now = datetime.combine(self.today, clock), fields.Datetime.now()
        return min(moment, now) if now.date() == self.today else moment
