from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, ormcache

from ..tools.gates import GATE_SELECTION
from ..tools.passage import PASSED_COLUMNS
from ..tools.stages import STAGES
from ..tools.statement import FEW, Statement

#: Kind of each source in the id of a row: ``source id * 8 + number``.
KINDS = {"check": 0, "result": 1, "hold": 2, "case": 3, "review": 4, "handoff": 5}


#: What the query reads of a question and its answer.
ASKED = ("waiting_on", "follow_up_on", "answered_on")

_COUNT = """
UPDATE sale_order o
   SET blocker_count = n.stops, confirm_blocker_count = n.unconfirmed, waiting_count = n.waiting
  FROM (SELECT o.id, count(b.id) AS stops,
               count(b.id) FILTER (WHERE b.gate = 'confirm') AS unconfirmed,
               count(b.id) FILTER (WHERE b.gate = 'confirm' AND b.is_waiting) AS waiting
          FROM sale_order o LEFT JOIN (%s) b ON b.order_id = o.id
         WHERE o.id = ANY (%%(orders)s)
         GROUP BY o.id) n
 WHERE o.id = n.id
   AND (NOT %%(only_changed)s
        OR (coalesce(o.blocker_count, 0), coalesce(o.confirm_blocker_count, 0),
            coalesce(o.waiting_count, 0)) != (n.stops, n.unconfirmed, n.waiting))
RETURNING o.id
"""


