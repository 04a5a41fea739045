"""Installing on a company's years of orders, and leaving without a trace."""

import re

from desk import postgres

VOLUME = 100_000

FILL = f"""
    INSERT INTO sale_order (name, partner_id, partner_invoice_id, partner_shipping_id, company_id,
                            warehouse_id, picking_policy, state, date_order, currency_id,
                            currency_rate, amount_total, invoice_status, create_uid, create_date)
    SELECT 'OLD' || n, p.id, p.id, p.id, c.id, w.id, 'direct', 'sale',
           now() - (n || ' minutes')::interval, c.currency_id, 1, 100, 'invoiced', 2, now()
      FROM generate_series(1, {VOLUME}) n,
           (SELECT id FROM res_partner ORDER BY id LIMIT 1) p,
           (SELECT id, currency_id FROM res_company LIMIT 1) c,
           (SELECT id FROM stock_warehouse LIMIT 1) w;
    INSERT INTO sale_order_line (order_id, name, product_uom_qty, price_unit, customer_lead,
                                 company_id, state, display_type)
    SELECT id, 'Line', 0, 0, 0, company_id, state, 'line_note' FROM sale_order
     WHERE name LIKE 'OLD%';
"""

INSTALL = """
import time
start = time.monotonic()
env["ir.module.module"]._get("order_specialist").button_immediate_install()
print("SECONDS", round(time.monotonic() - start))
env.cr.execute('''
    SELECT count(*), count(desk_stage), count(blocker_count), count(handoff_state)
      FROM sale_order WHERE name LIKE 'OLD%' ''')
print("ROWS", *env.cr.fetchone())
env["order.checklist"].search([]).action_enforce()
old = env["sale.order"].search([("name", "=like", "OLD%")], limit=50)
print("STOPPED", len([b for b in old.get_blockers() if b["stops"]]))
"""


# an order of which one unit was sent again and some of the price was given back
CLAIM = """
env["order.checklist"].search([]).mode = "draft"
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.addons.order_specialist import uninstall_hook

env["account.chart.template"].try_loading("generic_coa", env.company, False)
env.company.order_desk_active = True
partner = env["res.partner"].create({"name": "Customer"})
product = env["product.product"].create(
    {"name": "Product", "is_storable": True, "invoice_policy": "delivery"})
stock = env["stock.warehouse"].search([], limit=1).lot_stock_id
env["stock.quant"]._update_available_quantity(product, stock, 20)

def order_five():
    return env["sale.order"].create({"partner_id": partner.id, "order_line": [Command.create(
        {"product_id": product.id, "product_uom_qty": 5, "price_unit": 10.0})]})

def deliver_and_bill(order):
    order.action_confirm()
    order.picking_ids.move_ids.write({"quantity": 5, "picked": True})
    order.picking_ids.button_validate()
    bill = order._create_invoices()
    bill.action_post()
    return bill

def settle(order, kind, code, **line):
    case = env["order.case"].create({
        "order_id": order.id, "type_id": env.ref("order_specialist.order_case_type_" + kind).id,
        "line_ids": [Command.create({"order_line_id": order.order_line.id, **line})]})
    parts = env["order.resolution." + code]._prepare_parts(case)
    resolution = case.resolution_ids.create({
        "case_id": case.id, "code": code, "line_ids": [Command.create(part) for part in parts]})
    resolution.action_settle()

claimed = order_five()
bill = deliver_and_bill(claimed)
settle(claimed, "lost", "replacement", expected_quantity=5, actual_quantity=4)
settle(claimed, "wrong_price", "credit_price", invoice_line_id=bill.invoice_line_ids.id,
       actual_quantity=5, actual_price=10.0, expected_price=9.0)
claimed.case_ids[0].activity_schedule("mail.mail_activity_data_todo", user_id=2)
env.cr.commit()
module = env["ir.module.module"]._get("order_specialist")

def try_to(name, act):
    try:
        act()
        print(name, "DONE")
    except UserError as error:
        print(name, str(error).replace(chr(10), " | "))
    env.cr.rollback()

try_to("BUTTON", module.button_immediate_uninstall)
try_to("BELOW", env["ir.module.module"]._get("sale_stock").button_uninstall)
try_to("HOOK", lambda: uninstall_hook(env))
print("THEN", module.state)
env["ir.config_parameter"].set_param("order_specialist.uninstall_anyway", "True")
"""

