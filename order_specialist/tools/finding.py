"""What a rule says is wrong: a plain value until somebody asks to keep it."""

from typing import Any, NamedTuple


class Finding(NamedTuple):
    """One thing wrong with one order or order line.

    :param check: the ``order.check`` record that found it
    :param order_id: id of the order
    :param line_id: id of the order line, or ``False`` for the order as a whole
    :param key: what *the order* says (line and actual value); an override covers this key
    :param expected: JSON value that the rule expected (price, quantity, text), or ``None``
    :param actual: JSON value that the order says, or ``None``
    :param amount: money at stake, in company currency
    :param severity: softer than the check's own severity, or ``None`` to keep it
    :param figures: JSON value that only the system and a few people see (what a customer owes),
        or that a repair or the text needs; never shown as they are
    """

    check: Any
    order_id: int
    line_id: int | bool = False
    key: str = ""
    expected: Any = None
    actual: Any = None
    amount: float = 0.0
    severity: str | None = None
    figures: Any = None

    @property
    def identity(self):
        """What makes two findings the same one: check, order, line and key."""
        return (self.check.id, self.order_id, self.line_id or False, self.key)

    @property
    def told_line_id(self):
        """Id of the line whose product is named before the text: that of a finding about the whole
        order may be in ``expected["line"]``."""
        is_told = isinstance(self.expected, dict)
        return self.line_id or (self.expected.get("line", False) if is_told else False)

    @property
    def subject(self):
        """What the finding speaks of, apart from how bad it is: the key up to its last colon."""
        return self.key.rpartition(":")[0]


def is_milder(now, then, expected):
    """Return whether the order says something no worse ``now`` than it said ``then``.

    Numbers are milder between the expected one and the one of then, lists of texts when they
    name no more than they did, lists of numbers by their first.
    """
    if isinstance(now, (list, tuple)) and isinstance(then, (list, tuple)):
        if now and then and _is_number(now[0], then[0]):
            return is_between(now[0], 0, then[0])
        return set(now) <= set(then)
    return is_between(now, expected, then)


def is_between(value, one, other):
    """Return whether ``value`` lies between two numbers (both included); False for non-numbers."""
    return _is_number(value, one, other) and min(one, other) <= value <= max(one, other)


def _is_number(*values):
    return bool(values) and all(
        isinstance(value, (int, float)) and not isinstance(value, bool) for value in values
    )
