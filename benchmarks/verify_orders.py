"""Run in Odoo's shell: what verifying costs, by itself and as a part of a confirmation.

Wall times vary with what else the machine does, so what is measured is CPU time, of Python and of
PostgreSQL, and the arms take turns in one process, each several times: the fastest run, its ratio
to another arm and its queries are what counts.
"""

import time
from pathlib import Path

from odoo.fields import Command

ROUNDS = 10
LINES = 5
SIZES = (1, 10, 100, 1000)

env = env(user=2, context={"tracking_disable": True})  # noqa: F821 - Odoo's shell provides it
recommended = env.ref("order_specialist.checklist_recommended")
checklists = env["order.checklist"].search([("mode", "!=", "draft")])
(recommended | checklists).action_draft()
env.company.order_desk_active = True


def create_orders(count):
    """Create quotations that every check of the recommended checklist lets pass."""
    lines = [
        Command.create({"product_id": product.id, "product_uom_qty": 2}) for product in products
    ]
    values = {"partner_id": customer.id, "order_line": lines}
    return env["sale.order"].create([dict(values) for _number in range(count)])


def cpu_milliseconds():
    """Return the CPU time that this process and its PostgreSQL backend have taken so far."""
    backend = Path(f"/proc/{env.cr._cnx.get_backend_pid()}/schedstat")
    nanoseconds = int(backend.read_text().split()[0]) if backend.is_file() else 0
    return time.process_time() * 1000 + nanoseconds / 1e6


def measure(action):
    """Return (milliseconds, queries) of an action that starts with empty caches."""
    env.flush_all()
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, cpu_milliseconds()
    action()
    env.flush_all()
    return cpu_milliseconds() - start, env.cr.sql_log_count - queries


def verify(count):
    """Return {gesture: (milliseconds, queries)} for a batch of orders."""
    orders = create_orders(count)
    orders.action_verify()
    gestures = {"get_blockers": orders.get_blockers, "action_verify": orders.action_verify}
    return {
        name: min(measure(gesture) for _round in range(ROUNDS))
        for name, gesture in gestures.items()
    }


def confirm(count):
    """Return {arm: (milliseconds, queries)} of confirming, without and with a checklist."""
    arms = {"nothing configured": recommended.action_draft, "enforced": recommended.action_enforce}
    found = {name: [] for name in arms}
    for _round in range(ROUNDS):
        for name, switch in arms.items():
            orders = create_orders(count)
            switch()
            found[name].append(measure(orders.action_confirm))
    return {name: min(runs) for name, runs in found.items()}


customer = env["res.partner"].create(
    {
        "name": "Customer",
        "street": "Main Street 1",
        "city": "Springfield",
        "zip": "12345",
        "country_id": env.ref("base.us").id,
    }
)
products = env["product.product"].create(
    [{"name": f"Product {n}", "list_price": 9, "is_storable": True} for n in range(LINES)]
)
for product in products:
    location = env["stock.warehouse"].search([], limit=1).lot_stock_id
    env["stock.quant"]._update_available_quantity(product, location, 1_000_000)

recommended.action_observe()
kinds = len(recommended.check_ids)
print(f"\n{kinds} checks, {LINES} lines an order     CPU ms each    queries a batch")
for size in SIZES:
    for name, (milliseconds, queries) in verify(size).items():
        print(f"{size:5} orders, {name:15} {milliseconds / size:14.3f} {queries:18}")

print(f"\nconfirm, {LINES} lines an order      CPU ms each    queries a batch    ratio")
for size in (1, 10):
    arms = confirm(size)
    base = arms["nothing configured"][0]
    for name, (milliseconds, queries) in arms.items():
        each, ratio = milliseconds / size, milliseconds / base
        print(f"{size:2} orders, {name:18} {each:14.3f} {queries:18} {ratio:8.2f}")
