"""Today's inbox: twelve orders written by hand in ``inbox.csv``, the desk's morning.

The file has a row for each order line; what belongs to the order stands in its first row, as in
Odoo's own import. ``story`` says in one sentence what is the matter, ``happens`` names an event of
``inbox_events``.
"""

from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from odoo.fields import Command

from . import inbox_events, keys
from .backdate import backdate_creation
from .customers import find_or_create_ship_to, ship_to_text
from .quotations import prepare_line_values
from .table import (
    DataError,
    Fault,
    Table,
    clock,
    counted,
    find_repeated,
    money,
    one_of,
    optional,
    optional_text,
    pairs,
    share,
    whole,
)

FOLDER = Path(__file__).parent
MACHINES = ("edi", "web", "api")
CHANNELS = ("phone", "email", "counter", "salesperson", *MACHINES)


class Row(NamedTuple):
    """A line of an order, and in its first row what belongs to the order."""

    order: int
    customer: str
    channel: str
    received: time | None
    ordered_by: str
    reference: str
    required_in_days: int | None
    rush_reason: str
    ship_name: str
    ship_street: str
    ship_city: str
    ship_region: str
    ship_zip: str
    ship_country: str
    happens: str
    credit_limit: Decimal | None
    story: str
    request: str
    asked: str
    changes: tuple
    product: int
    quantity: int
    price: Decimal
    discount: Decimal


INBOX = Table(
    "inbox.csv",
    Row,
    (
        ("order", counted),
        ("customer", optional_text),
        ("channel", one_of(*CHANNELS, "")),
        ("received", optional(clock)),
        ("ordered_by", optional_text),
        ("reference", optional_text),
        ("required_in_days", optional(whole)),
        ("rush_reason", optional_text),
        ("ship_name", optional_text),
        ("ship_address", optional_text),
        ("ship_city", optional_text),
        ("ship_region", optional_text),
        ("ship_postal_code", optional_text),
        ("ship_country", optional_text),
        ("happens", one_of(*inbox_events.EVENTS, "")),
        ("credit_limit", optional(money)),
        ("story", optional_text),
        ("request", optional_text),
        ("asked", optional_text),
        ("changes", pairs),
        ("product", counted),
        ("quantity", counted),
        ("price", money),
        ("discount", share),
    ),
)
REQUIRED = ("customer", "channel", "received", "ordered_by", "required_in_days", "story")
OF_THE_ORDER = Row._fields[1 : Row._fields.index("product")]


def read(data, folder=FOLDER):
    """Return {order: [rows]} of the file; ``data`` knows the customers and products it may name."""
    faults = []
    rows = INBOX.read_file(Path(folder), faults)
    faults = faults or [*_find_faults(rows, data)]
    if faults:
        raise DataError(faults)
    orders = {}
    for _line, row in rows:
        orders.setdefault(row.order, []).append(row)
    return orders


def is_loaded(env):
    """Return whether the inbox came in already."""
    return bool(keys.find(env, "sale.order", "inbox"))


def load_inbox(env, mail, calendar, world):
    """Create what is missing of the inbox and let happen what the file says; return the orders."""
    known = keys.find(env, "sale.order", "inbox")
    missing = {key: rows for key, rows in mail.items() if str(key) not in known}
    for rows in missing.values():
        inbox_events.prepare(rows[0], world.customers[rows[0].customer])
    places = _find_ship_to(env, missing, world)
    created = {
        str(key): _enter(env, rows, calendar, world, places[key]) for key, rows in missing.items()
    }
    keys.name(env, "sale.order", "inbox", created)
    if created:
        backdate_creation(env["sale.order"].union(*created.values()))
    for key, rows in missing.items():
        _tell(created[str(key)], rows[0])
        inbox_events.happen(created[str(key)], rows[0], calendar, world)
    return {**known, **created}


def _enter(env, rows, calendar, world, place):
    """Create one order: as the specialist if a person typed it, as Odoo if a machine sent it."""
    entered = env["sale.order"]
    if rows[0].channel not in MACHINES:
        entered = world.acting(entered, "specialist")
    return entered.create(_prepare_values(rows, calendar, world, place))


def _find_ship_to(env, mail, world):
    """Return {order: contact} it goes to: the main address unless the file names another."""
    wanted = {
        key: (world.customers[rows[0].customer], rows[0])
        for key, rows in mail.items()
        if rows[0].ship_street
    }
    found = find_or_create_ship_to(env, wanted) if wanted else {}
    return {key: found.get(key, world.customers[rows[0].customer]) for key, rows in mail.items()}


def _prepare_values(rows, calendar, world, place):
    first = rows[0]
    customer = world.customers[first.customer]
    received = calendar.this_morning(first.received)
    return {
        "partner_id": customer.id,
        "partner_shipping_id": place.id,
        "pricelist_id": world.pricelist.id,
        "client_order_ref": first.reference,
        "order_channel": first.channel,
        "ordered_by": first.ordered_by,
        "received_at": received,
        "date_order": received,
        "requested_date": calendar.today + timedelta(days=first.required_in_days),
        "is_rush": bool(first.rush_reason),
        "rush_reason": first.rush_reason,
        "ship_to_request": ship_to_text(first) if first.ship_street else False,
        "user_id": world.users["sales"].id,
        "order_line": [
            Command.create(_prepare_line_values(row, sequence, world))
            for sequence, row in enumerate(rows, 1)
        ],
    }


def _prepare_line_values(row, sequence, world):
    """Return line values; Odoo takes a price that differs from the list for typed by hand."""
    values = prepare_line_values(row, sequence, world)
    return {**values, "technical_price_unit": world.products[str(row.product)].lst_price}


def _tell(order, row):
    """Note on the order what the customer said and what is the matter."""
    said = Markup("<p>%s: <em>“%s”</em></p>") % (row.ordered_by, row.request)
    body = (said if row.request else Markup()) + Markup("<p>%s</p>") % row.story
    order.message_post(body=body, subtype_xmlid="mail.mt_note")


def _find_faults(rows, data):
    seen = set()
    for line, row in rows:
        find = _find_repeated_values if row.order in seen else _find_missing_values
        seen.add(row.order)
        yield from find(line, row)
        if row.customer and row.customer not in data.customers:
            yield Fault(INBOX.file, line, "customer", f"{row.customer} is not in customers.csv")
    for line, row in rows:
        for column, number in (
            ("product", row.product),
            *(("changes", number) for number, _quantity in row.changes),
        ):
            if number not in data.products:
                yield Fault(INBOX.file, line, column, f"{number} is not in products.csv")
    yield from find_repeated(INBOX, rows, {"order": "order", "product": "product"})


def _find_missing_values(line, row):
    """Yield what the first row of an order does not say."""
    for field in REQUIRED:
        if getattr(row, field) in ("", None):
            yield Fault(INBOX.file, line, _column(field), "is empty")


def _find_repeated_values(line, row):
    """Yield what a further row of an order says about the order; only its first row may."""
    for field in OF_THE_ORDER:
        if getattr(row, field) not in ("", None, ()):
            yield Fault(INBOX.file, line, _column(field), "belongs in the first row of the order")


def _column(field):
    return INBOX.columns[Row._fields.index(field)][0]
