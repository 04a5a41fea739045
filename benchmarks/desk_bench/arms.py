"""The arms: the same ten things verified by the desk, by the peer, and by one SQL statement."""

from odoo.fields import Command

#: What the ten checks are for the desk; one that is not there is replaced by another rule.
TEN = (
    "pricelist_price",
    "customer_reference",
    "duplicate_order",
    "address_incomplete",
    "product_unavailable",
    "stock_short",
    "date_infeasible",
    "credit_limit",
    "price_not_positive",
    "unit_unusual",
)
#: Rules that look at another thing than the ten, and those that need something set up.
SETTINGS = {"domain": {"found_domain": "[('amount_total', '<', 0)]"}}

ORDER, LINE = "sale.order", "sale.order.line"
_STRICT_PRICE = """
it = object.pricelist_item_id
fixed = bool(it) and it.compute_price == 'fixed'
failed = fixed and abs(object.price_unit - it.fixed_price) > 0.005
"""
_LIGHT_PRICE = "failed = abs(object.price_unit - object.technical_price_unit) > 0.005"
_PEER = (
    ("reference", ORDER, "domain", "[('client_order_ref', '=', False)]"),
    (
        "duplicate",
        ORDER,
        "code",
        "failed = bool(object.client_order_ref) and bool(object.search_count(["
        "('partner_id', '=', object.partner_id.id), ('state', '!=', 'cancel'),"
        "('client_order_ref', '=', object.client_order_ref), ('id', '!=', object.id)], limit=1))",
    ),
    (
        "address",
        ORDER,
        "domain",
        "['|', '|', '|', ('partner_shipping_id.street', '=', False),"
        " ('partner_shipping_id.zip', '=', False), ('partner_shipping_id.city', '=', False),"
        " ('partner_shipping_id.country_id', '=', False)]",
    ),
    (
        "sold",
        LINE,
        "domain",
        "['|', ('product_id.active', '=', False), ('product_id.sale_ok', '=', False)]",
    ),
    (
        "stock",
        LINE,
        "code",
        "failed = object.product_id.is_storable and object.product_uom_id._compute_quantity("
        "object.product_uom_qty, object.product_id.uom_id) > object.product_id.with_context("
        "warehouse_id=object.warehouse_id.id).free_qty",
    ),
    (
        "date",
        ORDER,
        "code",
        "failed = bool(object.commitment_date) and bool(object.expected_date)"
        " and object.commitment_date < object.expected_date",
    ),
    (
        "credit",
        ORDER,
        "code",
        "p = object.partner_id.commercial_partner_id.sudo()\n"
        "failed = bool(p.credit_limit) and p.credit + object.amount_total > p.credit_limit",
    ),
    ("zero", LINE, "domain", "[('display_type', '=', False), ('price_unit', '=', 0)]"),
    ("unit", LINE, "code", "failed = object.product_uom_id != object.product_id.uom_id"),
)

