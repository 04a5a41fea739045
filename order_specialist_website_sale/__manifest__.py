# Part of order_specialist. See LICENSE file for full copyright and licensing details.
{
    "name": "Order Specialist - Shop",
    "summary": "A stopped order of a visitor of the shop is parked: his yes is kept",
    "version": "19.0.0.1.0",
    "category": "Sales/Sales",
    "author": "Order Specialist contributors",
    "license": "LGPL-3",
    "depends": ["order_specialist", "website_sale"],
    "data": ["views/website_sale_templates.xml"],
    "auto_install": True,
}
