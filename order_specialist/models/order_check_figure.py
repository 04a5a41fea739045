from odoo import fields, models
from odoo.tools import SQL

from ..tools.gates import GATE_SELECTION


class OrderCheckFigure(models.Model):
    """What each check found, and what became of it: one row for each issue, to be summed up.

    Read-only, on a query over the issues; a period is a filter on the day they were seen.
    """

    _name = "order.check.figure"
    _description = "What Checks Found"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "check_id"
    _depends = {
        "order.finding": [
            "order_id",
            "check_id",
            "company_id",
            "gate",
            "first_seen_on",
            "resolved_on",
            "outcome",
            "has_stopped",
            "stake",
        ],
        "res.company": ["currency_id"],
    }

    finding_id = fields.Many2one("order.finding", string="Issue", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    check_id = fields.Many2one("order.check", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    gate = fields.Selection(GATE_SELECTION, readonly=True)
    date = fields.Datetime(string="Seen", readonly=True)
    found = fields.Integer(readonly=True)
    stopped = fields.Integer(readonly=True, help="It stopped an order at its gate.")
    fixed = fields.Integer(readonly=True)
    overridden = fields.Integer(readonly=True)
    gone = fields.Integer(string="Gone by Itself", readonly=True)
    passed = fields.Integer(string="Went On with It", readonly=True)
    still_open = fields.Integer(readonly=True)
    hours = fields.Float(
        string="Waited (Hours)",
        readonly=True,
        aggregator="avg",
        help="How long an issue that stopped stayed open, on average, in hours of the calendar; "
        "one that is open still counts until now.",
    )
    stake = fields.Monetary(string="Money at Stake", readonly=True)

    @property
    def _table_query(self):
        now = fields.Datetime.now()
        return SQL(
            """
            SELECT f.id, f.id AS finding_id, f.order_id, f.check_id, f.company_id, f.gate,
                   c.currency_id, f.first_seen_on AS date, 1 AS found,
                   f.has_stopped::int AS stopped,
                   (coalesce(f.outcome, '') = 'fixed')::int AS fixed,
                   (coalesce(f.outcome, '') = 'overridden')::int AS overridden,
                   (coalesce(f.outcome, '') = 'gone')::int AS gone,
                   (coalesce(f.outcome, '') = 'passed')::int AS passed,
                   (f.resolved_on IS NULL)::int AS still_open,
                   CASE WHEN f.has_stopped THEN
                        extract(epoch FROM coalesce(f.resolved_on, %s) - f.first_seen_on) / 3600
                   END AS hours,
                   f.stake
              FROM order_finding f
              JOIN res_company c ON c.id = f.company_id
            """,
            now,
        )
