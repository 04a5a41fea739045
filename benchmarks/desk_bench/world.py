"""A company with products, stock, customers and many quotations; each defect on one in twenty.

Stock covers all open orders together, but for one product that there is none of: so a check that
looks at all of them finds what one finds that looks at each order alone.
"""

from odoo.fields import Command

PRODUCTS, CUSTOMERS, LINES = 200, 300, 5
ORIGIN = "BENCH"
#: The share of orders that each defect is on.
SHARE = 0.05
LIST_PRICE = 10

#: Columns of the copied order and line that are not the pattern's; ``g`` numbers the orders.
_ORDER = {
    "name": "'B' || lpad(g::text, 8, '0')",
    "origin": f"'{ORIGIN}'",
    "partner_id": "customer",
    "partner_invoice_id": "customer",
    "partner_shipping_id": "CASE WHEN {chance2} THEN %(nowhere)s ELSE customer END",
    "client_order_ref": "CASE WHEN {chance3} THEN NULL "
    "WHEN {chance4} THEN 'SAME' || (g %% 3) ELSE 'REF' || g END",
    "commitment_date": "now() AT TIME ZONE 'UTC' + CASE WHEN {chance5} "
    "THEN interval '-1 day' ELSE interval '30 days' END",
    "date_order": "now() AT TIME ZONE 'UTC' - (g %% 500000) * interval '1 minute'",
    "access_token": "NULL",
}
_LINE = {
    "order_id": "o.id",
    "order_partner_id": "o.partner_id",
    "sequence": "place * 10",
    "product_id": "CASE WHEN place = 1 AND {chance6} THEN %(gone)s "
    "WHEN place = 1 AND {chance7} THEN %(scarce)s ELSE p.id END",
    "product_uom_qty": "1 + (g + place) %% 9",
    "price_unit": "CASE WHEN place = 1 AND {chance8} THEN 0 "
    "WHEN place = 1 AND {chance9} THEN {price} / 2 ELSE {price} END",
    "technical_price_unit": "{price}",
    "product_uom_id": "CASE WHEN place = 1 AND {chance10} THEN %(dozen)s ELSE l.product_uom_id END",
}


def build(env, count):
    """Make the world with ``count`` quotations; return the ids of the quotations."""
    env.company.account_use_credit_limit = True
    products = _create_products(env)
    pricelist = _create_pricelist(env, products)
    customers = _create_customers(env, pricelist)
    values = {"is_storable": True, "list_price": LIST_PRICE}
    gone, scarce = products.create(
        [{"name": "Gone", "active": False, **values}, {"name": "Scarce", **values}]
    )
    pattern = env["sale.order"].create(
        {
            "partner_id": customers[0].id,
            "pricelist_id": pricelist.id,
            "order_line": [Command.create({"product_id": products[0].id})],
        }
    )
    nowhere = env["res.partner"].create(
        {"name": "Nowhere", "type": "delivery", "parent_id": customers[1].id}
    )
    nowhere.write({"street": False, "zip": False, "city": False, "country_id": False})
    env.flush_all()
    values = {
        "pattern": pattern.id,
        "line": pattern.order_line.id,
        "customers": customers.ids,
        "products": products.ids,
        "pricelist": pricelist.id,
        "nowhere": nowhere.id,
        "gone": gone.id,
        "scarce": scarce.id,
        "dozen": env.ref("uom.product_uom_dozen").id,
        "count": count,
        "lines": LINES,
    }
    _copy_orders(env, values)
    _clean_up(env)
    env.cr.execute("SELECT id FROM sale_order WHERE origin = %s ORDER BY id", [ORIGIN])
    return [row[0] for row in env.cr.fetchall()]


def create_orders(env, count):
    """Create quotations through the ORM that every check lets pass."""
    products = env["product.product"].search([("default_code", "=like", "BENCH%")], limit=LINES)
    customer = env["res.partner"].search([("ref", "=", "BENCH0")])
    lines = [
        Command.create({"product_id": product.id, "product_uom_qty": 2}) for product in products
    ]
    start = env["sale.order"].search_count([])
    return env["sale.order"].create(
        [
            {
                "partner_id": customer.id,
                "client_order_ref": f"CLEAN {start + number}",
                "order_line": lines,
            }
            for number in range(count)
        ]
    )


