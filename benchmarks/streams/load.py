"""A ``World`` and its orders as records of Odoo."""

import datetime

from odoo.fields import Command

#: Orders that are created in one call.
BATCH = 200
#: More than all customers together will ever ask for.
PLENTY = 1_000_000

#: A year of orders cannot be taken through a warehouse in a benchmark: they are made to look as
#: they do afterwards, shipped and invoiced.
_SHIPPED = """
UPDATE sale_order SET state = 'sale', confirmed_on = date_order, invoice_status = 'invoiced',
       delivery_status = 'full', desk_stage = 'closed'
 WHERE id IN %(orders)s;
UPDATE sale_order_line SET state = 'sale', qty_delivered = product_uom_qty,
       qty_invoiced = product_uom_qty, qty_to_invoice = 0, invoice_status = 'invoiced'
 WHERE order_id IN %(orders)s;
"""


class Loader:
    """Creates the records of a ``World`` in a database.

    :param env: environment of a user who may create everything
    """

    def __init__(self, env, world):
        self.env = env
        self.world = world
        env.company.account_use_credit_limit = True
        env.ref("base.group_user")._apply_group(env.ref("product.group_product_pricelist"))
        self.products = self._create_products()
        self.pricelists = self._create_pricelists()
        self.customers = self._create_customers()
        self.addresses = {}

    def _create_products(self):
        from streams.world import SCARCE_STOCK

        made = self.env["product.product"].create(
            [
                {
                    "name": f"Product {product.number}",
                    "list_price": product.price,
                    "standard_price": product.cost,
                    "is_storable": True,
                    "invoice_policy": "delivery",
                    "taxes_id": [Command.clear()],
                    **self._get_pack(product),
                }
                for product in self.world.products
            ]
        )
        location = self.env["stock.warehouse"].search([], limit=1).lot_stock_id
        for product, record in zip(self.world.products, made, strict=True):
            stock = SCARCE_STOCK if product.is_scarce else PLENTY
            self.env["stock.quant"]._update_available_quantity(record, location, stock)
        return dict(zip((product.number for product in self.world.products), made, strict=True))

    def _get_pack(self, product):
        return {"order_step_qty": product.pack} if product.pack > 1 else {}

    def _create_pricelist(self):
        """The list of today, with the prices from before the last revision as dated items."""
        end = datetime.datetime.combine(self.world.revised_on, datetime.time())
        return self.env["product.pricelist"].create(
            {
                "name": "List",
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "1_product",
                            "product_tmpl_id": self.products[product.number].product_tmpl_id.id,
                            "compute_price": "fixed",
                            "fixed_price": product.old_price,
                            "date_end": end,
                        }
                    )
                    for product in self.world.products
                ],
            }
        )

    def _create_pricelists(self):
        """The list, and one for each agreement to pay so many percent less than it."""
        listed = self._create_pricelist()
        agreed = sorted({customer.agreed for customer in self.world.customers} - {0})
        made = self.env["product.pricelist"].create(
            [
                {
                    "name": f"List less {percent:g} %",
                    "item_ids": [
                        Command.create(
                            {
                                "compute_price": "formula",
                                "base": "pricelist",
                                "base_pricelist_id": listed.id,
                                "price_discount": percent,
                                "price_round": 0.01,
                            }
                        )
                    ],
                }
                for percent in agreed
            ]
        )
        return {0: listed, **dict(zip(agreed, made, strict=True))}

    def _create_customers(self):
        made = self.env["res.partner"].create(
            [
                {
                    "name": f"Customer {customer.number}",
                    "is_company": True,
                    "order_reference_required": customer.needs_reference,
                    "order_blanket": customer.is_blanket,
                    "property_product_pricelist": self.pricelists[customer.agreed].id,
                    "credit_limit": customer.credit_limit or 0.0,
                    **self._get_address(customer.addresses[0]),
                }
                for customer in self.world.customers
            ]
        )
        return dict(zip((customer.number for customer in self.world.customers), made, strict=True))

    def _get_address(self, address):
        return {
            "street": address.street,
            "zip": address.zip,
            "city": address.city,
            "country_id": self.env.ref(f"base.{address.country.lower()}").id,
        }

    def _get_ship_to(self, order):
        """Return the contact that the goods go to: the customer, or one made for the address."""
        customer = self.customers[order.customer.number]
        if order.address == order.customer.addresses[0]:
            return customer
        key = order.customer.number, order.address
        if key not in self.addresses:
            self.addresses[key] = self.env["res.partner"].create(
                {
                    "name": customer.name,
                    "type": "delivery",
                    "parent_id": customer.id,
                    **self._get_address(order.address),
                }
            )
        return self.addresses[key]

    def _prepare(self, order):
        moment = datetime.datetime.combine(order.day, datetime.time(9))
        customer = self.customers[order.customer.number]
        lines, pieces, amount = order.totals or (0, 0, 0)
        return {
            "partner_id": customer.id,
            "partner_shipping_id": self._get_ship_to(order).id,
            "client_order_ref": order.reference,
            "date_order": moment,
            "requested_date": order.requested,
            "order_channel": "email",
            "control_lines": lines,
            "control_quantity": pieces,
            "control_amount": amount,
            "order_line": [
                Command.create(
                    {
                        "product_id": self.products[line.product.number].id,
                        "product_uom_qty": line.quantity,
                        "price_unit": line.price,
                    }
                )
                for line in order.lines
            ],
        }

    def create_orders(self, orders):
        """Return the quotations of ``orders``, in their order."""
        made = self.env["sale.order"]
        for start in range(0, len(orders), BATCH):
            made += made.create([self._prepare(order) for order in orders[start : start + BATCH]])
            self.env.flush_all()
            self.env.invalidate_all()
        return made

    def create_history(self, orders):
        """Create ``orders`` as they look long after: shipped and invoiced."""
        made = self.create_orders(orders)
        self.env.cr.execute(_SHIPPED, {"orders": tuple(made.ids)})
        self.env.invalidate_all()
        return made
