"""Two people at one gate of an order."""

from scripts.two import Two

from odoo.fields import Command

base = env  # noqa: F821 - who runs this provides it
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
        for _n in range(8)
    ]
)
shipped, raced, held, cancelled, changed, left, stopped, begun = orders
orders.action_confirm()
stopped.picking_ids.move_ids.picked = True
hold = base["order.hold"]._place(held, hold_type)
base.cr.commit()
two = Two(base)


def the(own, order):
    """Return ``order`` on the connection of ``own``."""
    return own["sale.order"].browse(order.id)


def place_hold(own, order):
    """Stop the truck of ``order``."""
    own["order.hold"]._place(the(own, order), own["order.hold.type"].browse(hold_type.id))


def pick(own, order):
    """Tick what was taken from the shelf; that accepts the release."""
    the(own, order).picking_ids.move_ids.picked = True


def validate(own, order):
    """Validate the transfer of ``order``."""
    the(own, order).picking_ids.with_context(skip_backorder=True).button_validate()


def ship(own, order):
    """Tick and validate."""
    pick(own, order)
    validate(own, order)


def change(own, order, quantity):
    """Ask for another quantity, with a reason."""
    line = the(own, order).order_line.with_context(order_change_reason="customer_asked")
    line.product_uom_qty = quantity


def release(own):
    """Press the hold's button."""
    own["order.hold"].browse(hold.id).action_release()


two.race(
    "hold while goods leave", lambda own: ship(own, shipped), lambda own: place_hold(own, shipped)
)
two.race(
    "goods leave while held",
    lambda own: place_hold(own, stopped),
    lambda own: validate(own, stopped),
)
two.race("begun while held", lambda own: place_hold(own, begun), lambda own: pick(own, begun))
two.come_too_late(
    "goods leave after a hold", lambda own: place_hold(own, raced), lambda own: ship(own, raced)
)
two.race("one hold released twice", release, release)
two.race(
    "cancelled twice",
    lambda own: the(own, cancelled).action_cancel(),
    lambda own: the(own, cancelled).action_cancel(),
)
two.race("changed twice", lambda own: change(own, changed, 3), lambda own: change(own, changed, 5))
two.race(
    "cancelled while goods leave",
    lambda own: ship(own, left),
    lambda own: the(own, left).action_cancel(),
)
two.try_to("cancelled after goods left", two.connect(), lambda own: the(own, left).action_cancel())
changes = base["order.change"]
active = [("order_id", "in", orders.ids), ("is_active", "=", True)]
results = two.end(
    states=lambda: orders.mapped("state"),
    shipped=lambda: orders.order_line.mapped("qty_delivered"),
    holds=lambda: base["order.hold"].search_count(active),
    released=lambda: [
        text for text in held.message_ids.mapped("body") if "Hold released" in (text or "")
    ],
    quantity=lambda: changed.order_line.product_uom_qty,
    changes=lambda: [
        (row.kind, row.old_value, row.new_value)
        for row in changes.search([("order_id", "in", orders.ids)])
    ],
)
