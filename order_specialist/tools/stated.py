"""What somebody read in the customer's document, against what the order says: plain values.

*Stated* is JSON: ``{"partner": id, "reference": text, "date": "2026-03-10", "address": [street,
zip, city], "recipient": name, "country": id, "lines": [[product id, quantity, price], …]}``,
quantity and net price in the product's own unit. What a check does not watch is not in it, nor a
name or country that the document leaves out.
"""

from collections import defaultdict
from typing import NamedTuple

from .address import compact, is_same_name, normalise

#: The ways in which a person states what the customer's document says.
STATED = ("source", "rekey")
#: Prices are typed as a document prints them, so half a cent is no difference.
PRICE_STEP = 0.005 + 1e-6
QUANTITY_STEP = 1e-6


class Difference(NamedTuple):
    """One thing that two readings of an order say differently; the values are texts for people.

    :param name: ``partner``, ``reference``, ``date``, ``recipient``, ``address``, ``country``,
        ``quantity``, ``price``, ``missing`` (in the document, not in the order) or ``extra``
    :param amount: money at stake, in the order's currency
    """

    name: str
    product_id: int
    line_id: int | bool
    stated: str
    actual: str
    amount: float = 0.0

    @property
    def key(self):
        """What the order says; where it says nothing, what it should."""
        return f"{self.name}:{self.product_id}:{self.actual or self.stated}"


class Said(NamedTuple):
    """One line as it was read: quantity and net price in the product's own unit."""

    product_id: int
    quantity: float
    price: float
    line_id: int | bool = False


def get_said_lines(facts, order_id):
    """Return what the lines of an order say that its customer ordered, as ``Said``."""
    return [
        Said(
            line.product_id,
            line.quantity * line.unit_factor,
            line.price_unit * (1 - line.discount / 100) / line.unit_factor,
            line.id,
        )
        for line in facts.lines_by_order[order_id]
        if not (line.is_automatic or line.is_global_discount)
    ]


def get_names(check):
    """Return the names of what has to be stated for ``check``."""
    watched = {
        "partner": True,
        "reference": check.watch_reference,
        "date": check.watch_dates,
        "address": check.watch_address,
        "lines": check.watch_products or check.watch_prices,
    }
    return {name for name, is_watched in watched.items() if is_watched}


def compare(facts, order_id, check, stated):
    """Return the ``Difference`` values between ``stated`` and the order, of what is watched."""
    order = facts.by_id[order_id]
    found = _compare_head(order, stated)
    if "lines" not in stated:
        return found
    said = defaultdict(lambda: ([], []))
    for row in stated["lines"]:
        said[row[0]][0].append(Said(*row))
    for line in get_said_lines(facts, order_id):
        said[line.product_id][1].append(line)
    for his, ours in said.values():
        found += _compare_product(his, ours, check)
    return found


def _compare_head(order, stated):
    said = {
        "partner": order.partner_id,
        "reference": order.client_order_ref or "",
        "date": str(order.requested_date or ""),
        "recipient": order.ship_name or "",
        "address": [order.ship_street or "", order.ship_zip or "", order.ship_city or ""],
        "country": order.ship_country_id or 0,
    }
    return [
        Difference(name, 0, False, _as_text(stated[name]), _as_text(actual))
        for name, actual in said.items()
        if name in stated and not _says_the_same(name, stated[name], actual)
    ]


def _says_the_same(name, stated, actual):
    if name == "recipient":  # a document seldom gives a name in full
        return is_same_name(stated, actual)
    return _as_key(name, stated) == _as_key(name, actual)


def _as_key(name, value):
    """Return what is the same for two ways of writing one thing."""
    if name == "address":
        street, code, city = value
        return normalise(street), compact(code), normalise(city)
    return "".join(filter(str.isalnum, str(value).casefold()))


def _as_text(value):
    return ", ".join(filter(None, value)) if isinstance(value, list) else str(value)


def _compare_product(his, ours, check):
    """Return the differences of one product; the same sum at one price in other lines is none."""
    his, ours = _drop_equal(his, ours, check)
    if _is_split(his, ours, check):
        return []
    found = []
    for said, line in zip(his, ours, strict=False):
        found += _compare_line(said, line, check)
    if not check.watch_products:
        return found
    if missing := his[len(ours) :]:
        quantity = _say_quantity(sum(said.quantity for said in missing))
        amount = -sum(said.quantity * said.price for said in missing)
        found.append(Difference("missing", missing[0].product_id, False, quantity, "", amount))
    return found + [
        Difference("extra", line.product_id, line.line_id, "", _say_quantity(line.quantity), amount)
        for line in ours[len(his) :]
        for amount in [line.quantity * line.price]
    ]


def _drop_equal(his, ours, check):
    """Return both lists without the pairs that say the same."""
    ours, left = list(ours), []
    for said in his:
        same = [line for line in ours if not _compare_line(said, line, check)]
        if same:
            ours.remove(same[0])
        else:
            left.append(said)
    return left, ours


def _is_split(his, ours, check):
    """Return whether both come to the same quantity at the same prices, in other lines."""
    if not his or not ours or len(his) == len(ours):
        return False
    gap = sum(said.quantity for said in his) - sum(line.quantity for line in ours)
    prices = [said.price for said in (*his, *ours)]
    is_one_price = not check.watch_prices or max(prices) - min(prices) <= PRICE_STEP
    return abs(gap) <= QUANTITY_STEP and is_one_price


def _compare_line(said, line, check):
    found = []
    gap = line.quantity - said.quantity
    if check.watch_products and abs(gap) > QUANTITY_STEP:
        told = _say_quantity(said.quantity), _say_quantity(line.quantity)
        found.append(("quantity", *told, gap * line.price))
    gap = line.price - said.price
    if check.watch_prices and abs(gap) > PRICE_STEP:
        told = f"{said.price:,.2f}", f"{line.price:,.2f}"
        found.append(("price", *told, gap * line.quantity))
    return [
        Difference(name, line.product_id, line.line_id, stated, actual, amount)
        for name, stated, actual, amount in found
    ]


def _say_quantity(number):
    return f"{round(number, 4):.10g}"
