"""Streams of orders from customers with habits, with known defects between the clean orders.

Nothing here knows Odoo: a seed gives plain values, always the same ones. ``world`` makes products
and customers, ``clean`` the orders that they send when nothing goes wrong, ``defects`` what goes
wrong at a desk, each once, with the truth beside it.
"""
