"""Run in Odoo's shell: two people decide about one order on two connections; print what each
meets."""

import json
import time

import psycopg2

from odoo import api
from odoo.exceptions import UserError
from odoo.fields import Command

base = env  # noqa: F821 - Odoo's shell provides it
checklist = base["order.checklist"].create(
    {
        "name": "Price",
        "check_ids": [Command.create({"name": "Price", "kind": "pricelist_price"})],
    }
)
checklist.action_enforce()
group = base.ref("order_specialist.group_supervisor")
people = base["res.users"].create(
    [
        {"name": name, "login": name, "group_ids": [Command.link(group.id)]}
        for name in ("Two Anna", "Two Berta", "Two Carla")
    ]
)
customer = base["res.partner"].create({"name": "Customer"})
product = base["product.product"].create({"name": "Product", "list_price": 9.0})
orders = base["sale.order"].create(
    [
        {
            "partner_id": customer.id,
            "order_line": [
                Command.create({"product_id": product.id, "product_uom_qty": 48, "price_unit": 8.1})
            ],
        }
        for _n in range(2)
    ]
)


def open_override(own, order=orders[0], kind="override"):
    """Return the button of the dialog that lets the price of ``order`` pass."""
    check = checklist.check_ids
    [finding] = check._find(order).findings
    wizard = own["order.override.wizard"].create(
        {
            "order_id": order.id,
            "check_id": check.id,
            "line_id": finding.line_id,
            "key": finding.key,
            "kind": kind,
            "reason_id": own["order.reason"].search([("usage", "=", kind)], limit=1).id,
            "note": "Two at once",
        }
    )
    return wizard.action_apply


def open_review(own):
    """Return the button that agrees with the release of the second order."""
    return own["sale.order"].browse(orders[1].id).override_ids.action_review


open_override(base(user=people[2].id), orders[1], "release_now")()
orders.action_verify()
base.cr.commit()
results = {}
connections = []


def connect(person):
    """Return an environment on a connection of its own, whose snapshot is taken now."""
    own = api.Environment(base.registry.cursor(), person.id, {})
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


for name, open_dialog in (("override", open_override), ("review", open_review)):
    first, second = connect(people[0]), connect(people[1])
    press_first, press_second = open_dialog(first), open_dialog(second)
    try_to(f"first {name}", press_first)
    try_to(f"second {name} meanwhile", press_second)
    second.cr.rollback()
    press_second = open_dialog(second)
    first.cr.commit()
    try_to(f"second {name} too late", press_second)
    second.cr.rollback()

base.cr.rollback()
for connection in connections:
    connection.cr.close()
base.invalidate_all()
results["overrides"] = len(orders[0].override_ids)
results["reviewer"] = orders[1].override_ids.reviewed_by_id.name
print("RESULTS " + json.dumps(results))
