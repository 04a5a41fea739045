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
    """

    check: Any
    order_id: int
    line_id: int | bool = False
    key: str = ""
    expected: Any = None
    actual: Any = None
    amount: float = 0.0
    severity: str | None = None

    @property
    def identity(self):
        """What makes two findings the same one: check, order, line and key."""
        return (self.check.id, self.order_id, self.line_id or False, self.key)


def is_between(value, one, other):
    """Return whether ``value`` lies between two numbers (both included); False for non-numbers."""
    numbers = [value, one, other]
    if any(isinstance(n, bool) or not isinstance(n, (int, float)) for n in numbers):
        return False
    return min(one, other) <= value <= max(one, other)
