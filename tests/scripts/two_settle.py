"""Run in Odoo's shell: two people settle claims on one invoice; print what each meets."""

import json

import psycopg2

from odoo import api
from odoo.exceptions import UserError
from odoo.fields import Command

base = env  # noqa: F821 - Odoo's shell provides it
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


damaged = propose("damaged", "credit_quantity", expected_quantity=5, actual_quantity=3)
price = propose(
    "wrong_price",
    "credit_price",
    invoice_line_id=invoice.invoice_line_ids.id,
    actual_quantity=5,
    actual_price=10.0,
    expected_price=1.0,
)
base.cr.commit()
results = {}
connections = []


def connect():
    """Return an environment of the person on a connection whose snapshot is taken now."""
    own = api.Environment(base.registry.cursor(), specialist.id, {})
    own.cr.execute("SELECT count(*) FROM sale_order")
    connections.append(own)
    return own


def settle(name, own, resolution):
    """Settle on ``own``; keep how it ended."""
    try:
        own["order.case.resolution"].browse(resolution).action_settle()
        own.flush_all()
        results[name] = "done"
    except psycopg2.errors.SerializationFailure:
        results[name] = "retry"
        own.cr.rollback()
    except UserError as error:
        results[name] = str(error)
        own.cr.rollback()


first, second, third, late = connect(), connect(), connect(), connect()
settle("first", first, damaged)
settle("same claim", second, damaged)
settle("same invoice", third, price)
first.cr.commit()
settle("snapshot from before", late, price)
settle("afterwards", connect(), price)
for connection in connections:
    connection.cr.rollback()
    connection.cr.close()
base.cr.rollback()
base.invalidate_all()
results["credited"] = sum(order.case_ids.resolution_ids.account_move_id.mapped("amount_untaxed"))
print("RESULTS " + json.dumps(results))
