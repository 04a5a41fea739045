"""Which gates an order has passed, and which one a blocker closes."""

from .gates import GATES

#: What ``OrderRow`` and the list of what is stuck both ask of an order (``o``), in SQL.
#: Not EXISTS, and line by line: PostgreSQL would rather join all lines and products that there are.
HAS_GOODS = """coalesce((
    SELECT true FROM sale_order_line l
     WHERE l.order_id = o.id
       AND (SELECT t.type FROM product_product p JOIN product_template t ON t.id = p.product_tmpl_id
             WHERE p.id = l.product_id) = 'consu' LIMIT 1), false)"""
HAS_DRAFT_INVOICE = """coalesce((
    SELECT true FROM sale_order_line l
      JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
     WHERE l.order_id = o.id
       AND (SELECT m.state = 'draft' AND m.move_type IN ('out_invoice', 'out_receipt')
              FROM account_move_line b JOIN account_move m ON m.id = b.move_id
             WHERE b.id = r.invoice_line_id) LIMIT 1), false)"""
#: A release ``r`` that needs a person of its department before goods leave, in SQL.
STOPS_SHIPPING = """(
    r.state IN ('sent_back', 'recalled')
    OR (r.state IN ('offered', 'accepted') AND (
        SELECT d.hands_on OR (r.state = 'offered' AND d.acceptance = 'explicit')
          FROM order_department d WHERE d.id = r.department_id)))"""

#: ``_PASSED`` once more, for rows of ``sale_order o``; a test keeps the two together.
PASSED_COLUMNS = f"""
    o.state = 'sale' AS confirm,
    o.state = 'sale' AND (coalesce(o.handoff_state, 'done')
                              IN ('released', 'accepted', 'recalled', 'done')
                          OR NOT {HAS_GOODS}) AS handoff,
    o.state = 'sale' AND (coalesce(o.delivery_status, '') = 'full' OR NOT {HAS_GOODS}) AS ship,
    o.state = 'sale' AND coalesce(o.invoice_status, '') = 'invoiced'
        AND NOT {HAS_DRAFT_INVOICE} AS invoice"""


#: What an order says that was released; the same as in ``PASSED_COLUMNS``.
RELEASED = (None, "released", "accepted", "recalled", "done")


def has_passed(order, gate):
    """Return whether ``order`` (an ``OrderRow``) is beyond ``gate``."""
    return _PASSED[gate](order)


def _is_confirmed(order):
    return order.state == "sale"


def _is_released(order):
    if order.state != "sale":
        return False
    # no release at all: nothing to ship, or confirmed before the desk was switched on
    return not order.has_goods or order.handoff_state in RELEASED


def _is_shipped(order):
    if order.state != "sale":
        return False
    return not order.has_goods or order.delivery_status == "full"


def _is_invoiced(order):
    # Odoo counts a draft as invoiced; what is not posted has not passed
    return (
        order.state == "sale" and order.invoice_status == "invoiced" and not order.has_draft_invoice
    )


_PASSED = {
    "confirm": _is_confirmed,
    "handoff": _is_released,
    "ship": _is_shipped,
    "invoice": _is_invoiced,
}


def get_closed_gate(order, gate, asked=None):
    """Return the gate that a blocker of ``gate`` closes: the first at or after it not passed.

    ``asked`` is the gate that the order is passing right now; it counts as not passed, whatever
    the order's columns say in the middle of a write. Returns ``None`` when every gate is behind.
    """
    for candidate in GATES[GATES.index(gate) :]:
        if candidate == asked or not has_passed(order, candidate):
            return candidate
    return None
