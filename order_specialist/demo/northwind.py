"""The Northwind Traders data as typed rows, checked as a whole before anything is made of them.

830 orders of 1996–1998 with their lines, customers and products; amounts are in US dollars.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from .table import (
    DataError,
    Fault,
    Table,
    counted,
    day,
    find_repeated,
    find_unknown,
    flag,
    money,
    optional,
    optional_text,
    share,
    text,
    whole,
)

FOLDER = Path(__file__).parent / "northwind"


class Category(NamedTuple):
    """A group of products."""

    key: int
    name: str
    description: str


class Product(NamedTuple):
    """A product; ``price`` is the list price of its pack, ``reorder_level`` a quantity of packs."""

    key: int
    name: str
    supplier: int
    category: int
    pack: str
    price: Decimal
    in_stock: int
    on_order: int
    reorder_level: int
    discontinued: bool


class Customer(NamedTuple):
    """A customer with the person who orders and the main address."""

    key: str
    name: str
    contact: str
    contact_title: str
    street: str
    city: str
    region: str
    zip: str
    country: str
    phone: str
    fax: str


class Shipper(NamedTuple):
    """Who carries the goods."""

    key: int
    name: str
    phone: str


class Order(NamedTuple):
    """An order as the customer gave it; ``shipped`` is None while it has not left the house."""

    key: int
    customer: str
    employee: int
    ordered: date
    required: date
    shipped: date | None
    shipper: int
    freight: Decimal
    ship_name: str
    ship_street: str
    ship_city: str
    ship_region: str
    ship_zip: str
    ship_country: str


class Line(NamedTuple):
    """One product of an order; ``discount`` is a share of 1."""

    order: int
    product: int
    price: Decimal
    quantity: int
    discount: Decimal


CATEGORIES = Table(
    "categories.csv",
    Category,
    (("categoryID", counted), ("categoryName", text), ("description", optional_text)),
)
PRODUCTS = Table(
    "products.csv",
    Product,
    (
        ("productID", counted),
        ("productName", text),
        ("supplierID", counted),
        ("categoryID", counted),
        ("quantityPerUnit", optional_text),
        ("unitPrice", money),
        ("unitsInStock", whole),
        ("unitsOnOrder", whole),
        ("reorderLevel", whole),
        ("discontinued", flag),
    ),
)
CUSTOMERS = Table(
    "customers.csv",
    Customer,
    (
        ("customerID", text),
        ("companyName", text),
        ("contactName", text),
        ("contactTitle", optional_text),
        ("address", text),
        ("city", text),
        ("region", optional_text),
        ("postalCode", optional_text),
        ("country", text),
        ("phone", optional_text),
        ("fax", optional_text),
    ),
)
SHIPPERS = Table(
    "shippers.csv",
    Shipper,
    (("shipperID", counted), ("companyName", text), ("phone", optional_text)),
)
ORDERS = Table(
    "orders.csv",
    Order,
    (
        ("orderID", counted),
        ("customerID", text),
        ("employeeID", counted),
        ("orderDate", day),
        ("requiredDate", day),
        ("shippedDate", optional(day)),
        ("shipVia", counted),
        ("freight", money),
        ("shipName", text),
        ("shipAddress", text),
        ("shipCity", text),
        ("shipRegion", optional_text),
        ("shipPostalCode", optional_text),
        ("shipCountry", text),
    ),
)
LINES = Table(
    "order_details.csv",
    Line,
    (
        ("orderID", counted),
        ("productID", counted),
        ("unitPrice", money),
        ("quantity", counted),
        ("discount", share),
    ),
)


class Northwind(NamedTuple):
    """All of it: {key: row} of each file, the lines by order number."""

    categories: dict
    products: dict
    customers: dict
    orders: dict
    lines: dict

    def shipped(self, count=None):
        """Return the numbers of the last ``count`` orders that were shipped, in their order."""
        numbers = sorted(key for key, order in self.orders.items() if order.shipped)
        return numbers if count is None else numbers[max(len(numbers) - count, 0) :]

    def unshipped(self):
        """Return the numbers of the orders that have not left the house, in their order."""
        return sorted(key for key, order in self.orders.items() if not order.shipped)


def read(folder=FOLDER):
    """Return the :class:`Northwind` of ``folder``; raise DataError with every fault found."""
    faults = []
    rows = {
        table: table.read_file(Path(folder), faults)
        for table in (CATEGORIES, PRODUCTS, CUSTOMERS, SHIPPERS, ORDERS, LINES)
    }
    faults = faults or [*_find_faults(rows)]
    if faults:
        raise DataError(faults)
    lines = defaultdict(list)
    for _line, row in rows[LINES]:
        lines[row.order].append(row)
    keyed = (CATEGORIES, PRODUCTS, CUSTOMERS, ORDERS)
    return Northwind(*({row.key: row for _line, row in rows[table]} for table in keyed), lines)


def _find_faults(rows):
    """Yield what is wrong between rows: keys twice, keys unknown, orders that make no sense."""
    keys = {table: {row.key for _line, row in rows[table]} for table in rows if table != LINES}
    for table in keys:
        yield from find_repeated(table, rows[table], {table.columns[0][0]: "key"})
    yield from find_repeated(LINES, rows[LINES], {"orderID": "order", "productID": "product"})
    for table, column, field, target in (
        (PRODUCTS, "categoryID", "category", CATEGORIES),
        (ORDERS, "customerID", "customer", CUSTOMERS),
        (ORDERS, "shipVia", "shipper", SHIPPERS),
        (LINES, "orderID", "order", ORDERS),
        (LINES, "productID", "product", PRODUCTS),
    ):
        yield from find_unknown(table, rows[table], column, field, keys[target], target.file)
    yield from _find_impossible(rows)


def _find_impossible(rows):
    filled = {row.order for _line, row in rows[LINES]}
    for line, order in rows[ORDERS]:
        if order.key not in filled:
            yield Fault(ORDERS.file, line, "orderID", f"{order.key} has no row in {LINES.file}")
        if order.shipped and order.shipped < order.ordered:
            yield Fault(ORDERS.file, line, "shippedDate", "is before the order's date")
        if order.required < order.ordered:
            yield Fault(ORDERS.file, line, "requiredDate", "is before the order's date")
