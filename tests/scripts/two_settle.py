"""Two people settle one claim, or two claims on one invoice; approve, cancel or credit beside."""

from scripts.two import Two

from odoo.fields import Command

base = env  # noqa: F821 - who runs this provides it
base["account.chart.template"].try_loading("generic_coa", base.company, False)
base.company.order_desk_active = True
groups = {
    "specialist": "order_specialist.group_specialist",
    "anna": "order_specialist.group_supervisor",
    "berta": "order_specialist.group_supervisor",
    "accountant": "account.group_account_invoice",
}
users = base["res.users"].create(
    [
        {"name": name, "login": name, "group_ids": [Command.link(base.ref(group).id)]}
        for name, group in groups.items()
    ]
)
specialist, anna, berta, accountant = users
product = base["product.product"].create(
    {"name": "Product", "is_storable": True, "invoice_policy": "delivery"}
)
stock = base["stock.warehouse"].search([("company_id", "=", base.company.id)], limit=1)
base["stock.quant"]._update_available_quantity(product, stock.lot_stock_id, 50)
customer = base["res.partner"].create({"name": "Customer"})


def sell(price):
    """Return an order of five that is delivered and invoiced, and its invoice."""
    line = {"product_id": product.id, "product_uom_qty": 5, "price_unit": price}
    sold = base["sale.order"].create(
        {"partner_id": customer.id, "order_line": [Command.create(line)]}
    )
    sold.action_confirm()
    sold.picking_ids.move_ids.write({"quantity": 5, "picked": True})
    sold.picking_ids.button_validate()
    bill = sold._create_invoices()
    bill.action_post()
    return sold, bill


def propose(sold, kind, code, **line):
    """Return the id of a resolution of ``code`` for a claim of ``kind``, entered by the person."""
    case = base["order.case"].with_user(specialist)
    case = case.create(
        {
            "order_id": sold.id,
            "type_id": base.ref(f"order_specialist.order_case_type_{kind}").id,
            "line_ids": [Command.create({"order_line_id": sold.order_line.id, **line})],
        }
    )
    parts = base[f"order.resolution.{code}"]._prepare_parts(case.sudo())
    values = [Command.create(part) for part in parts]
    return case.resolution_ids.create({"case_id": case.id, "code": code, "line_ids": values}).id


def damage(sold, units):
    """Return the id of a resolution that credits so many of five units."""
    line = {"expected_quantity": 5, "actual_quantity": 5 - units}
    return propose(sold, "damaged", "credit_quantity", **line)


order, invoice = sell(10.0)
damaged, lost = damage(order, 2), damage(order, 1)
price = propose(
    order,
    "wrong_price",
    "credit_price",
    invoice_line_id=invoice.invoice_line_ids.id,
    actual_quantity=5,
    actual_price=10.0,
    expected_price=1.0,
)

dear, _bill = sell(60.0)
beyond = damage(dear, 5)
case = base["order.case.resolution"].browse(beyond).case_id
base["ir.attachment"].create(
    {"name": "photo.png", "raw": b"photo", "res_model": "order.case", "res_id": case.id}
)
base["order.case.resolution"].browse(beyond).with_user(specialist).action_settle()

mistaken, _bill = sell(10.0)
opened, taken_back = damage(mistaken, 2), damage(mistaken, 1)

shared, bill = sell(10.0)
broken = damage(shared, 2)
by_hand = bill._reverse_moves([{"ref": "By hand"}])
by_hand.invoice_line_ids.quantity = 3
base.cr.commit()
two = Two(base)
people = (specialist, specialist)


def press(method, resolution):
    """Return what a button of ``resolution`` does."""
    return lambda own: getattr(own["order.case.resolution"].browse(resolution), method)()


def settle(resolution):
    """Return what its Settle button does."""
    return press("action_settle", resolution)


def cancel_claim(own):
    """Press Cancel on the claim that somebody else settles."""
    own["order.case.resolution"].browse(opened).case_id.action_cancel()


def post(own):
    """Post the credit note that the accountant has made by hand."""
    own["account.move"].browse(by_hand.id).action_post()


def raise_and_post(own):
    """Credit more by hand than the claim has left."""
    own["account.move"].browse(by_hand.id).invoice_line_ids.quantity = 4
    post(own)


two.race("one claim settled twice", settle(damaged), settle(damaged), people)
two.race("two claims on one invoice", settle(lost), settle(price), people)
late = two.connect(specialist)
two.try_to("afterwards", late, settle(price))
late.cr.rollback()

approve = press("action_approve", beyond)
two.race("approved twice", approve, approve, (anna, berta))
two.race("settled and cancelled", settle(opened), cancel_claim, (specialist, anna))
take_back = press("action_cancel", taken_back)
two.race("settled and taken back", settle(taken_back), take_back, (specialist, anna))
two.race("settled and credited by hand", settle(broken), post, (specialist, accountant))
again = {
    "approved again": (approve, berta),
    "cancelled again": (cancel_claim, anna),
    "taken back again": (take_back, anna),
    "credited again": (raise_and_post, accountant),
}
for name, (act, person) in again.items():
    own = two.connect(person)
    two.try_to(name, own, act)
    own.cr.rollback()


def get_notes(sold):
    """Return the posted credit notes of an order."""
    notes = sold.invoice_ids.filtered(lambda m: m.move_type == "out_refund" and m.state == "posted")
    return notes | sold._get_case_credit_notes()


results = two.end(
    credited=lambda: sum(order.case_ids.resolution_ids.account_move_id.mapped("amount_untaxed")),
    notes=lambda: [len(get_notes(sold)) for sold in (dear, mistaken, shared)],
    states=lambda: (dear | mistaken | shared).case_ids.sorted("id").mapped("state"),
)
