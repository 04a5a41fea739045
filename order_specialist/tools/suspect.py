"""Something that looks like a discrepancy: a plain value."""

from typing import Any, NamedTuple


class Suspect(NamedTuple):
    """What a detection noticed on one order.

    :param order_id: id of the order
    :param key: what was noticed, the same as long as it is the same thing: one claim comes of it
    :param amount: money in question, in the order's currency, without tax
    :param days: how late, in calendar days
    :param lines: values of the claim's lines, JSON-ready; none where the type needs none
    """

    order_id: int
    key: str
    amount: float = 0.0
    days: int = 0
    lines: Any = ()
