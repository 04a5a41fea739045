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


def test_install_on_100_000_orders_computes_none_of_them(database, run_script):
    name = database(addon=False)
    postgres.sql(FILL, name)
    output = run_script(name, INSTALL)
    assert f"ROWS {VOLUME} 0 0 0" in output, output
    assert "STOPPED 0" in output, "an order of before the desk is stopped"
    assert int(re.search(r"SECONDS (\d+)", output)[1]) < 60


LEAVE = """
env["order.checklist"].search([]).action_enforce()
partner = env["res.partner"].create({"name": "Customer"})
product = env["product.product"].create({"name": "Product", "is_storable": True})
order = env["sale.order"].create({
    "partner_id": partner.id,
    "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 5})],
})
order.action_verify()
hold = env["order.hold"]._place(order, env.ref("order_specialist.order_hold_type_manual"))
env["ir.attachment"].create({
    "name": "photo", "raw": b"x", "res_model": "order.hold", "res_id": hold.id,
})
order.activity_schedule("order_specialist.mail_activity_type_parked", user_id=2)
env["order.checklist"].search([], limit=1).message_post(body="Observed for a week")
env.cr.commit()
env["ir.module.module"]._get("order_specialist").button_immediate_uninstall()
env.cr.execute("SELECT module, model, res_id FROM ir_model_data WHERE module = 'order_specialist'")
print("DATA", env.cr.fetchall())
env.cr.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' "
               "AND table_name LIKE 'order\\\\_%'")
print("TABLES", env.cr.fetchall())
env.cr.execute('''
    SELECT table_name, column_name FROM information_schema.columns
     WHERE table_name IN ('sale_order', 'sale_order_line', 'res_partner', 'res_company',
                          'product_template', 'stock_move', 'stock_picking', 'account_move',
                          'account_move_line')
       AND (column_name LIKE 'order\\\\_%' OR column_name IN
            ('desk_stage', 'blocker_count', 'handoff_state', 'confirmed_on', 'cancelled_qty'))
       AND column_name NOT IN ('order_id', 'order_partner_id')''')
print("COLUMNS", env.cr.fetchall())
env.cr.execute("SELECT count(*) FROM ir_attachment WHERE res_model LIKE 'order.%' "
               "OR url LIKE '%order_specialist%'")
print("ATTACHMENTS", env.cr.fetchall())
env.cr.execute("SELECT count(*) FROM ir_cron JOIN ir_act_server a ON a.id = ir_actions_server_id "
               "WHERE a.code LIKE '%_cron_scan%'")
print("CRONS", env.cr.fetchall())
env.cr.execute("SELECT count(*) FROM mail_message WHERE model LIKE 'order.%'")
print("MESSAGES", env.cr.fetchall())
order = env["sale.order"].search([], limit=1, order="id desc")
order.action_confirm()
print("STATE", order.state)
"""


def test_uninstalling_leaves_odoo_working_and_nothing_of_ours(database, run_script):
    output = run_script(database(), LEAVE)
    for kind in ("DATA", "TABLES", "COLUMNS"):
        assert f"{kind} []" in output, output
    for kind in ("ATTACHMENTS", "CRONS", "MESSAGES"):
        assert f"{kind} [(0,)]" in output, output
    assert "STATE sale" in output, output
