"""Northwind's orders as quotations, as they lay on the desk before anybody looked at them."""

from typing import NamedTuple

from odoo.fields import Command

from . import days, keys
from .backdate import backdate_creation
from .customers import ship_to_text

BATCH = 100


class World(NamedTuple):
    """What orders are made of: the price list, {key: record} of products, customers and users."""

    pricelist: object
    products: dict
    customers: dict
    users: dict

    def acting(self, records, login):
        """Return ``records`` as the user ``login`` has them, still free of his limits."""
        return records.with_env(records.env(user=self.users[login].id, su=True))


def load_quotations(env, data, calendar, world, numbers, commit):
    """Return {order number as text: order} of all loaded; create those of ``numbers`` that miss."""
    env = world.acting(env["sale.order"], "specialist").env
    known = keys.find(env, "sale.order", "order")
    missing = [number for number in sorted(numbers) if str(number) not in known]
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        values = {
            number: prepare_order_values(data.orders[number], data.lines[number], calendar, world)
            for number in batch
        }
        known = keys.ensure(env, "sale.order", "order", values)
        backdate_creation(env["sale.order"].union(*(known[str(number)] for number in batch)))
        commit()
    return known


def prepare_order_values(row, lines, calendar, world):
    """Return create values of a quotation; prices in the currency of the price list."""
    customer = world.customers[row.customer]
    ordered = calendar.at(row.ordered, days.ORDERED)
    return {
        "partner_id": customer.id,
        "partner_invoice_id": customer.id,
        "partner_shipping_id": customer.id,
        "pricelist_id": world.pricelist.id,
        "client_order_ref": str(row.key),
        "date_order": ordered,
        "received_at": ordered,
        "requested_date": calendar.day(row.required),
        "validity_date": False,
        "ship_to_request": ship_to_text(row),
        "user_id": world.users["sales"].id,
        "order_line": [
            Command.create(prepare_line_values(line, sequence, world))
            for sequence, line in enumerate(lines, 1)
        ],
    }


def prepare_line_values(line, sequence, world):
    """Return create values of an order line; Odoo's discount is in percent."""
    return {
        "sequence": sequence,
        "product_id": world.products[str(line.product)].id,
        "product_uom_qty": line.quantity,
        "price_unit": float(line.price),
        "discount": float(line.discount * 100),
        "analytic_distribution": False,  # there is none, and Odoo takes its time to find that out
    }