def _create_products(env):
    products = env["product.product"].create(
        [
            {
                "name": f"Product {number}",
                "default_code": f"BENCH{number}",
                "is_storable": True,
                "list_price": 10 + number % 90,
                "standard_price": 5 + number % 5,
            }
            for number in range(PRODUCTS)
        ]
    )
    location = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    env["stock.quant"].with_context(inventory_mode=True).create(
        [
            {
                "product_id": product.id,
                "location_id": location.lot_stock_id.id,
                "inventory_quantity": 10_000_000,
            }
            for product in products
        ]
    ).action_apply_inventory()
    return products


def _create_pricelist(env, products):
    return env["product.pricelist"].create(
        {
            "name": "Benchmark",
            "item_ids": [
                Command.create(
                    {
                        "applied_on": "1_product",
                        "product_tmpl_id": product.product_tmpl_id.id,
                        "compute_price": "fixed",
                        "fixed_price": product.list_price,
                    }
                )
                for product in products
            ],
        }
    )


def _create_customers(env, pricelist):
    country = env.ref("base.us")
    state = country.state_ids[:1]
    return env["res.partner"].create(
        [
            {
                "name": f"Customer {number}",
                "ref": f"BENCH{number}",
                "is_company": True,
                "street": f"{number} Main Street",
                "city": "Springfield",
                "zip": f"{10000 + number}",
                "country_id": country.id,
                "state_id": state.id,
                "property_product_pricelist": pricelist.id,
                "order_reference_required": True,
                # one customer in twenty may owe us nothing
                "credit_limit": 1.0 if number % 20 == 7 else 1e9,
            }
            for number in range(CUSTOMERS)
        ]
    )


def _copy_orders(env, values):
    env.cr.execute(
        _get_copy("sale_order", _ORDER, "o")
        + """
          FROM (SELECT g, (%(customers)s)[1 + g * 13 %% array_length(%(customers)s, 1)] AS customer
                  FROM generate_series(1, %(count)s) g) s, sale_order o WHERE o.id = %(pattern)s""",
        values,
    )
    env.cr.execute(
        _get_copy("sale_order_line", _LINE, "l")
        + f"""
          FROM (SELECT sale_order.*, substr(name, 2)::int AS g FROM sale_order
                 WHERE origin = '{ORIGIN}') o
          CROSS JOIN generate_series(1, %(lines)s) place
          JOIN (SELECT pp.id, row_number() OVER (ORDER BY pp.id) AS n, i.fixed_price AS price
                  FROM product_product pp
                  JOIN product_pricelist_item i ON i.product_tmpl_id = pp.product_tmpl_id
                 WHERE i.pricelist_id = %(pricelist)s) p
            ON p.n = 1 + (g * 7 + place * 31) %% array_length(%(products)s, 1),
               sale_order_line l WHERE l.id = %(line)s ORDER BY o.id, place""",
        values,
    )


def _get_copy(table, changed, alias):
    """Return the start of a statement that copies a row, column by column."""
    chances = {
        f"chance{n}": f"(hashint4extended(g, {n}) & 1048575) < {int(SHARE * 1048576)}"
        for n in range(2, 11)
    }
    # what is gone or scarce costs its list price
    special = f"place = 1 AND ({chances['chance6']} OR {chances['chance7']})"
    chances["price"] = f"(CASE WHEN {special} THEN {LIST_PRICE} ELSE p.price END)"
    changed = {name: text.format(**chances) for name, text in changed.items()}
    columns = COLUMNS[table]
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table} ({names}) SELECT " + ", ".join(
        changed.get(name, f'{alias}."{name}"') for name in columns
    )


def _clean_up(env):
    """Do what autovacuum does on a database that lives: statistics, and no dead rows."""
    env.cr.commit()
    env.cr.connection.autocommit = True
    env.cr.execute("VACUUM ANALYZE")
    env.cr.connection.autocommit = False


COLUMNS = {}


def read_columns(env):
    """Learn the columns of what is copied; the id comes by itself."""
    for table in ("sale_order", "sale_order_line"):
        env.cr.execute(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name = %s AND column_name != 'id'",
            [table],
        )
        COLUMNS[table] = [row[0] for row in env.cr.fetchall()]
