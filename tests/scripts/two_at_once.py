"""Two people confirm one order, or one confirms it while the other one holds it."""

from scripts.two import Two

from odoo.fields import Command

base = env  # noqa: F821 - who runs this provides it
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
        for _n in range(4)
    ]
)
base.cr.commit()
two = Two(base)


def place_hold(own, order):
    """Place a manual hold on ``order``."""
    hold_type = own.ref("order_specialist.order_hold_type_manual")
    own["order.hold"]._place(own["sale.order"].browse(order.id), hold_type)


def confirm(own, order):
    """Press the button of Odoo."""
    own["sale.order"].browse(order.id).action_confirm()


two.come_too_late(
    "confirmed after a hold",
    lambda own: place_hold(own, orders[0]),
    lambda own: confirm(own, orders[0]),
)
two.race(
    "held while confirmed",
    lambda own: confirm(own, orders[1]),
    lambda own: place_hold(own, orders[1]),
)
two.race(
    "confirmed twice", lambda own: confirm(own, orders[2]), lambda own: confirm(own, orders[2])
)
two.race(
    "confirmed while held",
    lambda own: place_hold(own, orders[3]),
    lambda own: confirm(own, orders[3]),
)
results = two.end(
    states=lambda: orders.mapped("state"),
    transfers=lambda: [len(order.picking_ids) for order in orders],
    holds=lambda: [len(order.hold_ids) for order in orders],
)
