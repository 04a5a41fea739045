"""Run in Odoo's shell: two people at one hold, or at a hold and its goods; print how it ended."""

import json

import psycopg2

from odoo import api
from odoo.exceptions import UserError
from odoo.fields import Command

base = env  # noqa: F821 - Odoo's shell provides it
base.company.order_desk_active = True
customer = base["res.partner"].create({"name": "Customer"})
product = base["product.product"].create({"name": "Product", "is_storable": True})
location = base["stock.warehouse"].search([("company_id", "=", base.company.id)]).lot_stock_id[:1]
base["stock.quant"]._update_available_quantity(product, location, 10)
orders = base["sale.order"].create(
    [
        {
            "partner_id": customer.id,
            "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 1})],
        }
        for _n in range(4)
    ]
)
orders.action_confirm()
manual = base.ref("order_specialist.order_hold_type_manual")
holds = base["order.hold"]._place(orders[:2], manual)
base.cr.commit()
results = {}
connections = []


def connect():
    """Return an environment on a connection of its own, whose snapshot is taken now."""
    own = api.Environment(base.registry.cursor(), 2, {})
    own.cr.execute("SELECT count(*) FROM order_hold")
    connections.append(own)
    return own


def try_to(name, action):
    """Run ``action`` and keep how it ended."""
    try:
        action()
        results[name] = "done"
    except psycopg2.errors.SerializationFailure:
        results[name] = "retry"
    except UserError as error:
        results[name] = f"{type(error).__name__}: {error}"


def release(own, hold):
    """Release ``hold``."""
    own["order.hold"].browse(hold.id)._release(note=str(id(own)))


def ship(own, order):
    """Validate the delivery of ``order``."""
    picking = own["sale.order"].browse(order.id).picking_ids
    picking.move_ids.write({"quantity": 1, "picked": True})
    picking.button_validate()


# two releases of one hold: at the same moment, and one after the other has looked
first, second = connect(), connect()
try_to("release", lambda: release(first, holds[0]))
try_to("release meanwhile", lambda: release(second, holds[0]))
second.cr.rollback()
first.cr.commit()
first, second = connect(), connect()
try_to("release first", lambda: release(first, holds[1]))
first.cr.commit()
try_to("release after a look", lambda: release(second, holds[1]))
second.cr.rollback()
try_to("release again", lambda: release(second, holds[1]))
second.cr.commit()

# a hold is placed while the goods are validated, and before
first, second = connect(), connect()
try_to("ship", lambda: ship(first, orders[2]))
try_to(
    "hold meanwhile",
    lambda: second["order.hold"]._place(second["sale.order"].browse(orders[2].id), manual),
)
second.cr.rollback()
first.cr.commit()
first, second = connect(), connect()
second["order.hold"]._place(second["sale.order"].browse(orders[3].id), manual)
second.cr.commit()
try_to("ship after a hold", lambda: ship(first, orders[3]))
first.cr.rollback()
try_to("ship once more", lambda: ship(first, orders[3]))
first.cr.rollback()

base.cr.rollback()
for connection in connections:
    connection.cr.close()
base.invalidate_all()
results["messages"] = [
    len(order.message_ids.filtered(lambda m: "Hold released" in (m.body or "")))
    for order in orders[:2]
]
results["shipped"] = orders.order_line.mapped("qty_delivered")
print("RESULTS " + json.dumps(results))
