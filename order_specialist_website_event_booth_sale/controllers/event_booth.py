import json

from odoo.http import request, route

from odoo.addons.website_event_booth_sale.controllers.event_booth import (
    WebsiteEventBoothController,
)


class OrderBoothController(WebsiteEventBoothController):
    """A booth that costs nothing is booked without a payment, unless its order is stopped."""

    @route()
    def event_booth_registration_confirm(self, event, booth_category_id, event_booth_ids, **kwargs):
        """Show the page of what was received, where Odoo would say that it is completed."""
        answer = super().event_booth_registration_confirm(
            event, booth_category_id, event_booth_ids, **kwargs
        )
        if not answer.get_json(force=True).get("success"):
            return answer
        order = self._get_booked_order(json.loads(event_booth_ids))
        if not order.parked_on:
            return answer
        request.session["sale_last_order_id"] = order.id
        return json.dumps({"redirect": "/shop/confirmation"})

    def _get_booked_order(self, booth_ids):
        """Return the last order of these booths: the one that was made a moment ago."""
        bookings = request.env["event.booth.registration"].sudo()
        bookings = bookings.search([("event_booth_id", "in", booth_ids)], order="id desc", limit=1)
        return bookings.sale_order_line_id.order_id
