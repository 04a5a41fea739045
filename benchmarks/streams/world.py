"""Products, and customers with habits: what they buy, how much, where it goes, how they write."""

import datetime
import math
from dataclasses import dataclass, field

#: Streets as customers write them: the full word and what is short for it.
_STREETS = ("Hauptstraße", "Bahnhofstraße", "Gartenweg", "Schulgasse", "Mühlweg", "Ringstraße")
_PLACES = (
    ("Graz", "8010"),
    ("Linz", "4020"),
    ("Wien", "1030"),
    ("Salzburg", "5020"),
    ("Villach", "9500"),
    ("Steyr", "4400"),
    ("Bregenz", "6900"),
    ("Krems", "3500"),
)
#: How many a pack holds; most products have none.
_PACKS = (1, 1, 1, 1, 6, 12)
#: Sizes of one usual order line, before the customer's own habit.
_SIZES = (4, 6, 10, 12, 20, 24, 36, 48, 60)
#: What a list price went up by when it was last revised, in percent.
_REVISION = (2.0, 4.5)
#: What customers have agreed to pay less than the list, in percent; most pay the list.
AGREED = (0, 0, 0, 4, 7.5)
_REFERENCES = ("PO-{:06d}", "45{:08d}", "{:05d}/26", "B{:06d}")

PRODUCTS = 120
#: Products of which stock is short: nobody orders them but those who are to be told so.
SCARCE = 6
CUSTOMERS = 90
SCARCE_STOCK = 30


@dataclass(frozen=True)
class Product:
    """A product: list price now and before the last revision, cost, and pieces in a pack."""

    number: int
    price: float
    old_price: float
    cost: float
    pack: int
    is_scarce: bool


@dataclass(frozen=True)
class Address:
    """Where goods go."""

    street: str
    zip: str
    city: str
    country: str = "AT"


@dataclass
class Habit:
    """What a customer usually orders of a product: ``median`` pieces, spread as a log-normal."""

    product: Product
    median: float
    spread: float


@dataclass
class Customer:
    """A customer with habits."""

    number: int
    addresses: list
    habits: list
    is_blanket: bool
    needs_reference: bool
    states_totals: bool
    is_seasonal: bool
    reference: str
    has_limit: bool
    agreed: float
    next_reference: int = 0
    used: list = field(default_factory=list)

    def get_price(self, listed):
        """Return what he pays for what the list says, by his own agreement."""
        return round(listed * (1 - self.agreed / 100), 2)

    @property
    def credit_limit(self):
        """What he may owe: some of his usual orders, in full thousands; ``None`` for no limit."""
        if not self.has_limit:
            return None
        usual = sorted((habit.median * habit.product.price for habit in self.habits), reverse=True)
        return math.ceil(sum(usual[:6]) * 4 / 1000) * 1000.0


class World:
    """All products and customers of one seed.

    :param rng: a ``random.Random``; all chance comes from it
    :param today: the day on which the stream arrives
    """

    def __init__(self, rng, today):
        self.rng = rng
        self.today = today
        #: the list prices were revised so long ago that every habit knows both levels
        self.revised_on = today - datetime.timedelta(days=rng.randint(100, 160))
        self.products = [self._make_product(number) for number in range(PRODUCTS + SCARCE)]
        self.usual = self.products[:PRODUCTS]
        self.scarce = self.products[PRODUCTS:]
        self.customers = [self._make_customer(number) for number in range(CUSTOMERS)]

    def _make_product(self, number):
        price = round(math.exp(self.rng.uniform(math.log(2), math.log(90))) * 20) / 20
        old = round(price / (1 + self.rng.uniform(*_REVISION) / 100), 2)
        return Product(
            number,
            price,
            old,
            round(price * self.rng.uniform(0.5, 0.75), 2),
            self.rng.choice(_PACKS),
            number >= PRODUCTS,
        )

    def _make_customer(self, number):
        rng = self.rng
        addresses = [self.make_address() for _n in range(rng.choice((1, 1, 2, 3)))]
        chosen = rng.sample(self.usual, rng.randint(5, 16))
        is_blanket = rng.random() < 0.1
        return Customer(
            number,
            addresses,
            [self._make_habit(product) for product in chosen],
            is_blanket,
            is_blanket or rng.random() < 0.5,
            rng.random() < 0.3,
            rng.random() < 0.3,
            rng.choice(_REFERENCES),
            rng.random() < 0.5,
            rng.choice(AGREED),
            rng.randint(1000, 90_000),
        )

    def _make_habit(self, product):
        size = self.rng.choice(_SIZES)
        return Habit(product, max(size, product.pack), self.rng.uniform(0.1, 0.35))

    def make_address(self):
        """Return an address that nobody has had before (but a neighbour may live beside it)."""
        city, code = self.rng.choice(_PLACES)
        street = f"{self.rng.choice(_STREETS)} {self.rng.randint(1, 180)}"
        return Address(street, code, city)