class OrderBlocker(models.Model):
    """All that is stuck: one row for each stored blocker, as of the last scan.

    A query, not a table: a row goes when its source goes. The id is ``source id * 8 + kind``, so
    that it stays the same while the source does.
    """

    _name = "order.blocker"
    _description = "What Stops It"
    _auto = False
    _order = "is_waiting, is_back desc, is_rush desc, since, id"
    #: what the query reads is written before it is asked
    _depends = {
        "sale.order": ["state", "partner_id", "user_id", "is_rush", "desk_stage", "handoff_state"],
        "order.finding": ["is_open", "is_blocking", "gate", *ASKED],
        "order.check.result": ["state", "is_blocking", "gate"],
        "order.hold": ["is_active", "type_id", "from_gate", *ASKED],
        "order.case": ["state", *ASKED],
        "order.override": ["needs_review"],
        "order.verification": ["scanned_on"],
    }
    _rec_name = "message"

    order_id = fields.Many2one("sale.order", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    gate = fields.Selection(GATE_SELECTION, string="Stops", readonly=True)
    kind = fields.Selection(
        [
            ("check", "Issue"),
            ("result", "Check"),
            ("hold", "Hold"),
            ("case", "Claim"),
            ("review", "Review"),
            ("handoff", "Release"),
        ],
        readonly=True,
    )
    source_id = fields.Many2oneReference(model_field="source_model", readonly=True)
    source_model = fields.Char(readonly=True)
    check_id = fields.Many2one("order.check", readonly=True)
    hold_type_id = fields.Many2one("order.hold.type", readonly=True)
    amount = fields.Monetary(string="At Stake", readonly=True)
    since = fields.Datetime(readonly=True)
    waiting_on = fields.Selection(
        selection=lambda self: self.env["order.finding"]._fields["waiting_on"].selection,
        string="Waiting For",
        readonly=True,
    )
    follow_up_on = fields.Date(string="Follow Up", readonly=True)
    is_waiting = fields.Boolean(
        readonly=True, help="Somebody was asked, and the follow-up day has not come."
    )
    answered_on = fields.Datetime(string="Answered", readonly=True)
    is_back = fields.Boolean(
        string="Answered or Due",
        readonly=True,
        help="The answer or the follow-up day has come: it is our work again, before the rest.",
    )
    is_rush = fields.Boolean(string="Rush", readonly=True)
    desk_stage = fields.Selection(STAGES, string="Stage", readonly=True)
    scanned_on = fields.Datetime(string="As Of", readonly=True)
    message = fields.Char(string="What Stops It", compute="_compute_message")

    @api.depends_context("lang")
    def _compute_message(self):
        for model, blockers in self.grouped("source_model").items():
            sources = {
                record.id: record
                for record in self.env[model].sudo().browse(blockers.mapped("source_id"))
            }
            for blocker in blockers:
                blocker.message = (
                    sources[blocker.source_id].with_env(self.env(su=True))._get_message()
                )

    @property
    def _table_query(self):
        # OFFSET 0: else each mention of what is passed is planned, which takes ten times as long
        return SQL(
            """
            SELECT s.source_id * 8 + s.number AS id, s.kind, s.source_model, s.source_id,
                   s.order_id, s.company_id, s.check_id, s.hold_type_id, s.amount, s.since,
                   s.waiting_on, s.follow_up_on, closed.gate,
                   coalesce(s.follow_up_on, 'infinity') > (now() AT TIME ZONE 'UTC')::date
                       AND s.waiting_on IS NOT NULL AS is_waiting,
                   coalesce(f.answered_on, h.answered_on, k.answered_on) AS answered_on,
                   s.waiting_on IS NOT NULL
                       AND coalesce(s.follow_up_on <= (now() AT TIME ZONE 'UTC')::date, false)
                       OR coalesce(f.answered_on, h.answered_on, k.answered_on) IS NOT NULL
                       AS is_back,
                   o.partner_id, o.user_id, coalesce(o.is_rush, false) AS is_rush,
                   o.desk_stage,
                   c.currency_id, v.scanned_on
              FROM (%s) s
              JOIN sale_order o ON o.id = s.order_id
              JOIN res_company c ON c.id = s.company_id
              JOIN LATERAL (SELECT %s OFFSET 0) passed ON true
              JOIN LATERAL (
                   SELECT CASE WHEN s.gate = 'confirm' AND NOT passed.confirm THEN 'confirm'
                               WHEN s.gate IN ('confirm', 'handoff') AND NOT passed.handoff
                                    THEN 'handoff'
                               WHEN s.gate != 'invoice' AND NOT passed.ship THEN 'ship'
                               WHEN NOT passed.invoice THEN 'invoice' END AS gate
                   ) closed ON closed.gate IS NOT NULL
              LEFT JOIN order_verification v ON v.order_id = o.id
              LEFT JOIN order_finding f ON s.kind = 'check' AND f.id = s.source_id
              LEFT JOIN order_hold h ON s.kind = 'hold' AND h.id = s.source_id
              LEFT JOIN order_case k ON s.kind = 'case' AND k.id = s.source_id
             WHERE o.state != 'cancel'
            """,
            SQL(" UNION ALL ").join(self._get_queries()),
            SQL(PASSED_COLUMNS),
        )

    @api.model
    def _get_queries(self):
        """Return the SELECT of each source; an addon with another source adds its own.

        The gate is the one that a row was made for; what it closes follows from the order.

        Columns: number, kind, source_model, source_id, order_id, company_id, gate, check_id,
        hold_type_id, amount, since, waiting_on, follow_up_on.
        """
        return [
            self._query_findings(),
            self._query_results(),
            self._query_holds(),
            self._query_reviews(),
        ]

    @api.model
    def _query_findings(self):
        return SQL(
            """
            SELECT %s AS number, 'check' AS kind, 'order.finding' AS source_model,
                   f.id AS source_id, f.order_id, f.company_id, f.gate, f.check_id,
                   NULL::integer AS hold_type_id, f.amount, f.first_seen_on AS since,
                   f.waiting_on, f.follow_up_on
              FROM order_finding f WHERE f.is_open AND f.is_blocking
            """,
            KINDS["check"],
        )

    @api.model
    def _query_results(self):
        return SQL(
            """
            SELECT %s, 'result', 'order.check.result', r.id, r.order_id, r.company_id, r.gate,
                   r.check_id, NULL, NULL, r.first_seen_on, NULL, NULL
              FROM order_check_result r
             WHERE r.is_blocking AND r.state IN ('todo', 'void', 'error')
            """,
            KINDS["result"],
        )

    @api.model
    def _query_holds(self):
        return SQL(
            """
            SELECT %s, 'hold', 'order.hold', h.id, h.order_id, h.company_id,
                   CASE WHEN t.stops_confirm AND f.n < 1 THEN 'confirm'
                        WHEN t.stops_handoff AND f.n < 2 THEN 'handoff'
                        WHEN (t.stops_ship OR t.stops_pick) AND f.n < 3 THEN 'ship'
                        WHEN t.stops_invoice THEN 'invoice' ELSE h.from_gate END,
                   NULL, h.type_id, NULL, h.placed_on, h.waiting_on, h.follow_up_on
              FROM order_hold h
              JOIN order_hold_type t ON t.id = h.type_id
              JOIN LATERAL (SELECT coalesce(array_position(
                  ARRAY['confirm', 'handoff', 'ship', 'invoice'], h.from_gate::text), 0) - 1 AS n
              ) f ON true
             WHERE h.is_active
               AND (t.stops_confirm OR t.stops_handoff OR t.stops_pick OR t.stops_ship
                    OR t.stops_invoice)
            """,
            KINDS["hold"],
        )

    @api.model
    def _query_reviews(self):
        return SQL(
            """
            SELECT %s, 'review', 'order.override', r.id, r.order_id, r.company_id, 'invoice',
                   r.check_id, NULL, r.amount, r.date, NULL, NULL
              FROM order_override r WHERE r.needs_review
            """,
            KINDS["review"],
        )

    @api.model
    def _write_counts(self, order_ids, only_changed=False):
        """Write the number of blockers on each order's row; return the ids that were written."""
        values = {"orders": list(order_ids), "only_changed": only_changed}
        is_kept = len(order_ids) <= FEW
        rows = self._get_count_statement().fetch(self.env, values, is_kept=is_kept)
        return [order_id for (order_id,) in rows]

    @api.model
    @ormcache()
    def _get_count_statement(self):
        """Return the ``Statement`` that counts: to plan it takes far longer than to run it."""
        blockers = self.env.cr.mogrify(self._table_query).decode().replace("%", "%%")
        return Statement(_COUNT % blockers, orders="int[]", only_changed="bool")

    def _get_source(self):
        """Return the record behind the row."""
        return self.env[self.source_model].browse(self.source_id)

    def _as_blocker(self):
        """Return what names the blocker behind the row, as ``order.desk`` takes it."""
        source = self._get_source()
        return {
            "source_model": self.source_model,
            "source_id": self.source_id,
            "check_id": self.check_id.id,
            "line_id": source.line_id.id if "line_id" in source._fields else False,
            "key": source.key if "key" in source._fields else "",
        }

    def action_open_order(self):
        """Open the order of the row; the form goes on to the next one of the list."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": self.order_id.id,
            "views": [(False, "form")],
            "context": {"order_desk_queue": self.env.context.get("order_desk_queue", [])},
        }

    @api.model
    @api.readonly
    def get_next_order(self, order_id, queue):
        """Return the id of the stuck order after ``order_id`` in ``queue`` (ids, as listed).

        ``False`` while there is something to do now about ``order_id`` itself, or about no other.
        """
        domain = [("order_id", "in", [order_id, *queue]), ("is_waiting", "=", False)]
        to_do = set(self.search(domain).order_id.ids)
        if order_id in to_do:
            return False
        place = queue.index(order_id) + 1 if order_id in queue else 0
        ahead = [*queue[place:], *queue[:place]]
        return next((found for found in ahead if found in to_do), False)

    def action_act(self):
        """Do what the button in the list says (context ``desk_action``), on one row or many."""
        return self.env["order.desk"]._act_on_blockers(self, self.env.context.get("desk_action"))

    def action_scan_now(self):
        """Bring the list up to date now, whichever rows are marked."""
        if not self.env.user.has_group("order_specialist.group_specialist"):
            raise AccessError(self.env._("Only specialists scan the orders."))
        orders = self.env["sale.order"].search(self.env["order.verification"]._get_scan_domain())
        self.env["order.verification"].sudo()._scan(orders)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
