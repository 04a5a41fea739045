# Part of order_specialist. See LICENSE file for full copyright and licensing details.
{
    "name": "Order Specialist - Tickets",
    "summary": "Who orders a free ticket is registered when the order is confirmed, not before",
    "version": "19.0.0.1.0",
    "category": "Sales/Sales",
    "author": "Order Specialist contributors",
    "license": "LGPL-3",
    "depends": ["order_specialist", "event_sale"],
    "auto_install": True,
}
