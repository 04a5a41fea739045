"""What happens to some orders of the inbox after they came in; one function an event."""

import base64
import io

from markupsafe import Markup
from PIL import Image, ImageDraw

from odoo import SUPERUSER_ID
from odoo.fields import Command
from odoo.tools import format_amount


def prepare(row, customer):
    """Write on the customer what the event needs to be true before the order comes in."""
    if row.credit_limit is not None:
        customer.credit_limit = float(row.credit_limit)
    if row.happens == "ship_complete":
        customer.order_ship_complete = True


def happen(order, row, calendar, world):
    """Let the event of ``row`` happen to ``order``."""
    event = EVENTS.get(row.happens)
    if event:
        event(order, row, calendar, world)


def _hold_for_credit(order, row, calendar, world):
    """The credit controller puts the order on hold."""
    hold_type = order.env.ref("order_specialist.order_hold_type_credit")
    controller = order.env(user=world.users["credit"], su=False)
    limit = format_amount(order.env, float(row.credit_limit), order.company_id.currency_id)
    note = order.env._("The limit of this customer is %s.", limit)
    controller["order.hold"]._place(order.with_env(controller), hold_type, note=note)


def _confirm_then_change(order, row, calendar, world):
    """The warehouse picks already when the customer wants it otherwise: it has to answer."""
    order = _release_and_accept(order, row, world)
    mine = {line.product_id: line for line in order.order_line}
    commands = []
    for number, quantity in row.changes:
        product = world.products[str(number)]
        if product in mine:
            commands.append(Command.update(mine[product].id, {"product_uom_qty": quantity}))
        else:
            values = {"product_id": product.id, "product_uom_qty": quantity}
            commands.append(Command.create(values))
    order.order_line = commands


def _confirm_then_recall(order, row, calendar, world):
    """The warehouse picks already when the customer wants it back: it has to answer."""
    _release_and_accept(order, row, world)._action_cancel()


def _sign(order, row, calendar, world):
    """The customer signs the quotation on the portal, in the way the portal's controller does."""
    order.action_quotation_sent()
    order.write(
        {
            "signed_by": row.ordered_by,
            "signed_on": calendar.this_morning(row.received),
            "signature": _draw_signature(row.ordered_by),
        }
    )
    order.with_user(SUPERUSER_ID)._validate_order()


def _no_event(order, row, calendar, world):
    """Nothing more than what ``prepare`` did."""


EVENTS = {
    "credit": _hold_for_credit,
    "ship_complete": _no_event,
    "change": _confirm_then_change,
    "recall": _confirm_then_recall,
    "signed": _sign,
}


def _release_and_accept(order, row, world):
    """Confirm and release ``order``, let the warehouse accept it; return it as the specialist's.

    Then the customer says what he wants now.
    """
    order = world.acting(order, "specialist")
    order.action_verify()
    order.action_confirm()
    world.acting(order.handoff_ids, "warehouse")._accept("print")
    said = Markup("<p>%s: <em>“%s”</em></p>") % (row.ordered_by, row.asked)
    order.message_post(body=said, subtype_xmlid="mail.mt_note")
    return order


def _draw_signature(name):
    """Return a PNG (base64) with the name, as a hand-drawn signature would be stored."""
    image = Image.new("RGB", (12 * len(name), 40), "white")
    ImageDraw.Draw(image).text((10, 12), name, fill="black")
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return base64.b64encode(stream.getvalue())
