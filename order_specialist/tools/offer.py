"""What we offered: what a quotation said when it was sent, and what the checks let pass then."""

from .fingerprint import EVERYTHING, get_fingerprint


def get_offer(facts, order_id):
    """Return what the order says now, ready for JSON: terms, order as a whole, and each line.

    :returns: dict with ``terms`` (whoever changes them makes another offer), ``order`` (what the
        checks of the order as a whole look at) and ``lines``
    """
    order = facts.by_id[order_id]
    return {
        "terms": [
            order.partner_id,
            order.company_id,
            order.currency_id,
            order.pricelist_id,
            order.fiscal_position_id,
        ],
        "order": get_fingerprint(facts, order_id, EVERYTHING)["order"],
        "lines": {str(line.id): _get_line(line) for line in facts.lines_by_order[order_id]},
    }


def _get_line(line):
    quantity = line.quantity * line.unit_factor
    return [line.product_id, quantity, line.unit_id, line.price_unit, line.discount]


def is_bound(facts, finding, today):
    """Return whether ``finding`` is of what we offered, and so is held against nobody.

    :param today: the day on which the offer has to be valid, unless the order is confirmed
    """
    order = facts.by_id[finding.order_id]
    offer = order.offered
    if not offer or finding.check.asked_afresh or not _is_accepted(offer, finding):
        return False
    if not is_in_time(order, today):
        return False
    now = get_offer(facts, order.id)
    if now["terms"] != offer["terms"]:
        return False
    if not finding.line_id:
        return (now["order"], now["lines"]) == (offer["order"], offer["lines"])
    line_id = str(finding.line_id)
    return _is_line_kept(offer["lines"].get(line_id), now["lines"].get(line_id))


def _is_accepted(offer, finding):
    """Return whether the check was asked when the quotation was sent, and let this pass."""
    check_id = finding.check.id
    return check_id in offer["checks"] and [check_id, finding.line_id or 0] not in offer["open"]


def is_in_time(order, today):
    """Return whether the offer is valid: as it was sent, and as the quotation says now."""
    if order.state == "sale" and order.confirmed_on:
        today = order.confirmed_on.date()
    until = order.offered["until"]
    return (not until or str(today) <= until) and (
        not order.validity_date or today <= order.validity_date
    )


def _is_line_kept(then, now):
    """Return whether a line says what it said: its quantity may have become lower."""
    if not then or not now:
        return False
    return [then[0], *then[2:]] == [now[0], *now[2:]] and now[1] <= then[1]
