from collections import defaultdict
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models

from .order_handoff import LIVE_STATES


class OrderHandoff(models.Model):
    """Until when a release must leave the house."""

    _inherit = "order.handoff"

    @api.model
    def _get_deadlines(self, keys, now):
        """Return the deadline for each (order, department, warehouse)."""
        targets = defaultdict(dict)
        for order, department, warehouse in keys:
            target = self._get_target(order, now)
            cutoff_hour = self._get_cutoff_hour(order, department)
            place = (department, order.company_id, warehouse, cutoff_hour)
            targets[place][order, department, warehouse] = target
        deadlines = {}
        for (department, company, warehouse, cutoff_hour), by_key in targets.items():
            found = department._get_deadlines(
                company, warehouse, set(by_key.values()), now, cutoff_hour
            )
            deadlines.update({key: found[target] for key, target in by_key.items()})
        return deadlines

    @api.model
    def _get_cutoff_hour(self, order, department):
        """Return until when of a day goods of this order leave; who carries them may go earlier."""
        return department.cutoff_hour

    @api.model
    def _get_target(self, order, now):
        """Return ``(moment, is it a promise)``: promised, else requested, else right now."""
        if order.promised_date:
            return order.promised_date, True
        if order.requested_date:
            zone = pytz.timezone(order.company_id.resource_calendar_id.tz or "UTC")
            end = zone.localize(datetime.combine(order.requested_date, time.max))
            return end.astimezone(pytz.utc).replace(tzinfo=None, microsecond=0), True
        lead = max(order.order_line.mapped("customer_lead"), default=0.0)
        return now + timedelta(days=lead), False

    def _refresh_deadlines(self):
        """Follow a new promise of the order."""
        keys = {
            (handoff.order_id, handoff.department_id, handoff.warehouse_id): handoff
            for handoff in self.sudo()
            if handoff.state in LIVE_STATES
        }
        for key, deadline in self._get_deadlines(keys, fields.Datetime.now()).items():
            keys[key].deadline = deadline
