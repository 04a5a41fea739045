"""Run in Odoo's shell: two people release, accept, answer or cancel one order at once."""

import json
import time

import psycopg2

from odoo import api
from odoo.exceptions import UserError
from odoo.fields import Command

base = env  # noqa: F821 - Odoo's shell provides it
base.company.order_desk_active = True
customer = base["res.partner"].create({"name": "Customer"})
product = base["product.product"].create({"name": "Product", "is_storable": True})
orders = base["sale.order"].create(
    [
        {
            "partner_id": customer.id,
            "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 5})],
        }
        for _n in range(5)
    ]
)
to_release, to_accept, to_cancel, recalled, changed = orders
hold_type = base["order.hold.type"].create(
    {"name": "Not yet", "code": "two_releases", "stops_handoff": True}
)
hold = base["order.hold"]._place(to_release, hold_type)
orders.action_confirm()
hold._release()
(recalled | changed).handoff_ids.action_accept()
recalled.action_cancel()
changed.order_line.product_uom_qty = 8
base.cr.commit()
results = {}
connections = []


def connect():
    """Return an environment on a connection of its own, whose snapshot is taken now."""
    own = api.Environment(base.registry.cursor(), 2, {})
    own.cr.execute("SELECT count(*) FROM sale_order")
    connections.append(own)
    return own


def try_to(name, action):
    """Run ``action``; keep how it ended and how many milliseconds it took."""
    start = time.monotonic()
    try:
        action()
        outcome = "done"
    except psycopg2.errors.SerializationFailure:
        outcome = "retry"
    except UserError as error:
        outcome = f"{type(error).__name__}: {error}"
    results[name] = [outcome, round((time.monotonic() - start) * 1000)]


def race(name, method, records):
    """Let two people do the same: at the same moment, and the second once more afterwards."""
    first, second = connect(), connect()
    act = [getattr(own[records._name].browse(records.ids), method) for own in (first, second)]
    own = second[records._name].browse(records.ids)
    own.mapped("company_id.name")  # what a screen has read before the button is pressed
    try_to(f"first: {name}", act[0])
    try_to(f"second: {name}", act[1])
    second.cr.rollback()
    first.cr.commit()
    again = connect()
    try_to(f"again: {name}", getattr(again[records._name].browse(records.ids), method))
    again.cr.commit()


race("release", "action_release", to_release)
race("accept", "action_accept", to_accept.handoff_ids)
race("cancel", "action_cancel", to_cancel)
race("put back", "action_put_back", recalled.handoff_ids)
race("take", "action_take", changed.pending_change_ids)

base.cr.rollback()
for connection in connections:
    connection.cr.close()
base.invalidate_all()
results["releases"] = [len(order.handoff_ids) for order in orders]
results["states"] = orders.mapped("state")
results["handoffs"] = [order.handoff_ids.state for order in orders]
results["ordered"] = changed.order_line.product_uom_qty
results["planned"] = sum(
    move.product_uom_qty for move in changed.order_line.move_ids if move.state != "cancel"
)
print("RESULTS " + json.dumps(results))
