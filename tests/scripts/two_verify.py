"""Two people at one quotation: they verify, edit, override and confirm it at once."""

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


orders = wrong, edited, overridden, worse, typed, swapped, confirmed = [
    make(unit_price) for unit_price in (8.1, 9.0, 8.1, 8.1, 9.0, 9.0, 9.0)
]
base.flush_all()  # whatever is worked out is written by who made it
for order in orders:
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
passed = base["sale.order"].union(*orders)
results = two.end(
    states=lambda: [order.state for order in orders],
    verifications=lambda: len(wrong.verification_ids),
    issues=lambda: [
        (finding.check_id.name, finding.is_open) for finding in wrong.finding_ids.sorted("id")
    ],
    entries=lambda: [(row.user_id.name, row.is_agreed) for row in typed.check_result_ids],
    slipped=lambda: [
        order.name
        for order in passed
        if order.state == "sale" and any(b["stops"] for b in order.get_blockers())
    ],
)
