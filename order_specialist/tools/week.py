"""The figures of a week: plain values, each with the list that it counts."""

from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo


class Figure(NamedTuple):
    """One number of the page.

    :param label: what is counted, in the reader's language
    :param value: the number itself
    :param text: the number as it is read
    :param model: model of the records that it counts
    :param domain: their domain, ready for JSON
    :param note: what belongs to it: money at stake, a share
    """

    label: str
    value: Any
    text: str
    model: str
    domain: list
    note: str = ""


class Section(NamedTuple):
    """Figures that belong together, and what the reader has to know about them."""

    name: str
    title: str
    figures: list
    note: str = ""


def get_monday(day):
    """Return the first day of the week of ``day`` (ISO 8601)."""
    return day - timedelta(days=day.weekday())


def get_period(day, zone):
    """Return the first moment of the week of ``day`` and of the next one, in UTC without zone.

    :param zone: name of the time zone in which the days begin
    """
    monday = get_monday(day)
    return tuple(
        datetime.combine(start, time.min, ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
        for start in (monday, monday + timedelta(days=7))
    )
