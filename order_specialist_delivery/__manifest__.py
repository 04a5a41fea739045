# Part of order_specialist. See LICENSE file for full copyright and licensing details.
{
    "name": "Order Specialist - Cash on Delivery",
    "summary": "A stopped order that is paid on delivery is parked: the customer's yes is kept",
    "version": "19.0.0.1.0",
    "category": "Sales/Sales",
    "author": "Order Specialist contributors",
    "license": "LGPL-3",
    "depends": ["order_specialist", "delivery"],
    "auto_install": True,
}
