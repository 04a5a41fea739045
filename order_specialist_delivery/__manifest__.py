# Part of order_specialist. See LICENSE file for full copyright and licensing details.
{
    "name": "Order Specialist - Delivery Methods",
    "summary": "A carrier is missed where there is none, and its cut-off counts for a release",
    "version": "19.0.0.2.0",
    "category": "Sales/Sales",
    "author": "Order Specialist contributors",
    "license": "LGPL-3",
    "depends": ["order_specialist", "delivery"],
    "data": ["data/order_check_data.xml", "views/delivery_carrier_views.xml"],
    "auto_install": True,
}
