"""What an order said, as canonical values: what a person looked at when he ticked a check."""

import hashlib
import json
from types import SimpleNamespace

#: Watches everything that a person can change on an order.
EVERYTHING = SimpleNamespace(
    watch_reference=True,
    watch_address=True,
    watch_products=True,
    watch_prices=True,
    watch_dates=True,
)


def get_digest(facts, order_id):
    """Return a short text that changes whenever what the order says does."""
    order = facts.by_id[order_id]
    # not the date of the order: a confirmation moves it without saying anything new
    terms = [order.order_channel, order.pricelist_id, order.currency_id, order.warehouse_id]
    values = [terms, get_fingerprint(facts, order_id, EVERYTHING)]
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def get_fingerprint(facts, order_id, check):
    """Return the values of the order that ``check`` watches, ready for JSON.

    A tick is valid while this equals what was kept with it: whoever and whatever changes the
    order (a person, an import, a computed field, SQL) voids it, and a change that is taken back
    leaves it valid.
    """
    order = facts.by_id[order_id]
    values = {"order": _get_order_values(order, check)}
    for line in facts.lines_by_order[order_id]:
        values[str(line.id)] = _get_line_values(line, check)
    return values


def _get_order_values(order, check):
    values = [order.partner_id]
    if check.watch_reference:
        values += [order.client_order_ref or "", order.ordered_by or ""]
    if check.watch_address:
        values += [
            order.partner_shipping_id,
            *[
                part or ""
                for part in (
                    order.ship_name,
                    order.ship_street,
                    order.ship_street2,
                    order.ship_city,
                    order.ship_zip,
                    order.ship_state_id,
                    order.ship_country_id,
                )
            ],
        ]
    if check.watch_dates:
        values += [str(order.requested_date or ""), str(order.promised_date or "")]
    return values


def _get_line_values(line, check):
    values = []
    if check.watch_products:
        values += [line.product_id, line.quantity, line.unit_id]
    if check.watch_prices:
        values += [line.price_unit, line.discount]
    if check.watch_dates:
        values += [str(line.promised_date or "")]
    return values
