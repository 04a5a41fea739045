"""Two people release, accept, send back, answer or cancel one order at once."""

from scripts.two import Two

from odoo.fields import Command

base = env  # noqa: F821 - who runs this provides it
base.company.order_desk_active = True
customer = base["res.partner"].create({"name": "Customer"})
product = base["product.product"].create({"name": "Product", "is_storable": True})
orders = base["sale.order"].create(
    [
        {
            "partner_id": customer.id,
            "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 5})],
        }
        for _n in range(6)
    ]
)
to_release, to_accept, to_cancel, recalled, changed, unclear = orders
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
two = Two(base)


def race(name, method, records):
    """Let two people press the same button, and the second one once more when all is done."""

    def press(own):
        getattr(own[records._name].browse(records.ids), method)()

    two.race(name, press, press)
    again = two.connect()
    two.try_to(f"{name}: again", again, press)
    again.cr.rollback()


def open_send_back(own):
    """Return the dialog in which somebody says why he sends the order back."""
    return own["order.send.back.wizard"].create(
        {
            "handoff_ids": [Command.set(unclear.handoff_ids.ids)],
            "reason_id": own.ref("order_specialist.order_reason_send_back_instruction_unclear").id,
            "note": "Which door?",
        }
    )


def send_back(dialog):
    """Press its button."""
    dialog.action_send_back()


race("released twice", "action_release", to_release)
race("accepted twice", "action_accept", to_accept.handoff_ids)
race("cancelled twice", "action_cancel", to_cancel)
race("put back twice", "action_put_back", recalled.handoff_ids)
race("taken twice", "action_take", changed.pending_change_ids)
two.race("sent back twice", send_back, send_back, prepare=open_send_back)
results = two.end(
    releases=lambda: [len(order.handoff_ids) for order in orders],
    states=lambda: orders.mapped("state"),
    handoffs=lambda: [order.handoff_ids.state for order in orders],
    ordered=lambda: changed.order_line.product_uom_qty,
    planned=lambda: sum(
        changed.order_line.move_ids.filtered(lambda move: move.state != "cancel").mapped(
            "product_uom_qty"
        )
    ),
    to_do=lambda: len(unclear.activity_ids),
)
