"""Run in Odoo's shell: two people act on one order on two connections; print what each meets."""

import json
import time

import psycopg2

from odoo import api
from odoo.exceptions import UserError
from odoo.fields import Command

base = env  # noqa: F821 - Odoo's shell provides it
base["order.checklist"].search([]).action_enforce()
customer = base["res.partner"].create(
    {
        "name": "Customer",
        "street": "Street 1",
        "city": "Graz",
        "zip": "8010",
        "country_id": base.ref("base.at").id,
    }
)
product = base["product.product"].create({"name": "Product", "is_storable": True})
orders = base["sale.order"].create(
    [
        {
            "partner_id": customer.id,
            "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 1})],
        }
        for _n in range(3)
    ]
)
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


def place_hold(own, order):
    """Place a manual hold on ``order``."""
    own["order.hold"]._place(
        own["sale.order"].browse(order.id), own.ref("order_specialist.order_hold_type_manual")
    )


# a hold is placed and committed after the confirming person's snapshot was taken
first, second = connect(), connect()
place_hold(second, orders[0])
second.cr.commit()
try_to("confirm after a hold", first["sale.order"].browse(orders[0].id).action_confirm)
first.cr.rollback()
try_to("confirm once more", first["sale.order"].browse(orders[0].id).action_confirm)
first.cr.rollback()

# a hold is placed while the other one is confirming
first, second = connect(), connect()
try_to("confirm first", first["sale.order"].browse(orders[1].id).action_confirm)
try_to("hold meanwhile", lambda: place_hold(second, orders[1]))
second.cr.rollback()
first.cr.commit()

# two people confirm the same order
first, second = connect(), connect()
try_to("first confirms", first["sale.order"].browse(orders[2].id).action_confirm)
try_to("second confirms", second["sale.order"].browse(orders[2].id).action_confirm)
second.cr.rollback()
first.cr.commit()

base.cr.rollback()
for connection in connections:
    connection.cr.close()
base.invalidate_all()
results["states"] = orders.mapped("state")
results["transfers"] = [len(order.picking_ids) for order in orders]
print("RESULTS " + json.dumps(results))