LEAVE = """
env["order.checklist"].search([]).action_enforce()
order = order_five()
order.action_verify()
hold = env["order.hold"]._place(order, env.ref("order_specialist.order_hold_type_manual"))
env["ir.attachment"].create({
    "name": "photo", "raw": b"x", "res_model": "order.hold", "res_id": hold.id,
})
order.activity_schedule("order_specialist.mail_activity_type_parked", user_id=2)
env["order.checklist"].search([], limit=1).message_post(body="Observed for a week")
env.cr.execute('''
    SELECT replace(f.model, '.', '_') || '.' || f.name FROM ir_model_fields f
      JOIN ir_model_data d ON d.model = 'ir.model.fields' AND d.res_id = f.id
     GROUP BY f.id HAVING array_agg(DISTINCT d.module::text) = ARRAY['order_specialist']''')
ours = [name for name, in env.cr.fetchall()]
env.cr.commit()
module.button_immediate_uninstall()

def show(kind, statement, *values):
    env.cr.execute(statement, values)
    print(kind, env.cr.fetchall())

show("DATA", "SELECT module, model, res_id FROM ir_model_data WHERE module = 'order_specialist'")
show("TABLES", "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' "
     "AND table_name LIKE 'order\\\\_%%'")
show("COLUMNS", "SELECT table_name, column_name FROM information_schema.columns "
     "WHERE table_name || '.' || column_name IN %s", tuple(ours))
show("ATTACHMENTS", "SELECT count(*) FROM ir_attachment WHERE res_model LIKE 'order.%%' "
     "OR url LIKE '%%order_specialist%%'")
show("CRONS", "SELECT count(*) FROM ir_cron JOIN ir_act_server a ON a.id = ir_actions_server_id "
     "WHERE a.code LIKE '%%_cron_scan%%'")
show("MESSAGES", "SELECT count(*) FROM mail_message WHERE model LIKE 'order.%%'")
show("ACTIVITIES", "SELECT count(*) FROM mail_activity WHERE res_model LIKE 'order.%%'")
show("FOLLOWERS", "SELECT count(*) FROM mail_followers WHERE res_model LIKE 'order.%%'")
show("ALIASES", "SELECT count(*) FROM mail_alias WHERE alias_model_id NOT IN "
     "(SELECT id FROM ir_model)")
show("PARAMETERS", "SELECT count(*) FROM ir_config_parameter WHERE key LIKE 'order_specialist%%'")
print("OURS", len(ours) > 100)
bill = deliver_and_bill(env["sale.order"].browse(order.id))
print("BILLED", bill.state, bill.amount_untaxed)
"""


def test_a_company_of_100_000_orders_installs_and_leaves_without_a_trace(database, run_script):
    name = database(addon=False)
    postgres.sql(FILL, name)
    output = run_script(name, INSTALL + CLAIM + LEAVE)
    installing_computes_no_old_order(output)
    leaving_is_refused_while_something_would_be_billed_again(output)
    nothing_of_ours_is_left(output)


def installing_computes_no_old_order(output):
    assert f"ROWS {VOLUME} 0 0 0" in output, output
    assert "STOPPED 0" in output, "an order of before the desk is stopped"
    assert int(re.search(r"SECONDS (\d+)", output)[1]) < 60


def leaving_is_refused_while_something_would_be_billed_again(output):
    refused = {line.split()[0]: line for line in output.splitlines() if " | " in line}
    for path in ("BUTTON", "BELOW", "HOOK"):
        assert "(replacement, not sent yet), claim C00001 | " in refused[path], output
        assert "(credit of a price), claim C00002 | " in refused[path], output
        assert "order_specialist.uninstall_anyway" in refused[path], output
    assert "THEN installed" in output, output
    assert "Uninstalled nevertheless" in output, "nobody is told what is billed again"


def nothing_of_ours_is_left(output):
    for kind in ("DATA", "TABLES", "COLUMNS"):
        assert f"{kind} []" in output, output
    for kind in (
        *("ATTACHMENTS", "CRONS", "MESSAGES", "ACTIVITIES", "FOLLOWERS"),
        *("ALIASES", "PARAMETERS"),
    ):
        assert f"{kind} [(0,)]" in output, output
    assert "OURS True" in output, "the columns were not looked at"
    assert "BILLED posted 50.0" in output, output
