"""A hold that is due: a plain value."""

from typing import Any, NamedTuple


class Due(NamedTuple):
    """One reason for which the system places one hold.

    :param type_id: id of the type of hold
    :param order_id: id of the order
    :param figures: why, as JSON-ready values; the text is made from them when it is read
    """

    type_id: int
    order_id: int
    figures: Any = None


class Account(NamedTuple):
    """What a customer owes one company, in its currency; one for each commercial partner.

    :param limit: his credit limit
    :param rounding: of the company's currency
    :param invoices: what he owes by posted invoices, less what he paid in advance
    :param orders: ``Exposure`` of each order that is not fully invoiced
    """

    company_id: int
    partner_id: int
    limit: float
    rounding: float
    invoices: float
    orders: list


class Exposure(NamedTuple):
    """What is not invoiced yet of one order, in the company's currency, taxes included."""

    order_id: int
    company_id: int
    partner_id: int
    is_confirmed: bool
    is_waiting: bool
    since: Any
    amount: float
