"""Northwind's orders in a real Odoo: ``load`` makes them, ``report`` says what lies on the desk.

In ``odoo shell``::

    from odoo.addons.order_specialist.demo import load, report
    load(env, orders="150", commit=env.cr.commit)
    print(report(env))
"""

from .loader import load
from .report import report

__all__ = ["load", "report"]
