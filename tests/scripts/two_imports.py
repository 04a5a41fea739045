"""Two people import the identical file at the same second."""

import threading

from scripts.two import Two

from odoo.fields import Command
from odoo.service.model import retrying

base = env  # noqa: F821 - who runs this provides it
base.company.order_desk_active = True
base["order.checklist"].create(
    {
        "name": "Twice",
        "mode": "enforce",
        "check_ids": [Command.create({"name": "Twice", "kind": "duplicate_order"})],
    }
)
customer = base["res.partner"].create({"name": "Delikatessen Huber"})
base["res.partner"].create({"name": "Mr Berger", "parent_id": customer.id})
product = base["product.product"].create({"name": "Camembert", "default_code": "CAM"})
base.cr.commit()
two = Two(base)

COLUMNS = ["partner_id", "client_order_ref", "order_line/product_id", "order_line/product_uom_qty"]


def get_rows(number):
    """Return the rows of the file; each person has his own copy of it."""
    return [["Delikatessen Huber", number, "[CAM] Camembert", "40"]]


def import_file(own, number):
    """Import one order and return it."""
    answer = own["sale.order"].load(COLUMNS, get_rows(number))
    assert answer["ids"], answer
    return own["sale.order"].browse(answer["ids"])


def at_once(*actions):
    """Run each action on a connection of its own, from one moment, with Odoo's own retries.

    :returns: what each of them returned, by their order
    """
    gate, answers = threading.Barrier(len(actions)), [None] * len(actions)

    def run(place, action):
        own = two.connect()
        gate.wait()
        answers[place] = retrying(lambda: action(own), own)
        own.cr.commit()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def confirm(orders):
    """Confirm what is ready; return how many are confirmed and what is said of the others."""
    answer = orders.action_confirm_ready()
    return [len(answer["confirmed"]), [blocker["message"] for blocker in answer["stopped"]]]


def report(number, answers):
    """Return the states of the orders of ``number``, and what both were told."""
    base.cr.rollback()
    base.invalidate_all()
    orders = base["sale.order"].search([("client_order_ref", "=", number)], order="id")
    first = orders.filtered(lambda order: order.state == "sale")[:1]
    told = [text.replace(first.name, "the other") for _count, texts in answers for text in texts]
    return {
        "states": sorted(orders.mapped("state")),
        "confirmed": sorted(count for count, _texts in answers),
        "told": told,
    }


# both import and confirm in one go
answers = at_once(*[lambda own: confirm(import_file(own, "PO 4711"))] * 2)
two.results["in one go"] = report("PO 4711", answers)

# both import, and then both confirm
orders = at_once(*[lambda own: import_file(own, "PO 4712").id] * 2)
answers = at_once(
    *[lambda own, order=order: confirm(own["sale.order"].browse(order)) for order in orders]
)
two.results["one after the other"] = report("PO 4712", answers)
results = two.end()
