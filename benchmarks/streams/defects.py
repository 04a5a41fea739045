"""What goes wrong at an order desk: each maker takes a clean order and enters it wrongly.

A maker returns ``None`` where its mistake would change nothing (11 pieces transposed are 11).
"""

import dataclasses
import datetime

from .clean import Clean, Order
from .world import SCARCE_STOCK

#: Found by comparing with what is known: a rule that misses one is broken.
CHECKABLE = (
    "stale_price",
    "duplicate",
    "near_address",
    "impossible_date",
    "missing_reference",
    "over_credit",
    "short_stock",
    "wrong_item_stated",
    "transposed_stated",
    "unit_stated",
)
#: Found by what is usual for the customer, or not at all: a share of them, against false alarms.
STATISTICAL = ("transposed", "unit", "wrong_item")
#: An order comes twice within so many days: there are enough of them for every stream.
SENT_AGAIN_WITHIN = 28
_NO_NUMBERS = ("", "n/a", "tel", ".", "-")


class Defects:
    """Makes orders that were entered wrongly, of a ``World``.

    :param history: the clean orders of the past, for what is sent twice
    """

    def __init__(self, world, clean: Clean, history):
        self.world = world
        self.clean = clean
        self.rng = world.rng
        self.history = history
        self._sent_twice = set()

    def make(self, kind):
        """Return an order with the defect ``kind``."""
        for _try in range(1000):
            customer = self.rng.choice(self.world.customers)
            order = self.clean.make_order(customer, self.world.today)
            made = getattr(self, f"_make_{kind}")(order)
            if made:
                return dataclasses.replace(made, truth=kind)
        raise ValueError(f"No order of this world can have the defect {kind}")

    def _replace_line(self, order, make):
        """Return the order with one line entered as ``make(line)`` says."""
        index = self.rng.randrange(len(order.lines))
        line = make(order.lines[index])
        if line is None or line == order.lines[index]:
            return None
        lines = (*order.lines[:index], line, *order.lines[index + 1 :])
        return dataclasses.replace(order, lines=lines)

    # --- lines -------------------------------------------------------------------------------

    def _transpose(self, order):
        def transpose(line):
            digits = str(int(line.quantity))
            if len(digits) < 2 or digits[-1] == "0":
                return None
            swapped = int(digits[:-2] + digits[-1] + digits[-2])
            return dataclasses.replace(line, quantity=swapped)

        return self._replace_line(order, transpose)

    def _mix_unit(self, order):
        return self._replace_line(
            order, lambda line: dataclasses.replace(line, quantity=line.quantity * 12)
        )

    def _take_other_item(self, order):
        used = {line.product for line in order.lines}

        def take_other(line):
            near = [product for product in self.world.usual if product not in used]
            product = self.rng.choice(near)
            price = order.customer.get_price(product.price)
            return dataclasses.replace(line, product=product, price=price)

        return self._replace_line(order, take_other)

    def _make_transposed(self, order):
        return None if order.totals else self._transpose(order)

    def _make_transposed_stated(self, order):
        return self._transpose(order) if order.totals else None

    def _make_unit(self, order):
        return None if order.totals else self._mix_unit(order)

    def _make_unit_stated(self, order):
        return self._mix_unit(order) if order.totals else None

    def _make_wrong_item(self, order):
        return None if order.totals else self._take_other_item(order)

    def _make_wrong_item_stated(self, order):
        made = self._take_other_item(order) if order.totals else None
        # another article at the same price leaves every total as it was: nobody could tell
        return made if made and round(made.amount, 2) != made.totals[2] else None

    def _make_stale_price(self, order):
        def take_old(line):
            old = order.customer.get_price(line.product.old_price)
            # within what the desk lets pass, an old price is as good as the new one, and half a
            # cent may be rounded either way
            is_worth_it = line.price - old > max(0.05, line.price * 0.005) + 0.01
            return dataclasses.replace(line, price=old) if is_worth_it else None

        return None if order.totals else self._replace_line(order, take_old)

    # --- the order ---------------------------------------------------------------------------

    def _make_duplicate(self, order):
        """What was sent some days ago comes again, the number written another way."""
        sent = [
            old
            for old in self.history
            if old.customer is order.customer
            and (self.world.today - old.day).days <= SENT_AGAIN_WITHIN
            and (old.customer.number, old.reference) not in self._sent_twice
        ]
        if order.customer.is_blanket or not sent:
            return None
        old = sent[-1]
        self._sent_twice.add((old.customer.number, old.reference))
        bare = old.reference.removeprefix("PO-")
        ways = (old.reference, f"po {bare}", f"P.O. {bare}", f"Nr. {bare}", f"#{bare.lower()}")
        return Order(
            old.customer,
            self.world.today,
            old.lines,
            self.rng.choice(old.customer.addresses),
            self.rng.choice(ways),
            order.requested,
        )

    def _make_near_address(self, order):
        known = order.address
        number = int(known.street.split()[-1])
        street = known.street.rsplit(" ", 1)[0]
        ways = (
            {"street": f"{street} {number + self.rng.choice((1, 2, 10))}"},
            {"street": f"{street[:-3]}{street[-2]}{street[-3]}{street[-1]} {number}"},
            {"zip": f"{known.zip[0]}{known.zip[2]}{known.zip[1]}{known.zip[3]}"},
            {"country": "DE"},
        )
        near = dataclasses.replace(known, **self.rng.choice(ways))
        if near in order.customer.addresses:
            return None
        return dataclasses.replace(order, address=near)

    def _make_impossible_date(self, order):
        days = self.rng.choice((-3, -1, -30))
        requested = self.world.today + datetime.timedelta(days=days)
        return dataclasses.replace(order, requested=requested)

    def _make_missing_reference(self, order):
        if not order.customer.needs_reference:
            return None
        return dataclasses.replace(order, reference=self.rng.choice(_NO_NUMBERS))

    def _make_over_credit(self, order):
        limit = order.customer.credit_limit
        if limit is None or order.totals:
            return None
        factor = int(limit / order.amount) + 2
        lines = tuple(
            dataclasses.replace(line, quantity=line.quantity * factor) for line in order.lines
        )
        return dataclasses.replace(order, lines=lines)

    def _make_short_stock(self, order):
        product = self.rng.choice(self.world.scarce)
        pieces = (SCARCE_STOCK // product.pack + self.rng.randint(1, 5)) * product.pack
        price = order.customer.get_price(product.price)
        line = dataclasses.replace(order.lines[0], product=product, quantity=pieces, price=price)
        return None if order.totals else dataclasses.replace(order, lines=(line, *order.lines[1:]))
