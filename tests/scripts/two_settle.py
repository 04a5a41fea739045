"""Two people settle one claim, or two claims on one invoice."""

from scripts.two import Two

from odoo.fields import Command

base = env  # noqa: F821 - who runs this provides it
base["account.chart.template"].try_loading("generic_coa", base.company, False)
base.company.order_desk_active = True
specialist = base["res.users"].create(
    {
        "name": "Specialist",
        "login": "settles",
        "group_ids": [Command.link(base.ref("order_specialist.group_specialist").id)],
    }
)
product = base["product.product"].create(
    {"name": "Product", "is_storable": True, "invoice_policy": "delivery"}
)
stock = base["stock.warehouse"].search([("company_id", "=", base.company.id)], limit=1)
base["stock.quant"]._update_available_quantity(product, stock.lot_stock_id, 10)
order = base["sale.order"].create(
    {
        "partner_id": base["res.partner"].create({"name": "Customer"}).id,
        "order_line": [
            Command.create({"product_id": product.id, "product_uom_qty": 5, "price_unit": 10.0})
        ],
    }
)
order.action_confirm()
order.picking_ids.move_ids.write({"quantity": 5, "picked": True})
order.picking_ids.button_validate()
invoice = order._create_invoices()
invoice.action_post()


def propose(kind, code, **line):
    """Return the id of a resolution of ``code`` for a claim of ``kind``, entered by the person."""
    case = base["order.case"].with_user(specialist)
    case = case.create(
        {
            "order_id": order.id,
            "type_id": base.ref(f"order_specialist.order_case_type_{kind}").id,
            "line_ids": [Command.create({"order_line_id": order.order_line.id, **line})],
        }
    )
    parts = base[f"order.resolution.{code}"]._prepare_parts(case.sudo())
    values = [Command.create(part) for part in parts]
    return case.resolution_ids.create({"case_id": case.id, "code": code, "line_ids": values}).id


damaged, lost = (
    propose(kind, "credit_quantity", expected_quantity=5, actual_quantity=actual)
    for kind, actual in (("damaged", 3), ("damaged", 4))
)
price = propose(
    "wrong_price",
    "credit_price",
    invoice_line_id=invoice.invoice_line_ids.id,
    actual_quantity=5,
    actual_price=10.0,
    expected_price=1.0,
)
base.cr.commit()
two = Two(base)
people = (specialist, specialist)


def settle(resolution):
    """Return what the button of ``resolution`` does."""
    return lambda own: own["order.case.resolution"].browse(resolution).action_settle()


two.race("one claim settled twice", settle(damaged), settle(damaged), people)
two.race("two claims on one invoice", settle(lost), settle(price), people)
late = two.connect(specialist)
two.try_to("afterwards", late, settle(price))
late.cr.rollback()
settled = order.case_ids.resolution_ids
results = two.end(credited=lambda: sum(settled.account_move_id.mapped("amount_untaxed")))
