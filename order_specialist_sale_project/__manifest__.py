# Part of order_specialist. See LICENSE file for full copyright and licensing details.
{
    "name": "Order Specialist - Projects",
    "summary": "Who closes a task of a series is not kept from it by a stopped quotation",
    "version": "19.0.0.1.0",
    "category": "Sales/Sales",
    "author": "Order Specialist contributors",
    "license": "LGPL-3",
    "depends": ["order_specialist", "sale_project"],
    "auto_install": True,
}
