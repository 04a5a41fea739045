"""Two people decide about one order: they override, review, or disagree with a release."""

from scripts.two import Two

from odoo.fields import Command

base = env  # noqa: F821 - who runs this provides it
checklist = base["order.checklist"].create(
    {
        "name": "Price",
        "check_ids": [Command.create({"name": "Price", "kind": "pricelist_price"})],
    }
)
checklist.action_enforce()
group = base.ref("order_specialist.group_supervisor")
anna, berta, carla = base["res.users"].create(
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
        for _n in range(3)
    ]
)
wrong, reviewed, disputed = orders


def open_override(own, order=wrong, kind="override"):
    """Return the dialog that lets the price of ``order`` pass."""
    check = checklist.check_ids
    [finding] = check._find(order).findings
    return own["order.override.wizard"].create(
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


def open_disagree(own):
    """Return the dialog that asks what was agreed instead."""
    return own["order.override.review.wizard"].create(
        {"override_id": disputed.override_ids.id, "note": "9.00 was agreed"}
    )


def override(dialog):
    """Press the dialog's button."""
    dialog.action_apply()


def disagree(dialog):
    """Press the dialog's button."""
    dialog.action_disagree()


def agree(own):
    """Press the button that agrees with the release."""
    own["sale.order"].browse(reviewed.id).override_ids.action_review()


for order in (reviewed, disputed):
    open_override(base(user=carla.id), order, "release_now").action_apply()
orders.action_verify()
base.cr.commit()
two = Two(base)
two.race("overridden twice", override, override, (anna, berta), open_override)
two.race("reviewed twice", agree, agree, (anna, berta))
two.race("disagreed twice", disagree, disagree, (anna, berta), open_disagree)
results = two.end(
    overrides=lambda: len(wrong.override_ids),
    reviewer=lambda: (reviewed | disputed).override_ids.mapped("reviewed_by_id.name"),
    outcomes=lambda: [order.override_ids.review_outcome for order in (reviewed, disputed)],
)
