"""What lies on the desk, as a person wants to read it after ``make run``."""

from collections import defaultdict
from datetime import timedelta

from odoo.tools import format_amount, format_date

from . import keys
from .loader import last_day
from .payments import find_due
from .users import PEOPLE

WIDTH = 44


def report(env):
    """Return the text: orders received, verified and stopped and why, and who may log in."""
    env = env(su=True)
    orders = _loaded_orders(env)
    reasons = _reasons(env, orders.filtered(lambda order: order.state != "cancel"))
    parts = (_figures(env, orders, reasons), _stops(env, reasons), _people(env))
    return "\n\n".join("\n".join(lines) for lines in parts)


def _loaded_orders(env):
    found = (keys.find(env, "sale.order", kind) for kind in ("order", "inbox"))
    return env["sale.order"].union(*(order for known in found for order in known.values()))


def _reasons(env, orders):
    """Return {reason: orders}: what stops which of ``orders``, the most orders first."""
    stopped = defaultdict(env["sale.order"].browse)
    for blocker in orders.get_blockers():
        if blocker["stops"]:
            order = env["sale.order"].browse(blocker["order_id"])
            stopped[_name_reason(env, blocker)] |= order
    return dict(sorted(stopped.items(), key=lambda item: (-len(item[1]), item[0])))


def _name_reason(env, blocker):
    """Return what a blocker is called: its check, its hold, claim or release, else itself."""
    if blocker["check_id"]:
        return env._("Not passed: %s", env["order.check"].browse(blocker["check_id"]).name)
    source = env[blocker["source_model"]].browse(blocker["source_id"])
    if source._name == "order.hold":
        return env._("Hold: %s", source.type_id.name)
    if source._name == "order.case":
        return env._("Claim: %s", source.type_id.name)
    if source._name == "order.handoff":
        states = dict(source._fields["state"]._description_selection(env))
        return env._("Release: %s", states[source.state])
    return blocker["message"]


def _figures(env, orders, reasons):
    stopped = env["sale.order"].union(*reasons.values())
    arrived = keys.find(env, "sale.order", "inbox")
    done = orders.filtered(lambda order: order.invoice_status == "invoiced")
    going = orders - done - stopped
    sold = going.filtered(lambda order: order.state == "sale")
    today = last_day(env) + timedelta(days=1)
    rows = (
        (env._("Orders received"), len(orders)),
        (env._("  in the inbox of that day"), len(arrived)),
        (env._("Verified"), len(orders.filtered("first_verified_on"))),
        (env._("Shipped and invoiced"), len(done)),
        (env._("  overdue: 30 days, and not paid"), len(find_due(done, today))),
        (env._("With the warehouse"), len(sold)),
        (env._("Ready to confirm"), len(going - sold)),
        (env._("Stopped"), len(stopped)),
    )
    title = f"{env.company.name}, {format_date(env, today, date_format='EEEE d MMMM y')}"
    return [title, "", *(f"{label:<{WIDTH}}{count:>7}" for label, count in rows)]


def _stops(env, reasons):
    """Return a row for each reason: how many orders it stops, and their untaxed sum."""
    rows = [
        (
            name[: WIDTH - 1],
            len(orders),
            format_amount(env, sum(orders.mapped("amount_untaxed")), env.company.currency_id),
        )
        for name, orders in reasons.items()
    ]
    header = f"{env._('Stopped by'):<{WIDTH}}{env._('Orders'):>7}{env._('Worth'):>18}"
    return [header, *(f"{name:<{WIDTH}}{count:>7}{amount:>18}" for name, count, amount in rows)]


def _people(env):
    header = f"{env._('Who'):<20}{env._('Name'):<24}{env._('Login'):<16}{env._('Password')}"
    known = set(keys.find(env, "res.users", "user"))
    return [
        header,
        *(
            f"{person.role:<20}{person.name:<24}{person.login:<16}{person.login}"
            for person in PEOPLE
            if person.login in known
        ),
    ]
