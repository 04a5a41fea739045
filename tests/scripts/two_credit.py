"""Two orders of one customer are confirmed at once."""

import threading

from scripts.two import Two

from odoo.fields import Command
from odoo.service.model import retrying

base = env  # noqa: F821 - who runs this provides it
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
two = Two(base)


def confirm(own, order):
    """Press the button of Odoo."""
    own["sale.order"].browse(order.id).action_confirm()


def read_states():
    """Return what became of the first two orders."""
    base.cr.rollback()
    base.invalidate_all()
    return orders[:2].mapped("handoff_state")


# one confirms and commits after the other has taken his snapshot: the other starts over
two.come_too_late(
    "confirmed one after the other",
    lambda own: confirm(own, orders[0]),
    lambda own: confirm(own, orders[1]),
)
two.results["one after the other"] = read_states()

# and both at the same moment, as the web server runs them: it tries again by itself
orders[:2]._action_cancel()
base.cr.commit()
gate = threading.Barrier(2)


def request(order):
    """Confirm as a request does, with Odoo's own retries."""
    own = two.connect()
    gate.wait()
    retrying(lambda: confirm(own, order), own)
    own.cr.commit()


threads = [threading.Thread(target=request, args=[order]) for order in orders[2:]]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
results = two.end(
    at_once=lambda: sorted(orders[2:].mapped("handoff_state")),
    states=lambda: orders[2:].mapped("state"),
    holds=lambda: len(orders[2:].hold_ids),
)
