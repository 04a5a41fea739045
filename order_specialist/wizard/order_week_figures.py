from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime
from odoo.tools.misc import formatLang

from ..tools.week import Figure, Section, get_period

#: From which moment to which; the second one is in the week.
_STRETCHES = (
    ("received_at", "released_on"),
    ("released_on", "first_shipped_on"),
    ("received_at", "first_shipped_on"),
)


class OrderWeek(models.TransientModel):
    """Where each number of the week comes from: set-wise, whatever the number of orders."""

    _inherit = "order.week"

    def _get_sections(self):
        """Return the ``Section`` values of the page; read as superuser, of one company."""
        self.ensure_one()
        week = self.sudo()
        company = week.company_id
        zone = company.resource_calendar_id.tz or company.partner_id.tz or self.env.user.tz
        start, end = get_period(week.day, zone or "UTC")
        own = Domain("company_id", "=", company.id)
        return [
            week._get_received(own, start, end),
            week._get_verified(own, start, end),
            week._get_issues(own, start, end),
            week._get_corrected(own, start, end),
            week._get_held(own, start, end),
            week._get_waiting(own),
            week._get_times(own, start, end),
            week._get_claims(own, start, end),
            week._get_reviews(own),
        ]

    @staticmethod
    def _within(name, start, end):
        """Return the domain of what happened in the week."""
        first, last = fields.Datetime.to_string(start), fields.Datetime.to_string(end)
        return Domain(name, ">=", first) & Domain(name, "<", last)

    def _count(self, label, count, model, domain, note=""):
        return Figure(label, count, f"{count}", model, list(domain), note)

    def _say_money(self, amount):
        """Return an amount as the note of a figure; nothing for nothing."""
        currency = self.company_id.currency_id
        return (
            "" if currency.is_zero(amount) else formatLang(self.env, amount, currency_obj=currency)
        )

    def _get_selected(self, model, name, value, empty):
        labels = dict(self.env[model]._fields[name]._description_selection(self.env))
        return labels.get(value, empty)

    def _get_received(self, own, start, end):
        domain = own & self._within("received_at", start, end)
        rows = self.env["sale.order"]._read_group(domain, ["order_channel"], ["__count"])
        total = sum(count for _channel, count in rows)
        figures = [self._count(self.env._("Orders"), total, "sale.order", domain)]
        for channel, count in sorted(rows, key=lambda row: -row[1]):
            label = self._get_selected(
                "sale.order", "order_channel", channel, self.env._("Channel not known")
            )
            narrow = domain & Domain("order_channel", "=", channel)
            figures.append(self._count(label, count, "sale.order", narrow))
        return Section("received", self.env._("Received"), figures)

    def _get_verified(self, own, start, end):
        domain = own & self._within("first_verified_on", start, end)
        rows = dict(
            self.env["order.verification"]._read_group(domain, ["is_clean_first"], ["__count"])
        )
        total, clean = sum(rows.values()), rows.get(True, 0)
        share = f"{clean / total:.0%}" if total else ""
        narrow = domain & Domain("is_clean_first", "=", True)
        figures = [
            self._count(self.env._("First verified"), total, "order.verification", domain),
            self._count(
                self.env._("Clean at first verification"),
                clean,
                "order.verification",
                narrow,
                share,
            ),
        ]
        return Section("verified", self.env._("Verified"), figures)

    def _get_issues(self, own, start, end):
        domain = own & self._within("first_seen_on", start, end)
        rows = self.env["order.finding"]._read_group(
            domain, ["check_id"], ["__count", "stake:sum"], order="__count desc"
        )
        figures = [
            self._count(
                check.name,
                count,
                "order.finding",
                domain & Domain("check_id", "=", check.id),
                self._say_money(stake),
            )
            for check, count, stake in rows
        ]
        return Section("issues", self.env._("Issues by Rule"), figures)

    def _get_corrected(self, own, start, end):
        """Money that somebody set right before the confirmation, and duplicates stopped."""
        findings = self.env["order.finding"]
        fixed = own & self._within("resolved_on", start, end)
        fixed &= Domain("outcome", "=", "fixed") & Domain("is_before_confirm", "=", True)
        twice = own & self._within("first_seen_on", start, end)
        twice &= Domain("check_id.kind", "=", "duplicate_order") & Domain("has_stopped", "=", True)
        twice &= Domain("outcome", "not in", ["overridden", "passed"])
        [[count, stake]] = findings._read_group(fixed, [], ["__count", "stake:sum"])
        money = formatLang(self.env, stake or 0.0, currency_obj=self.company_id.currency_id)
        note = self.env._("issues: %s", count)
        label = self.env._("Money corrected before the confirmation")
        figures = [
            Figure(label, stake or 0.0, money, "order.finding", list(fixed), note),
            self._count(
                self.env._("Duplicates stopped"),
                findings.search_count(twice),
                "order.finding",
                twice,
            ),
        ]
        return Section("corrected", self.env._("Set Right"), figures)


