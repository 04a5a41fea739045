# Part of order_specialist. See LICENSE file for full copyright and licensing details.
{
    "name": "Order Specialist - Drop Shipping",
    "summary": "A replacement that a supplier sends is not billed, and is found on its claim",
    "version": "19.0.0.1.0",
    "category": "Sales/Sales",
    "author": "Order Specialist contributors",
    "license": "LGPL-3",
    "depends": ["order_specialist", "stock_dropshipping"],
    "auto_install": True,
}
