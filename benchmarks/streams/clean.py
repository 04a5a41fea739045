"""Orders as customers send them when nothing goes wrong, the odd ones included."""

import dataclasses
import datetime
import math

from .world import Address

#: How far before the end of the stream a customer's history goes back, in days.
HISTORY_DAYS = 365
#: How much more a seasonal customer orders in his season.
SEASON = 1.3
#: How many of a hundred clean orders go to an address that is really new.
NEW_ADDRESS = 0.5


@dataclasses.dataclass(frozen=True)
class Line:
    """``quantity`` pieces of a product at ``price`` each."""

    product: object
    quantity: float
    price: float


@dataclasses.dataclass(frozen=True)
class Order:
    """One order as it was entered; ``truth`` names the defect, ``None`` for a clean one.

    :ivar totals: what the customer states himself: (lines, pieces, amount), or ``None``
    """

    customer: object
    day: datetime.date
    lines: tuple
    address: Address
    reference: str
    requested: datetime.date
    totals: tuple | None = None
    is_phone: bool = False
    truth: str | None = None

    @property
    def amount(self):
        """What the order comes to, without taxes."""
        return sum(line.quantity * line.price for line in self.lines)


class Clean:
    """Makes clean orders of a ``World``."""

    def __init__(self, world):
        self.world = world
        self.rng = world.rng

    def make_history(self):
        """Return a year of shipped orders, the oldest first."""
        orders = [
            self.make_order(customer, self.world.today - datetime.timedelta(days=days))
            for customer in self.world.customers
            for days in sorted(
                self.rng.sample(range(3, HISTORY_DAYS), self.rng.randint(14, 30)), reverse=True
            )
        ]
        # every address was delivered to, as every customer's own ones were
        return sorted(
            (self._with_known_address(order) for order in orders), key=lambda order: order.day
        )

    def _with_known_address(self, order):
        customer = order.customer
        unused = [address for address in customer.addresses if address not in customer.used]
        if unused:
            customer.used.append(unused[0])
            return dataclasses.replace(order, address=unused[0])
        return order

    def make_order(self, customer, day):
        """Return a clean order of ``customer``, placed on ``day``."""
        rng = self.rng
        habits = rng.sample(customer.habits, rng.randint(1, min(6, len(customer.habits))))
        lines = tuple(self._make_line(customer, habit, day) for habit in habits)
        return Order(
            customer,
            day,
            lines,
            rng.choice(customer.addresses),
            self._next_reference(customer),
            day + datetime.timedelta(days=rng.randint(5, 20)),
            self._state(lines) if customer.states_totals else None,
        )

    def make_arrival(self, customer):
        """Return a clean order of today, with what is odd now and then: a new address."""
        order = self.make_order(customer, self.world.today)
        if self.rng.random() * 100 < NEW_ADDRESS:
            order = dataclasses.replace(order, address=self.world.make_address())
        return order

    def _make_line(self, customer, habit, day):
        product = habit.product
        size = habit.median * math.exp(self.rng.gauss(0, habit.spread))
        if customer.is_seasonal and day.month in (11, 12):
            size *= SEASON
        quantity = max(round(size / product.pack), 1) * product.pack
        listed = product.price if day >= self.world.revised_on else product.old_price
        return Line(product, quantity, customer.get_price(listed))

    def _next_reference(self, customer):
        # a blanket number is the same for every call-off; all others count on
        if not customer.is_blanket:
            customer.next_reference += self.rng.randint(1, 9)
        return customer.reference.format(customer.next_reference)

    def _state(self, lines):
        """Return what the customer writes below his order: lines, pieces, amount."""
        pieces = sum(line.quantity for line in lines)
        return len(lines), pieces, round(sum(line.quantity * line.price for line in lines), 2)
