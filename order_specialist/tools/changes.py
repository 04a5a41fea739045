"""The kinds of change that a person may ask for, and the stages at which he asks."""

from typing import Any, NamedTuple

KINDS = [
    ("customer", "Customer"),
    ("address", "Delivery address"),
    ("date", "Dates"),
    ("quantity", "Quantity"),
    ("price", "Price and terms"),
    ("add_line", "Add a line"),
    ("cancel_line", "Cancel a line"),
    ("cancel_order", "Cancel the order"),
]

STAGES = [
    ("quotation", "Quotation"),
    ("confirmed", "Confirmed"),
    ("released", "Released"),
    ("accepted", "Accepted"),
    ("partly_shipped", "Partly shipped"),
    ("shipped", "Shipped"),
    ("closed", "Closed"),
]

#: What a field of the order says about the kind of change; other fields are nobody's business.
ORDER_FIELDS = {
    "partner_id": "customer",
    "partner_invoice_id": "customer",
    "partner_shipping_id": "address",
    "warehouse_id": "address",
    "commitment_date": "date",
    "requested_date": "date",
    "pricelist_id": "price",
    "currency_id": "price",
    "fiscal_position_id": "price",
    "payment_term_id": "price",
}

#: The same for a line; the quantity is told apart in ``get_line_kind``. What makes it delivery cost
#: or a reward (columns of addons that need not be there) frees it of all other questions.
LINE_FIELDS = {
    "product_id": "add_line",
    "order_id": "add_line",
    "product_uom_qty": "quantity",
    "product_uom_id": "quantity",
    "price_unit": "price",
    "discount": "price",
    "tax_ids": "price",
    "is_delivery": "price",
    "reward_id": "price",
    "requested_date": "date",
    "promised_date": "date",
    "customer_lead": "date",
}


class Change(NamedTuple):
    """One thing that a person asks to be different.

    :param order: the ``sale.order`` record
    :param line: the ``sale.order.line`` record, empty for the order as a whole or a new line
    :param kind: one of ``KINDS``
    :param field: name of the field; empty for a line or an order that comes or goes
    :param old: what it says, as text
    :param new: what it is to say, as text
    :param subject: name of the article, where there is one
    """

    order: Any
    line: Any
    kind: str
    field: str = ""
    old: str = ""
    new: str = ""
    subject: str = ""


class OdooItself(str):
    """The value of a context key that only code can set: what a client sends is a plain text.

    It equals no plain text, or one transaction would take an environment for the other.
    """

    __hash__ = str.__hash__

    def __eq__(self, other):
        return isinstance(other, OdooItself) and str(self) == str(other)

    def __ne__(self, other):
        return not self == other


#: Under this key of the context Odoo's own code changes the order, not a person.
BY_ODOO = "order_change_by_odoo"


def get_change_stage(order):
    """Return the stage of ``order`` in the matrix; ``None`` for a cancelled one: nothing is asked.

    :param order: a record, or a row with the same columns
    """
    if order.state != "sale":
        return None if order.state == "cancel" else "quotation"
    is_billed = order.invoice_status == "invoiced"
    if order.delivery_status == "full" or order.handoff_state == "done":
        return "closed" if is_billed else "shipped"
    if order.delivery_status == "partial":
        return "partly_shipped"
    return _get_release_stage(order, is_billed)


def _get_release_stage(order, is_billed):
    """Return the stage of an order of which nothing has left."""
    if order.handoff_state in ("released", "accepted"):
        return order.handoff_state
    has_goods = order.delivery_status or order.handoff_state
    return "closed" if is_billed and not has_goods else "confirmed"


def get_line_kind(field, new):
    """Return the kind of change when ``field`` of a line becomes ``new``."""
    if field == "product_uom_qty" and not new:
        return "cancel_line"
    return LINE_FIELDS[field]
