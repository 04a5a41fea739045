# Part of order_specialist. See LICENSE file for full copyright and licensing details.
{
    "name": "Order Specialist - Batch Transfers",
    "summary": "STOP on the batch or wave, with the transfers that must not leave",
    "version": "19.0.0.1.0",
    "category": "Sales/Sales",
    "author": "Order Specialist contributors",
    "license": "LGPL-3",
    "depends": ["order_specialist", "stock_picking_batch"],
    "data": ["views/stock_picking_batch_views.xml"],
    "auto_install": True,
}
