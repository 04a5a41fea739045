# Part of order_specialist. See LICENSE file for full copyright and licensing details.
{
    "name": "Order Specialist - Pay on Site",
    "summary": "A stopped order that is paid in the store is parked: the customer's yes is kept",
    "version": "19.0.0.1.0",
    "category": "Sales/Sales",
    "author": "Order Specialist contributors",
    "license": "LGPL-3",
    "depends": ["order_specialist", "website_sale_collect"],
    "auto_install": True,
}
