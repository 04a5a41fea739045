"""Two people at one quotation: they verify, edit, override and confirm it at once."""

import itertools
from functools import partial

from scripts.two import Two

from odoo.fields import Command

base = env  # noqa: F821 - who runs this provides it
checklist = base["order.checklist"].create(
    {
        "name": "Price",
        "check_ids": [
            Command.create({"name": "Price", "kind": "pricelist_price"}),
            Command.create({"name": "Sold still", "kind": "product_unavailable"}),
            Command.create({"name": "Second entry", "method": "rekey", "document_required": False}),
        ],
    }
)
price, _sold, rekey = checklist.check_ids
checklist.action_enforce()
group = base.ref("order_specialist.group_supervisor")
anna, berta = base["res.users"].create(
    [
        {"name": name, "login": name, "group_ids": [Command.link(group.id)]}
        for name in ("Two Doris", "Two Emma")
    ]
)
customer = base["res.partner"].create({"name": "Customer"})
product, sold_out = base["product.product"].create(
    [
        {"name": "Product", "list_price": 9.0},
        {"name": "Not sold any more", "list_price": 9.0, "sale_ok": False},
    ]
)


def make(unit_price):
    """Return a quotation of 10 of the product."""
    return base["sale.order"].create(
        {
            "partner_id": customer.id,
            "order_line": [
                Command.create(
                    {
                        "product_id": product.id,
                        "product_uom_qty": 10,
                        "price_unit": unit_price,
                    }
                )
            ],
        }
    )


def the(own, order):
    """Return ``order`` on the connection of ``own``."""
    return own["sale.order"].browse(order.id)


def type_again(own, order, quantity=10):
    """Say what the document says."""
    said = [[product.id, quantity, order.order_line.price_unit]]
    own["order.check.result"]._enter(
        the(own, order),
        own["order.check"].browse(rekey.id),
        {"partner": customer.id, "lines": said},
    )


def edit(own, order, **values):
    """Change the line."""
    the(own, order).order_line.write(values)


def open_override(own, order):
    """Return the dialog that lets the price of ``order`` pass."""
    [finding] = price._find(order).findings
    return own["order.override.wizard"].create(
        {
            "order_id": order.id,
            "check_id": price.id,
            "line_id": finding.line_id,
            "key": finding.key,
            "reason_id": own["order.reason"].search([("usage", "=", "override")], limit=1).id,
            "note": "Two at once",
        }
    )


def override(own, order):
    """Open the dialog and press its button."""
    open_override(own, order).action_apply()


def add_free(own, order):
    """Add a line at no price: the order's sums, and so its row, stay as they are."""
    the(own, order).order_line = [
        Command.create({"product_id": product.id, "product_uom_qty": 5, "price_unit": 0.0})
    ]


def swap(own, order):
    """Take another product of the same price instead."""
    edit(own, order, product_id=sold_out.id, price_unit=9.0)


def confirm(own, order):
    """Press Confirm."""
    the(own, order).action_verify_and_confirm()


def meet_and_keep(name, one, other):
    """Let both act before either commits, and commit what each could do."""
    first, second = two.connect(anna), two.connect(berta)
    two.try_to(f"{name}: first", first, one)
    keep(f"{name}: second", second, other)
    first.cr.commit()


def go_on(name, one, other):
    """Let the second one go on with what he saw before the first one committed."""
    first, second = two.connect(anna), two.connect(berta)
    two.try_to(f"{name}: first", first, one)
    first.cr.commit()
    keep(f"{name}: second", second, other)


def keep(name, own, act):
    """Let somebody ``act``, and commit it if he could."""
    two.try_to(name, own, act)
    if two.results[name][0] == "done":
        own.cr.commit()
    own.cr.rollback()


def ship(own, order):
    """Validate the transfers of the order."""
    the(own, order).picking_ids.button_validate()


orders = wrong, edited, overridden, worse, typed, swapped, confirmed = [
    make(unit_price) for unit_price in (8.1, 9.0, 8.1, 8.1, 9.0, 9.0, 9.0)
]
slipped_in = {
    way: make(9.0)
    for way in itertools.product((add_free, swap), (True, False), (meet_and_keep, go_on))
}
base.flush_all()  # whatever is worked out is written by who made it
for order in [*orders, *slipped_in.values()]:
    if order not in (wrong, typed):
        type_again(base(user=anna.id), order)
base.cr.commit()
two = Two(base)
people = anna, berta
two.race(
    "verified twice",
    lambda own: the(own, wrong).action_verify(),
    lambda own: the(own, wrong).action_verify(),
    people,
)
two.race(
    "verified while edited",
    lambda own: edit(own, edited, price_unit=8.1),
    lambda own: the(own, edited).action_verify(),
    people,
)
two.race(
    "confirmed while edited",
    lambda own: edit(own, swapped, product_id=sold_out.id, price_unit=9.0),
    lambda own: the(own, swapped).action_verify_and_confirm(),
    people,
)
two.try_to(
    "confirmed after the edit", two.connect(berta), lambda own: the(own, swapped).action_confirm()
)
two.race(
    "overridden while edited",
    lambda own: edit(own, overridden, price_unit=7.0),
    lambda own: override(own, overridden),
    people,
)
two.race(
    "edited while overridden",
    lambda own: override(own, worse),
    lambda own: edit(own, worse, price_unit=7.0),
    people,
)
own = two.connect(berta)
two.try_to("edited after the override", own, lambda own: edit(own, worse, price_unit=7.0))
own.cr.commit()
two.try_to("confirmed after both", two.connect(anna), lambda own: the(own, worse).action_confirm())
two.race(
    "typed twice", lambda own: type_again(own, typed), lambda own: type_again(own, typed), people
)
two.race(
    "edited while confirmed",
    lambda own: the(own, confirmed).action_confirm(),
    lambda own: edit(own, confirmed, price_unit=8.1),
    people,
)
came_in = {}
for (change, edits_first, meet), order in slipped_in.items():
    acts = [partial(change, order=order), partial(confirm, order=order)]
    one, other = acts if edits_first else acts[::-1]
    name = f"{change.__name__}, {one.func.__name__} first, {meet.__name__}"
    meet(name, one, other)
    keep(f"{name}: once more", two.connect(berta), other)
    keep(f"{name}: shipped", two.connect(anna), partial(ship, order=order))
    came_in[name] = order
passed = base["sale.order"].union(*orders)
results = two.end(
    states=lambda: [order.state for order in orders],
    verifications=lambda: len(wrong.verification_ids),
    issues=lambda: [
        (finding.check_id.name, finding.is_open) for finding in wrong.finding_ids.sorted("id")
    ],
    entries=lambda: [(row.user_id.name, row.is_agreed) for row in typed.check_result_ids],
    came_in=lambda: {
        name: (
            order.state,
            order.order_line.mapped("price_unit"),
            order.order_line.mapped("qty_delivered"),
        )
        for name, order in came_in.items()
    },
    slipped=lambda: [
        order.name
        for order in passed
        if order.state == "sale" and any(b["stops"] for b in order.get_blockers())
    ],
)
