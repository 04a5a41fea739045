"""The whole way of the shipped orders, in their own time: verified … delivered, invoiced."""

from collections import defaultdict
from contextlib import contextmanager

from odoo.tools import SQL

from . import backdate, days, stock
from .customers import find_or_create_ship_to

CHUNK = 50
GROWING = SQL(
    "ANALYZE sale_order, sale_order_line, stock_picking, stock_move, stock_move_line, stock_quant,"
    " account_move, account_move_line, account_partial_reconcile, order_verification"
)


def run(env, data, calendar, world, orders, commit):
    """Take ``orders`` ({number: draft order}) to their invoices; ``commit`` after each chunk.

    What is confirmed already is left alone, so that an interrupted load goes on where it stopped.
    """
    waiting = sorted(number for number, order in orders.items() if order.state == "draft")
    waiting.sort(key=lambda number: data.orders[number].shipped)
    for start in range(0, len(waiting), CHUNK):
        numbers = waiting[start : start + CHUNK]
        stock.receive_for(env, data, calendar, world.products, numbers)
        with _observing(env):
            _process(env, data, calendar, world, {number: orders[number] for number in numbers})
        # tables that grew this fast are new to PostgreSQL's planner: without it, minutes a query
        env.flush_all()
        env.cr.execute(GROWING)
        commit()


@contextmanager
def _observing(env):
    """Let the recommended checklist observe and no other stop anything; then all is as before.

    That is between two commits: nobody else sees it, and an interrupted load leaves nothing of it.
    """
    recommended = env.ref("order_specialist.checklist_recommended")
    enforcing = env["order.checklist"].search([("mode", "=", "enforce")])
    desk, modes = env.company.order_desk_active, {c: c.mode for c in recommended | enforcing}
    (recommended | enforcing).action_observe()
    yield
    for checklist, mode in modes.items():
        checklist.mode = mode
    env.company.order_desk_active = desk


def _process(env, data, calendar, world, orders):
    batch = _union(world.acting(env["sale.order"], "specialist").env, orders, orders)
    _set_ship_to(env, data, world, orders)
    batch.action_verify()
    batch.action_confirm()
    pickings = batch.picking_ids.filtered(lambda picking: picking.state != "done")
    stock.validate(world.acting(pickings, "warehouse"))
    for moment, numbers in _by_moment(data, calendar, orders, days.SHIPPED).items():
        backdate.backdate_transfers(_union(env, orders, numbers).picking_ids, moment)
    _invoice(env, data, calendar, orders)
    batch.env["order.verification"]._store(batch)  # its issues went through the gates with it
    backdate.backdate_orders(data, calendar, orders)


def _set_ship_to(env, data, world, orders):
    """Write the delivery contact that the customer asked for on each order."""
    wanted = {
        number: (world.customers[data.orders[number].customer], data.orders[number])
        for number in orders
    }
    for number, place in find_or_create_ship_to(env, wanted).items():
        if orders[number].partner_shipping_id != place:
            orders[number].partner_shipping_id = place


def _invoice(env, data, calendar, orders):
    invoices = _union(env, orders, orders)._create_invoices(grouped=True)
    for moment, numbers in _by_moment(data, calendar, orders, days.INVOICED).items():
        _union(env, orders, numbers).invoice_ids.invoice_date = moment.date()
    invoices.sorted("invoice_date").action_post()
    for moment, numbers in _by_moment(data, calendar, orders, days.INVOICED).items():
        backdate.backdate_invoices(_union(env, orders, numbers).invoice_ids, moment)


def _by_moment(data, calendar, orders, clock):
    """Return {moment: [order number]} of the day on which each order was shipped."""
    moments = defaultdict(list)
    for number in orders:
        moments[calendar.at(data.orders[number].shipped, clock)].append(number)
    return moments


def _union(env, orders, numbers):
    return env["sale.order"].browse([orders[number].id for number in numbers])
