"""Odoo stamps everything with the present moment; here what happened long ago gets its own time."""

from odoo.tools import SQL

from . import days


def backdate_creation(orders):
    """Let orders have been entered when they came in, as far as that is past."""
    orders.flush_recordset()
    orders.env.cr.execute(
        SQL(
            "UPDATE sale_order SET create_date = received_at"
            " WHERE id IN %s AND received_at < create_date",
            orders._ids,
        )
    )
    orders.invalidate_recordset(["create_date"])


def backdate_transfers(pickings, moment):
    """Let done transfers have happened, as they were planned, at ``moment`` (UTC)."""
    plan_transfers(pickings, moment)
    pickings.write({"date_done": moment})
    pickings.move_line_ids.write({"date": moment})
    pickings.message_ids.write({"date": moment})


def plan_transfers(pickings, moment):
    """Let transfers, done or not, have been planned for ``moment`` (UTC)."""
    pickings.move_ids.write({"date_deadline": moment})
    pickings.write({"scheduled_date": moment})


def backdate_invoices(invoices, moment):
    """Let what the log of posted invoices says have happened at ``moment`` (UTC)."""
    invoices.message_ids.write({"date": moment})


def backdate_orders(data, calendar, orders):
    """Let ``orders`` ({number: order}) have been verified, confirmed, released … in their time.

    Confirmed and released on the day they came in, accepted and shipped on the day they left.
    """
    for number, order in orders.items():
        row = data.orders[number]
        confirmed = calendar.at(row.ordered, days.CONFIRMED)
        accepted = calendar.at(row.shipped, days.ACCEPTED)
        shipped = calendar.at(row.shipped, days.SHIPPED)
        plan_transfers(order.picking_ids, calendar.at(row.required, days.SHIPPED))
        order.write(
            {
                "date_order": confirmed,
                "first_verified_on": confirmed,
                "confirmed_on": confirmed,
                "released_on": confirmed,
                "accepted_on": accepted,
                "first_shipped_on": shipped,
                "fully_shipped_on": shipped,
                "invoiced_on": calendar.at(row.shipped, days.INVOICED),
            }
        )
        _backdate_verification(order, confirmed)
        order.env["order.handoff"].search([("order_id", "=", order.id)]).write(
            {"offered_on": confirmed, "accepted_on": accepted, "deadline": shipped}
        )


def _backdate_verification(order, moment):
    """The issues of an order were seen, and went with it through its gates, at ``moment``."""
    order.verification_ids.write(
        {"verified_on": moment, "first_verified_on": moment, "scanned_on": moment}
    )
    order.finding_ids.first_seen_on = moment
    order.finding_ids.filtered("resolved_on").resolved_on = moment
