"""Run in Odoo's shell of a database with the addon: print the queries that each step of an order
takes there, and in the database that PLAIN names, as one line of JSON.
"""

import json
import os

from odoo import api
from odoo.fields import Command
from odoo.modules.registry import Registry


def count(env, counts, step, action):
    """Run ``action`` with empty caches and keep how many queries it took."""
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    result = action()
    env.flush_all()
    counts[step] = env.cr.sql_log_count - before
    return result


def prepare(env):
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


def go_the_whole_way(env, counts, customer, products, size, name):
    """Take ``size`` orders from entry to the posted invoice and count each step."""

    def step(what, action):
        return count(env, counts, f"{name}: {what}", action)

    lines = [
        Command.create({"product_id": product.id, "product_uom_qty": 5}) for product in products
    ]
    values = [{"partner_id": customer.id, "order_line": lines} for _n in range(size)]
    orders = step("create", lambda: env["sale.order"].create(values))
    step("write", lambda: orders.write({"client_order_ref": "4711"}))
    step("write lines", lambda: orders.order_line.write({"product_uom_qty": 6}))
    step("confirm", orders.action_confirm)

    def deliver():
        for move in orders.picking_ids.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        orders.picking_ids.button_validate()

    step("deliver", deliver)
    invoices = step("invoice", orders._create_invoices)
    step("post", invoices.action_post)
    step("read", lambda: orders.read(["name", "state", "invoice_status"]))


def count_all(name):
    """Return the queries of each step in a database; nothing of it stays there."""
    counts = {}
    with Registry(name).cursor() as cr:
        # as the web client does; else Odoo finds out the company again and again
        env = api.Environment(cr, 2, {"allowed_company_ids": [1]})
        customer, products = prepare(env)
        go_the_whole_way(env, counts, customer, products, 1, "warm up")
        counts.clear()
        go_the_whole_way(env, counts, customer, products, 1, "one order")
        go_the_whole_way(env, counts, customer, products, 10, "ten orders")
        cr.rollback()
    return counts


# ours first: what a process knows once it has done it is to the other one's advantage
ours = count_all(env.cr.dbname)  # noqa: F821 - Odoo's shell provides it
print("COUNTS " + json.dumps({"ours": ours, "plain": count_all(os.environ["PLAIN"])}))
