"""Run in Odoo's shell: print the queries that each step of an order takes, as one line of JSON."""

import json

from odoo.fields import Command

# as the web client does; else Odoo finds out the company again and again
env = env(user=2, context={"allowed_company_ids": [1]})  # noqa: F821 - Odoo's shell provides it
counts = {}


def count(step, action):
    """Run ``action`` with empty caches and keep how many queries it took."""
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    result = action()
    env.flush_all()
    counts[step] = env.cr.sql_log_count - before
    return result


def prepare():
    """Return a customer and five products that are in stock."""
    if not env["account.journal"].search([("type", "=", "sale")], limit=1):
        env["account.chart.template"].try_loading("generic_coa", env.company, install_demo=False)
    products = env["product.product"].create(
        [
            {
                "name": f"Product {n}",
                "is_storable": True,
                "list_price": 9,
                "invoice_policy": "delivery",
            }
            for n in range(5)
        ]
    )
    location = env["stock.warehouse"].search([], limit=1).lot_stock_id
    for product in products:
        env["stock.quant"]._update_available_quantity(product, location, 1000)
    return env["res.partner"].create({"name": "Customer"}), products


def go_the_whole_way(customer, products, size, name):
    """Take ``size`` orders from entry to the posted invoice and count each step."""
    lines = [
        Command.create({"product_id": product.id, "product_uom_qty": 5}) for product in products
    ]
    values = [{"partner_id": customer.id, "order_line": lines} for _n in range(size)]
    orders = count(f"{name}: create", lambda: env["sale.order"].create(values))
    count(f"{name}: write", lambda: orders.write({"client_order_ref": "4711"}))
    count(f"{name}: write lines", lambda: orders.order_line.write({"product_uom_qty": 6}))
    count(f"{name}: confirm", orders.action_confirm)

    def deliver():
        for move in orders.picking_ids.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        orders.picking_ids.button_validate()

    count(f"{name}: deliver", deliver)
    invoices = count(f"{name}: invoice", orders._create_invoices)
    count(f"{name}: post", invoices.action_post)
    count(f"{name}: read", lambda: orders.read(["name", "state", "invoice_status"]))


customer, products = prepare()
go_the_whole_way(customer, products, 1, "warm up")
counts.clear()
go_the_whole_way(customer, products, 1, "one order")
go_the_whole_way(customer, products, 10, "ten orders")
print("COUNTS " + json.dumps(counts))
