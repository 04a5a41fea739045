"""The steps of the loader; each finds what it has made before and makes what is missing."""

import logging
import time
from datetime import timedelta

from odoo import fields

from . import (
    catalog,
    company,
    customers,
    history,
    inbox,
    keys,
    northwind,
    payments,
    quotations,
    stock,
    users,
)
from .days import Calendar

_logger = logging.getLogger(__name__)
LAST_DAY = "order_specialist.demo_last_day"


def load(env, orders="150", today=None, commit=lambda: None, say=_logger.info, folder=None):
    """Bring Northwind's orders and today's inbox into the current company.

    :param orders: how many of the last shipped orders go their whole way, or "all"
    :param today: the day of the inbox (date); the last order came in the day before
    :param commit: called after each step, so that an interrupted load goes on where it stopped
    :param say: called with a sentence before each step
    :param folder: where the CSV files are, if not in the addon
    :raises DataError: if a file is broken; nothing has been written then
    """
    count = _read_count(orders)
    data = northwind.read(folder or northwind.FOLDER)
    mail = inbox.read(data)
    env = keys.quiet(env)
    customers.check_countries(env, data)
    calendar = Calendar.ending(data, _remember_today(env, today))
    steps = Steps(commit, say)

    steps.begin("Company, people, products, customers (5 s)")
    world = _load_world(env, data, calendar)
    steps.begin("Orders as quotations (5 s)")
    numbers = [*data.shipped(count), *data.unshipped()]
    known = quotations.load_quotations(env, data, calendar, world, numbers, commit)
    # also what an interrupted load has left: it had been shipped
    chosen = {key: known[str(key)] for key in data.shipped() if str(key) in known}
    steps.begin(f"{len(chosen)} orders confirmed, released, delivered, invoiced (30 s for 150)")
    stock.receive_opening(env, data, calendar, world.products, chosen)
    history.run(env, data, calendar, world, chosen, commit)
    payments.settle(data, calendar, chosen, mail)
    stock.order_goods(env, data, calendar, world.products)
    steps.begin("Today's inbox (5 s)")
    if not inbox.is_loaded(env):
        env.ref("order_specialist.checklist_recommended").action_enforce()
    arrived = inbox.load_inbox(env, mail, calendar, world)
    _verify_open(world, [*known.values(), *arrived.values()])
    steps.end()


class Steps:
    """Says each step before it begins; commits it and logs its seconds when it ends."""

    def __init__(self, commit, say):
        self._commit, self._say = commit, say
        self._title, self._since = "", 0.0

    def begin(self, title):
        """End the step before, announce the next."""
        self.end()
        self._say(title)
        self._title, self._since = title, time.monotonic()

    def end(self):
        """Commit the step that runs."""
        if self._title:
            self._commit()
            _logger.debug("%s: %.1f s", self._title, time.monotonic() - self._since)
        self._title = ""


def _read_count(orders):
    """Return how many orders are meant: None for all."""
    if str(orders) == "all":
        return None
    if not str(orders).isdigit():
        raise ValueError(f"orders must be a number or 'all', not '{orders}'")
    return int(orders)


def last_day(env):
    """Return the day on which the last order came in; None before the first load."""
    return fields.Date.to_date(env["ir.config_parameter"].get_param(LAST_DAY))


def _remember_today(env, today):
    """Return the day of the inbox: that of the first load, since all dates move by one constant."""
    last = last_day(env)
    if last:
        return last + timedelta(days=1)
    today = today or fields.Date.today()
    yesterday = fields.Date.to_string(today - timedelta(days=1))
    env["ir.config_parameter"].set_param(LAST_DAY, yesterday)
    return today


def _load_world(env, data, calendar):
    pricelist = company.prepare(env)
    people = users.load_users(env)
    products = catalog.load_products(env, data)
    catalog.load_old_prices(env, data, calendar, pricelist, products)
    partners = customers.load_customers(env, data, pricelist)
    return quotations.World(pricelist, products, partners, people)


def _verify_open(world, orders):
    """Verify what lies on the desk, so that the lists say what stops it."""
    waiting = world.acting(orders[0].union(*orders), "specialist")
    waiting.filtered(lambda order: order.state in ("draft", "sent")).action_verify()
