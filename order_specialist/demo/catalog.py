"""Products and their dated prices."""

from datetime import datetime, time

from odoo.fields import Command

from . import keys
from .prices import OLD_UNTIL, old_prices


def load_products(env, data):
    """Return {Northwind number as text: product}."""
    categories = keys.ensure(
        env,
        "product.category",
        "category",
        {key: {"name": row.name} for key, row in data.categories.items()},
    )
    return keys.ensure(
        env,
        "product.product",
        "product",
        {
            key: _prepare_product_values(row, categories[str(row.category)])
            for key, row in data.products.items()
        },
    )


def _prepare_product_values(row, category):
    """Return a storable product billed on delivery; Northwind's prices know no taxes."""
    return {
        "name": row.name,
        "default_code": str(row.key),
        "description_sale": row.pack,
        "type": "consu",
        "is_storable": True,
        "categ_id": category.id,
        "list_price": float(row.price),
        "invoice_policy": "delivery",
        "taxes_id": [Command.clear()],
        "supplier_taxes_id": [Command.clear()],
        "is_discontinued": row.discontinued,
    }


def load_old_prices(env, data, calendar, pricelist, products):
    """Create the older level as fixed prices of ``pricelist``, to the end of its last day."""
    first = min(order.ordered for order in data.orders.values())
    return keys.ensure(
        env,
        "product.pricelist.item",
        "old_price",
        {
            key: {
                "pricelist_id": pricelist.id,
                "applied_on": "0_product_variant",
                "product_id": products[str(key)].id,
                "product_tmpl_id": products[str(key)].product_tmpl_id.id,
                "compute_price": "fixed",
                "fixed_price": float(price),
                "date_start": datetime.combine(calendar.day(first), time.min),
                "date_end": datetime.combine(calendar.day(OLD_UNTIL), time(23, 59, 59)),
            }
            for key, price in old_prices(data).items()
        },
    )
