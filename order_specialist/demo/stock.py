"""Goods that came in: what was sold shortly before it left, what is there, what is on order.

The files know what is in stock today and what was shipped when. So what a week ships comes in on
the morning of its first shipment, and what is in stock today came in before all of that: the stock
is never negative and ends right.
"""

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from odoo.exceptions import UserError

from . import days, keys
from .backdate import backdate_transfers

LEAD_DAYS = 7


def receive_opening(env, data, calendar, products, numbers):
    """Receive today's ``unitsInStock`` on the day before the first of ``numbers`` was shipped."""
    if keys.find(env, "stock.picking", "opening"):
        return
    last = max(order.ordered for order in data.orders.values())
    first = min((data.orders[number].shipped for number in numbers), default=last)
    quantities = {key: row.in_stock for key, row in data.products.items() if row.in_stock}
    moment = calendar.at(first - timedelta(days=1), days.GOODS_IN)
    receipt = receive(env, products, {moment: quantities})
    keys.name(env, "stock.picking", "opening", {"stock": receipt})


def receive_for(env, data, calendar, products, numbers):
    """Receive what the orders ``numbers`` ship: one receipt a week, before its first shipment."""
    weeks = defaultdict(Counter)
    first = {}
    for number in numbers:
        shipped = data.orders[number].shipped
        week = tuple(shipped.isocalendar())[:2]
        first[week] = min(shipped, first.get(week, shipped))
        for line in data.lines[number]:
            weeks[week][line.product] += line.quantity
    at = {week: calendar.at(day, days.GOODS_IN) for week, day in first.items()}
    return receive(env, products, {at[week]: goods for week, goods in weeks.items()})


def receive(env, products, goods):
    """Make and validate a receipt for each {moment: {product key: quantity}} in ``goods``."""
    moments = sorted(goods)
    pickings = env["stock.picking"].create(
        [_prepare_receipt_values(env, products, goods[moment], moment) for moment in moments]
    )
    pickings.action_confirm()
    validate(pickings)
    for moment, picking in zip(moments, pickings, strict=True):
        backdate_transfers(picking, moment)
    return pickings


def order_goods(env, data, calendar, products):
    """Make the open receipts of ``unitsOnOrder``, one a supplier, expected in a week."""
    suppliers = defaultdict(dict)
    for key, row in data.products.items():
        if row.on_order:
            suppliers[row.supplier][key] = row.on_order
    expected = datetime.combine(calendar.today + timedelta(days=LEAD_DAYS), days.GOODS_IN)
    values = {
        supplier: {
            **_prepare_receipt_values(env, products, goods, expected),
            "origin": env._("Supplier %s", supplier),
        }
        for supplier, goods in suppliers.items()
    }
    known = keys.ensure(env, "stock.picking", "on_order", values)
    pickings = env["stock.picking"].union(*known.values())
    pickings.filtered(lambda picking: picking.state == "draft").action_confirm()


def validate(pickings):
    """Validate whole transfers; raise UserError if Odoo leaves one of them open."""
    pickings = pickings.with_context(skip_backorder=True, skip_sms=True)
    for move in pickings.move_ids:
        # another order may have reserved what has come in for this one
        if move.quantity != move.product_uom_qty:
            move.quantity = move.product_uom_qty
    pickings.move_ids.picked = True
    pickings.button_validate()
    left = pickings.filtered(lambda picking: picking.state != "done")
    if left:
        names = ", ".join(left.mapped("name"))
        raise UserError(pickings.env._("These transfers could not be validated: %s", names))


def _prepare_receipt_values(env, products, goods, moment):
    warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
    places = {
        "location_id": env.ref("stock.stock_location_suppliers").id,
        "location_dest_id": warehouse.lot_stock_id.id,
        "picking_type_id": warehouse.in_type_id.id,
    }
    moves = [
        {
            **places,
            "product_id": products[str(key)].id,
            "product_uom_qty": quantity,
            "product_uom": products[str(key)].uom_id.id,
            "date": moment,
        }
        for key, quantity in sorted(goods.items())
    ]
    return {
        **places,
        "scheduled_date": moment,
        "move_ids": [(0, 0, values) for values in moves],
    }