class OrderWeekRest(models.TransientModel):
    """What was held, how long it took, what was claimed, and what waits for its review."""

    _inherit = "order.week"

    def _get_held(self, own, start, end):
        """Holds that were in force in the week, whenever they were placed."""
        domain = own & Domain("placed_on", "<", fields.Datetime.to_string(end))
        domain &= Domain("released_on", "=", False) | Domain(
            "released_on", ">=", fields.Datetime.to_string(start)
        )
        rows = self.env["order.hold"]._read_group(
            domain, ["type_id"], ["__count"], order="__count desc"
        )
        figures = [
            self._count(
                hold_type.name, count, "order.hold", domain & Domain("type_id", "=", hold_type.id)
            )
            for hold_type, count in rows
        ]
        return Section("held", self.env._("Held in the Week"), figures)

    def _get_waiting(self, own):
        """Whom what is stuck now waits for: the list is of now, whatever week is shown."""
        rows = self.env["order.blocker"]._read_group(own, ["waiting_on"], ["__count"])
        figures = [
            self._count(
                self._get_selected(
                    "order.blocker", "waiting_on", whom, self.env._("Us: nobody was asked")
                ),
                count,
                "order.blocker",
                own & Domain("waiting_on", "=", whom),
            )
            for whom, count in sorted(rows, key=lambda row: -row[1])
        ]
        return Section("waiting", self.env._("Stuck Now, and on Whom"), figures, self._say_now())

    def _say_now(self):
        """Say of which moment it is what is not of the week that the page shows."""
        now = format_datetime(self.env, fields.Datetime.now(), dt_format="short")
        return self.env._("As of %s, whatever week is shown.", now)

    def _get_times(self, own, start, end):
        """Median hours of the calendar, nights and weekends included."""
        titles = (
            self.env._("Received → released"),
            self.env._("Released → first shipped"),
            self.env._("Received → first shipped"),
        )
        row = self._read_times(start, end)
        figures = []
        for place, (first, last) in enumerate(_STRETCHES):
            hours, count = row[2 * place : 2 * place + 2]
            domain = own & self._within(last, start, end) & Domain(first, "!=", False)
            text = self.env._("%s h", f"{hours:.1f}") if count else "–"
            note = self.env._("orders: %s", count)
            figures.append(
                Figure(titles[place], hours or 0.0, text, "sale.order", list(domain), note)
            )
        note = self.env._("Median, in hours of the calendar: nights and weekends count.")
        return Section("times", self.env._("How Long It Took"), figures, note)

    def _read_times(self, start, end):
        """Return median hours and number of orders of each stretch; one statement."""
        columns = []
        for first, last in _STRETCHES:
            which = SQL(
                "%(last)s >= %(start)s AND %(last)s < %(end)s AND %(first)s IS NOT NULL",
                first=SQL.identifier(first),
                last=SQL.identifier(last),
                start=start,
                end=end,
            )
            columns.append(
                SQL(
                    "percentile_cont(0.5) WITHIN GROUP (ORDER BY"
                    " extract(epoch FROM %s - %s) / 3600) FILTER (WHERE %s),"
                    " count(*) FILTER (WHERE %s)",
                    SQL.identifier(last),
                    SQL.identifier(first),
                    which,
                    which,
                )
            )
        self.env["sale.order"].flush_model(["received_at", "released_on", "first_shipped_on"])
        [row] = self.env.execute_query(
            SQL(
                "SELECT %s FROM sale_order WHERE company_id = %s AND"
                " (released_on >= %s AND released_on < %s"
                " OR first_shipped_on >= %s AND first_shipped_on < %s)",
                SQL(", ").join(columns),
                self.company_id.id,
                *(start, end, start, end),
            )
        )
        return row

    def _get_claims(self, own, start, end):
        domain = own & self._within("reported_on", start, end)
        rows = self.env["order.case"]._read_group(
            domain, ["cause_id"], ["__count", "amount_company:sum"], order="__count desc"
        )
        figures = [
            self._count(
                cause.name or self.env._("Cause not known yet"),
                count,
                "order.case",
                domain & Domain("cause_id", "=", cause.id),
                self._say_money(amount),
            )
            for cause, count, amount in rows
        ]
        return Section("claims", self.env._("Claims by Cause"), figures)

    def _get_reviews(self, own):
        """What was released before its review and still waits; the late ones one by one."""
        overrides = self.env["order.override"]
        domain = own & Domain("needs_review", "=", True)
        late = domain & Domain("is_overdue", "=", True)
        waiting = overrides.search_fetch(domain, ["order_id", "message", "review_due_on"])
        today = fields.Date.context_today(self)
        overdue = waiting.filtered(lambda o: o.review_due_on and o.review_due_on < today)
        overdue = overdue.sorted("review_due_on")
        figures = [
            self._count(
                self.env._("Released now, to review"), len(waiting), "order.override", domain
            ),
            self._count(
                self.env._("Without review for more than 3 working days"),
                len(overdue),
                "order.override",
                late,
            ),
            *[
                self._count(
                    f"{override.order_id.name}: {override.message}",
                    1,
                    "order.override",
                    Domain("id", "=", override.id),
                    override._get_who(),
                )
                for override in overdue
            ],
        ]
        return Section("reviews", self.env._("Overrides to Review"), figures, self._say_now())
