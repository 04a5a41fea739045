from odoo import api, models
from odoo.tools import SQL

from ..tools.passage import STOPS_SHIPPING
from .order_blocker import KINDS


class OrderBlocker(models.Model):
    """Releases that wait for a person are on the list of what is stuck."""

    _inherit = "order.blocker"

    @api.model
    def _get_queries(self):
        return [*super()._get_queries(), self._query_handoffs()]

    @api.model
    def _query_handoffs(self):
        return SQL(
            """
            SELECT %s, 'handoff', 'order.handoff', r.id, r.order_id, r.company_id, 'ship',
                   NULL, NULL, NULL, CASE r.state WHEN 'recalled' THEN r.recalled_on
                                                WHEN 'sent_back' THEN r.sent_back_on
                                                ELSE r.offered_on END, NULL, NULL
              FROM order_handoff r
              JOIN order_department d ON d.id = r.department_id
             WHERE %s
            """,
            KINDS["handoff"],
            SQL(STOPS_SHIPPING),
        )
