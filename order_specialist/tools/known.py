"""What a person confirms once for a customer: a plain value that the order of the day says."""

from typing import Any, NamedTuple


class Known(NamedTuple):
    """What is asked no more of a customer once somebody has confirmed it.

    :param kind: what it is: ``address``, ``price``, ``unit`` … (selection of ``order.known``)
    :param key: normalised text that two orders share when they say the same
    :param value: JSON value that the rule wants back (parts of an address, a price), or ``None``
    :param product_id: id of the product that it is about, or ``False``
    """

    kind: str
    key: str
    value: Any = None
    product_id: int | bool = False
