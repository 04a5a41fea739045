from odoo import api, models

from ..tools.suspect import Suspect

#: Each order that was shipped after its day: promised, or requested where nothing was promised.
#: Days are those of the company's place.
_LATE = """
SELECT o.id, max(
           (m.date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
           - coalesce((coalesce(l.promised_date, o.commitment_date)
                       AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date,
                      l.requested_date, o.requested_date)
       ) AS days
  FROM stock_move m
  JOIN stock_location target ON target.id = m.location_dest_id AND target.usage = 'customer'
  JOIN stock_location source ON source.id = m.location_id AND source.usage != 'customer'
  JOIN sale_order_line l ON l.id = m.sale_line_id
  JOIN sale_order o ON o.id = l.order_id
 WHERE m.state = 'done' AND m.order_case_resolution_id IS NULL AND o.company_id = %(company)s
   AND m.date >= %(since)s AND %(orders)s
 GROUP BY o.id
HAVING max(
           (m.date AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
           - coalesce((coalesce(l.promised_date, o.commitment_date)
                       AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date,
                      l.requested_date, o.requested_date)
       ) >= %(days)s
 ORDER BY o.id
"""


class OrderDetector(models.AbstractModel):
    """Shipped later than promised."""

    _inherit = "order.detector"

    @api.model
    def _detect_late(self, case_type, company, since, order_ids):
        days = max(case_type.detection_days, 1)
        rows = self._query(_LATE, company, since, order_ids, days=days)
        return [Suspect(order_id, "late", days=late) for order_id, late in rows]
