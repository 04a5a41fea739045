# Part of order_specialist. See LICENSE file for full copyright and licensing details.
{
    "name": "Order Specialist - Booths on the Website",
    "summary": "Who books a free booth whose order is stopped reads that it was received",
    "version": "19.0.0.1.0",
    "category": "Sales/Sales",
    "author": "Order Specialist contributors",
    "license": "LGPL-3",
    "depends": ["order_specialist_website_sale", "website_event_booth_sale"],
    "auto_install": True,
}
