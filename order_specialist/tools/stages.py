"""Where an order stands at the desk, from its own columns only."""

STAGES = [
    ("quotation", "Quotation"),
    ("ready", "Ready to confirm"),
    ("stuck", "Stuck"),
    ("waiting", "Waiting"),
    ("to_release", "To release"),
    ("sent_back", "Sent back"),
    ("released", "Released"),
    ("picking", "Picking"),
    ("partly_shipped", "Partly shipped"),
    ("to_invoice", "To invoice"),
    ("claim", "Claim open"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]


def get_stage(order):
    """Return the first stage that applies to ``order`` (a record or a row with the same columns).

    Nobody sets a stage: it follows from state, delivery and invoice status, release, blockers and
    claims, none of which it has to look up.
    """
    if order.state == "cancel":
        return "cancelled"
    if order.state != "sale":
        return _get_quotation_stage(order)
    return _get_sale_stage(order)


def _get_quotation_stage(order):
    # what stops a later gate does not keep it from being confirmed
    if not order.confirm_blocker_count:
        return "ready" if order.first_verified_on else "quotation"
    return "waiting" if (order.waiting_count or 0) >= order.confirm_blocker_count else "stuck"


def _get_sale_stage(order):
    if order.open_case_count:
        return "claim"
    shipped = order.delivery_status in (False, None, "full")
    billed = order.invoice_status in ("invoiced", "no", "upselling")
    if shipped and order.handoff_state in (None, False, "done"):
        return "closed" if billed else "to_invoice"
    return _get_release_stage(order)


def _get_release_stage(order):
    if order.delivery_status in ("started", "partial"):
        return "partly_shipped" if order.delivery_status == "partial" else "picking"
    return {
        "accepted": "picking",
        "released": "released",
        "sent_back": "sent_back",
        "recalled": "sent_back",
        "done": "to_invoice",
        "to_release": "to_release",
    }.get(order.handoff_state, "released")
