"""An order delivered and billed, and two claims about it that the desk is about to settle."""

from datetime import timedelta

from odoo.fields import Command, Datetime

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
order._create_invoices().action_post()


def propose(kind, code, units):
    """Return the id of a resolution of ``code`` for so many units, entered by the specialist."""
    case = base["order.case"].with_user(specialist)
    line = {"order_line_id": order.order_line.id, "expected_quantity": 5}
    case = case.create(
        {
            "order_id": order.id,
            "type_id": base.ref(f"order_specialist.order_case_type_{kind}").id,
            "line_ids": [Command.create({**line, "actual_quantity": 5 - units})],
        }
    )
    parts = base[f"order.resolution.{code}"]._prepare_parts(case.sudo())
    values = [Command.create(part) for part in parts]
    return case.resolution_ids.create({"case_id": case.id, "code": code, "line_ids": values}).id


keys = base["res.users.apikeys"].with_user(specialist).sudo()
results = {
    "credit": propose("damaged", "credit_quantity", 2),
    "replacement": propose("lost", "replacement", 1),
    "key": keys._generate(None, "Till", Datetime.now() + timedelta(days=1)),
}
base.cr.commit()
