# Part of order_specialist. See LICENSE file for full copyright and licensing details.
{
    "name": "Order Specialist - Delivery Methods",
    "summary": "Orders without a carrier are shown; one paid on delivery is parked when stopped",
    "version": "19.0.0.1.0",
    "category": "Sales/Sales",
    "author": "Order Specialist contributors",
    "license": "LGPL-3",
    "depends": ["order_specialist", "delivery"],
    "data": ["data/order_check_data.xml"],
    "auto_install": True,
}