#: The limit: all ten in one statement that only counts.
_STATEMENT = """
WITH o AS MATERIALIZED (
    SELECT id, partner_id, partner_shipping_id, client_order_ref, commitment_date, pricelist_id,
           warehouse_id, amount_total FROM sale_order WHERE id = ANY(%(ids)s)
), l AS MATERIALIZED (
    SELECT l.id, l.order_id, l.product_id, l.product_uom_id, l.price_unit, o.pricelist_id,
           o.warehouse_id, t.id AS template_id, t.uom_id, t.is_storable,
           p.active AND t.sale_ok AS is_sold,
           l.product_uom_qty * u.factor / nullif(pu.factor, 0) AS quantity
      FROM o JOIN sale_order_line l ON l.order_id = o.id
      JOIN product_product p ON p.id = l.product_id
      JOIN product_template t ON t.id = p.product_tmpl_id
      JOIN uom_uom u ON u.id = l.product_uom_id JOIN uom_uom pu ON pu.id = t.uom_id
), free AS MATERIALIZED (
    SELECT c.warehouse_id, q.product_id, sum(q.quantity - q.reserved_quantity) AS quantity
      FROM stock_quant q JOIN stock_location c ON c.id = q.location_id
     WHERE c.usage = 'internal' AND q.product_id IN (SELECT product_id FROM l) GROUP BY 1, 2
), found AS (
    SELECT l.id FROM l JOIN product_pricelist_item i
        ON i.pricelist_id = l.pricelist_id AND i.product_tmpl_id = l.template_id
     WHERE abs(l.price_unit - i.fixed_price) > 0.005
    UNION ALL SELECT id FROM o WHERE coalesce(client_order_ref, '') = ''
    UNION ALL SELECT o.id FROM o WHERE EXISTS (
        SELECT FROM sale_order d WHERE d.partner_id = o.partner_id AND d.id != o.id
           AND d.client_order_ref = o.client_order_ref AND d.state != 'cancel')
    UNION ALL SELECT o.id FROM o JOIN res_partner s ON s.id = o.partner_shipping_id
     WHERE coalesce(s.street, '') = '' OR coalesce(s.zip, '') = '' OR coalesce(s.city, '') = ''
        OR s.country_id IS NULL
    UNION ALL SELECT id FROM l WHERE NOT is_sold
    UNION ALL SELECT l.order_id FROM l LEFT JOIN free USING (warehouse_id, product_id)
     WHERE l.is_storable GROUP BY l.order_id, l.product_id, free.quantity
    HAVING sum(l.quantity) > coalesce(free.quantity, 0)
    UNION ALL SELECT id FROM o WHERE commitment_date < now() AT TIME ZONE 'UTC'
    UNION ALL SELECT o.id FROM o JOIN res_partner p ON p.id = o.partner_id
     WHERE o.amount_total > (p.credit_limit ->> '1')::numeric
    UNION ALL SELECT id FROM l WHERE price_unit = 0
    UNION ALL SELECT id FROM l WHERE product_uom_id != uom_id
) SELECT count(*) FROM found
"""


def statement(env, ids):
    """Return how many things the one statement finds."""
    env.cr.execute(_STATEMENT, {"ids": list(ids)})
    return env.cr.fetchone()[0]


def create_peer(env):
    """Create the peer's rules, thirty of each price rule, all switched off."""
    rules = env["exception.rule"].sudo().with_context(active_test=False)
    rules.search([("active", "=", True)]).active = False
    for copy in range(3):
        for price, code in (("strict", _STRICT_PRICE), ("light", _LIGHT_PRICE)):
            for name, model, kind, text in ((("price"), LINE, "code", code), *_PEER):
                rules.create(
                    {
                        "name": f"{price} {copy} {name}",
                        "model": model,
                        "exception_type": "by_domain" if kind == "domain" else "by_py_code",
                        kind: text,
                        "active": False,
                    }
                )


def switch_peer(env, price=None, copies=1):
    """Switch on the rules of one kind of price rule, ``copies`` times ten of them, or none."""
    rules = env["exception.rule"].sudo().with_context(active_test=False)
    names = [f"{price} {copy} " for copy in range(copies)] if price else []
    for rule in rules.search([("name", "like", " ")]):
        active = any(rule.name.startswith(name) for name in names)
        if rule.active != active:
            rule.active = active
    env.flush_all()


def peer(env, ids):
    """Return how many rules of the peer find something on the orders."""
    return len(env["sale.order"].browse(ids).detect_exceptions())


def create_checklist(env, kinds, copies=1):
    """Return a draft checklist of ``kinds``; it stops nothing, so that every order goes on."""
    return env["order.checklist"].create(
        {
            "name": "Benchmark",
            "check_ids": [
                Command.create(
                    {
                        "name": f"{kind} {copy}",
                        "kind": kind,
                        "severity": "info",
                        **SETTINGS.get(kind, {}),
                    }
                )
                for copy in range(copies)
                for kind in kinds
            ],
        }
    )


def get_kinds(env):
    """Return the ten kinds to compare with, and all that there are."""
    present = [kind for kind, _label in env["order.check"]._fields["kind"].selection]
    ten = [kind for kind in TEN if kind in present]
    ten += [kind for kind in present if kind not in ten and kind not in SETTINGS][: 10 - len(ten)]
    return ten, present


def find(env, checks, ids):
    """Return how many findings the checks make, evaluated as a gate does: it knows which."""
    evaluation = checks._find(env["sale.order"].browse(ids))
    if evaluation.errors:
        raise RuntimeError(f"these checks crashed: {[c.name for c in evaluation.errors]}")
    return len(evaluation.findings)
