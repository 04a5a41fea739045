"""Run in Odoo's shell: two people at one gate, on two connections; print what each meets."""

import json
import time

import psycopg2

from odoo import api
from odoo.exceptions import UserError
from odoo.fields import Command

base = env  # noqa: F821 - Odoo's shell provides it
base.company.order_desk_active = True
base["order.change.rule"].create({"kind": "quantity", "at_released": "reason"})
hold_type = base["order.hold.type"].create(
    {"name": "Stop the truck", "code": "two_gates", "stops_ship": True}
)
customer = base["res.partner"].create({"name": "Customer"})
product = base["product.product"].create({"name": "Product", "is_storable": True})
warehouse = base["stock.warehouse"].search([("company_id", "=", base.company.id)], limit=1)
base["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 100)
orders = base["sale.order"].create(
    [
        {
            "partner_id": customer.id,
            "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 2})],
        }
        for _n in range(6)
    ]
)
shipped, raced, held, cancelled, changed, left = orders
orders.action_confirm()
hold = base["order.hold"]._place(held, hold_type)
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


def the(own, order):
    """Return ``order`` on the connection of ``own``."""
    return own["sale.order"].browse(order.id)


def place_hold(own, order):
    """Stop the truck of ``order``."""
    own["order.hold"]._place(the(own, order), own["order.hold.type"].browse(hold_type.id))


def ship(own, order):
    """Validate the transfer of ``order``."""
    picking = the(own, order).picking_ids
    picking.move_ids.picked = True
    picking.with_context(skip_backorder=True).button_validate()


def race(name, first_does, second_does):
    """Let the second one come while the first one has not committed yet."""
    first, second = connect(), connect()
    try_to(f"{name}: first", lambda: first_does(first))
    try_to(f"{name}: second", lambda: second_does(second))
    second.cr.rollback()
    first.cr.commit()


def come_too_late(name, first_does, second_does):
    """Let the second one go on with a snapshot from before the first one; then start over."""
    first, second = connect(), connect()
    first_does(first)
    first.cr.commit()
    try_to(f"{name}: old snapshot", lambda: second_does(second))
    second.cr.rollback()
    try_to(f"{name}: once more", lambda: second_does(second))
    second.cr.commit()


def change(own, order, quantity):
    """Ask for another quantity, with a reason."""
    line = the(own, order).order_line.with_context(order_change_reason="customer_asked")
    line.product_uom_qty = quantity


race("hold while goods leave", lambda own: ship(own, shipped), lambda own: place_hold(own, shipped))
come_too_late(
    "goods leave after a hold", lambda own: place_hold(own, raced), lambda own: ship(own, raced)
)
race(
    "one hold released twice",
    lambda own: own["order.hold"].browse(hold.id).action_release(),
    lambda own: own["order.hold"].browse(hold.id).action_release(),
)
race(
    "cancelled twice",
    lambda own: the(own, cancelled).action_cancel(),
    lambda own: the(own, cancelled).action_cancel(),
)
race(
    "changed twice",
    lambda own: change(own, changed, 3),
    lambda own: change(own, changed, 5),
)
race(
    "cancelled while goods leave",
    lambda own: ship(own, left),
    lambda own: the(own, left).action_cancel(),
)
late = connect()
try_to("cancelled after goods left", lambda: the(late, left).action_cancel())
late.cr.rollback()

base.cr.rollback()
for connection in connections:
    connection.cr.close()
base.invalidate_all()
rows = base["order.change"].search([("order_id", "in", orders.ids)])
results["states"] = orders.mapped("state")
results["shipped"] = orders.order_line.mapped("qty_delivered")
results["holds"] = base["order.hold"].search_count(
    [("order_id", "in", orders.ids), ("is_active", "=", True)]
)
results["released by"] = len(
    held.message_ids.filtered(lambda message: "Hold released" in (message.body or ""))
)
results["quantity"] = changed.order_line.product_uom_qty
results["changes"] = [(row.kind, row.old_value, row.new_value) for row in rows]
print("RESULTS " + json.dumps(results))
