from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.fingerprint import get_fingerprint


class OrderCheckResult(models.Model):
    """What is kept of one check on one order: a tick, or a rule that found something or crashed.

    A rule that passes leaves no row.
    """

    _name = "order.check.result"
    _description = "Check Result"
    _inherit = ["order.record.mixin"]
    _order = "state, id"
    _rec_name = "check_id"

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True)
    check_id = fields.Many2one("order.check", required=True, index=True, ondelete="cascade")
    method = fields.Selection(related="check_id.method")
    gate = fields.Selection(related="check_id.gate", store=True, precompute=True)
    state = fields.Selection(
        [
            ("error", "Could not be verified"),
            ("failed", "Found"),
            ("todo", "To do"),
            ("void", "Void"),
            ("passed", "Passed"),
        ],
        required=True,
        help="Found: the rule found something, which stops the order or is only told. Void: "
        "somebody looked, but what he looked at has changed since.",
    )
    is_blocking = fields.Boolean(string="Stops")
    first_seen_on = fields.Datetime(default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", string="By", ondelete="restrict")
    date = fields.Datetime()
    note = fields.Char()
    fingerprint = fields.Json(help="The watched values as they were when somebody looked.")

    _order_check_uniq = models.UniqueIndex(
        "(order_id, check_id)", "There is one result for each check of an order."
    )

    @api.model
    def _get_ticks(self, facts, checks):
        """Return ``{(check id, order id): "valid" or "void"}`` of what people looked at.

        It is void when the order does not say any more what was looked at.
        """
        return {
            (result.check_id.id, result.order_id.id): "valid" if result._is_valid(facts) else "void"
            for result in facts["manual_results"]
            if result.check_id in checks
        }

    def _is_valid(self, facts):
        """Return whether the order still says what was looked at."""
        said = get_fingerprint(facts, self.order_id.id, self.check_id)
        return self.fingerprint == said

    @api.model
    def _store(self, facts, blockers):
        """Keep a row for each check that says something of an order (as superuser)."""
        states = {}
        for blocker in blockers:
            if blocker.kind in ("check", "tick", "error"):
                state = {"check": "failed", "tick": "todo", "error": "error"}[blocker.kind]
                stops = states.get((blocker.order_id, blocker.check_id), ("", False))[1]
                states[blocker.order_id, blocker.check_id] = (state, stops or blocker.stops)
        known = self.search([("order_id", "in", facts.order_ids)])
        for result in known:
            state, stops = states.pop((result.order_id.id, result.check_id.id), ("passed", False))
            result._follow(state, stops)
        created = self.create(
            [
                {
                    "order_id": order_id,
                    "check_id": check_id,
                    "company_id": facts.by_id[order_id].company_id,
                    "state": state,
                    "is_blocking": stops,
                }
                for (order_id, check_id), (state, stops) in states.items()
            ]
        )
        (known + created)._tell_error(facts)

    def _follow(self, state, stops):
        if state == "todo" and self.fingerprint:
            state = "void"
        if (self.state, self.is_blocking) != (state, stops):
            self.write({"state": state, "is_blocking": stops})

    def _tell_error(self, facts):
        """Tell an administrator once of each rule that crashes, however many orders it meets."""
        activity_type = self.env.ref("order_specialist.mail_activity_type_rule_error")
        group = self.env.ref("order_specialist.group_administrator")
        for check in self.filtered(lambda result: result.state == "error").check_id:
            checklist = check.checklist_id
            told = checklist.activity_ids.filtered(
                lambda a, check=check: (
                    a.activity_type_id == activity_type and a.summary == check.name
                )
            )
            if not told:
                user = group.all_user_ids.filtered("active")[:1] or self.env.user
                checklist.activity_schedule(
                    activity_type_id=activity_type.id,
                    summary=check.name,
                    note=self.env._("This rule crashed; the server's log says how."),
                    user_id=user.id,
                )

    @api.model
    def _tick(self, order, check, note=None):
        """Record that the user looked: keeps what he looked at, so that a change voids it."""
        if not self.env.user.has_group("order_specialist.group_specialist"):
            raise AccessError(self.env._("Only specialists tick checks."))
        if check.sudo().method != "attest":
            raise UserError(self.env._("The system verifies this; nobody ticks it."))
        order.check_access("write")
        self.env["order.gate"]._lock(order)
        facts = self.env["order.gate"]._get_facts(order)
        return self._keep(facts, order, check, note=note)

    @api.model
    def _keep(self, facts, order, check, **values):
        """Keep who looked when, and what the order said; then verify the order."""
        values |= {
            "state": "passed",
            "is_blocking": False,
            "user_id": self.env.uid,
            "date": fields.Datetime.now(),
            "fingerprint": get_fingerprint(facts, order.id, check.sudo()),
        }
        results = self.sudo()
        result = results.search([("order_id", "=", order.id), ("check_id", "=", check.id)])
        if result:
            result.write(values)
        else:
            result = results.create(
                {
                    "order_id": order.id,
                    "check_id": check.id,
                    "company_id": order.company_id.id,
                    **values,
                }
            )
        self.env["order.verification"]._store(order)
        # whoever does the same at this moment starts over and finds the row
        self.env["order.gate"]._touch(order.sudo())
        return result

    def _get_message(self):
        if self.state == "error":
            return self.env._(
                "“%s” could not be verified; an administrator has been told.", self.check_id.name
            )
        if self.state == "void" and self.method == "attest":
            return self.env._("%s (ticked, but changed since)", self.check_id.name)
        if self.state == "void":
            return self.env._("%s (compared, but changed since)", self.check_id.name)
        return self.check_id.name
