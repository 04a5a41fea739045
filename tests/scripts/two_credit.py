"""Run in Odoo's shell: two orders of one customer are confirmed at once; print how it ended."""

import json
import threading
import time

import psycopg2

from odoo import api
from odoo.fields import Command
from odoo.service.model import retrying

base = env  # noqa: F821 - Odoo's shell provides it
base.company.order_desk_active = True
base.company.account_use_credit_limit = True
base.ref("order_specialist.order_hold_type_credit").automatic = True
customer = base["res.partner"].create({"name": "Customer", "credit_limit": 100.0})
branch = base["res.partner"].create({"name": "Branch", "parent_id": customer.id})
product = base["product.product"].create(
    {"name": "Product", "is_storable": True, "list_price": 60.0, "taxes_id": []}
)
orders = base["sale.order"].create(
    [
        {
            "partner_id": partner.id,
            "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 1})],
        }
        for partner in (customer, branch, customer, branch)
    ]
)
base.cr.commit()
results = {}


def connect():
    """Return an environment on a connection of its own, whose snapshot is taken now."""
    own = api.Environment(base.registry.cursor(), 2, {})
    own.cr.execute("SELECT count(*) FROM sale_order")
    return own


# one confirms and commits after the other has taken his snapshot: the other starts over
first, second = connect(), connect()
first["sale.order"].browse(orders[0].id).action_confirm()
first.cr.commit()
try:
    second["sale.order"].browse(orders[1].id).action_confirm()
    results["second"] = "done"
except psycopg2.errors.SerializationFailure:
    results["second"] = "retry"
second.cr.rollback()
second["sale.order"].browse(orders[1].id).action_confirm()
second.cr.commit()
first.cr.close()
second.cr.close()
base.invalidate_all()
results["one after the other"] = orders[:2].mapped("handoff_state")

# and both at the same moment, as the web server runs them: it tries again by itself
orders[:2]._action_cancel()
base.cr.commit()
gate = threading.Barrier(2)


def confirm(order_id):
    """Confirm as a request does, with Odoo's own retries."""
    own = connect()
    gate.wait()
    try:
        retrying(own["sale.order"].browse(order_id).action_confirm, own)
        own.cr.commit()
    finally:
        own.cr.close()


threads = [threading.Thread(target=confirm, args=[order.id]) for order in orders[2:]]
start = time.monotonic()
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
base.cr.rollback()
base.invalidate_all()
results["at once"] = sorted(orders[2:].mapped("handoff_state"))
results["states"] = orders[2:].mapped("state")
results["holds"] = len(orders[2:].hold_ids)
print("RESULTS " + json.dumps(results))
