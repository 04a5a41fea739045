import json
from collections import Counter
from datetime import datetime
from statistics import median

from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user, tagged

from ..tools.week import get_period
from .case_common import ClaimCase

START, END = datetime(2026, 3, 8, 23), datetime(2026, 3, 15, 23)  # Graz is at UTC+1


@tagged("post_install", "-at_install")
class TestWeek(ClaimCase):
    """Each number of the week opens its list, and is what the documents say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Europe/Vienna"
        cls.checklist = cls._create_checklist("pricelist_price", "duplicate_order")
        cls.product.list_price = 9.0
        cls._work()
        cls.week = cls._open_week(cls.supervisor)

    @classmethod
    def _open_week(cls, user, day="2026-03-12", **values):
        return cls.env["order.week"].with_user(user).create({"day": day, **values})

    @classmethod
    def _work(cls):
        """A week on the desk, and what lies before and after it."""
        cls.orders = {}
        for name, moment, channel, price, reference in (
            ("before", "2026-03-08 22:59:59", "phone", 8.1, "0"),
            ("clean", "2026-03-08 23:00:00", "phone", 9.0, "1"),
            ("wrong", "2026-03-10 09:00:00", "phone", 8.1, "2"),
            ("rush", "2026-03-11 09:00:00", "edi", 8.0, "3"),
            ("twice", "2026-03-12 09:00:00", False, 9.0, "1"),
            ("after", "2026-03-15 23:00:00", "edi", 8.1, "4"),
        ):
            with freeze_time(moment):
                order = cls._create_order(
                    [(cls.product, 10, price)], client_order_ref=reference, order_channel=channel
                )
                order.action_verify()
                cls.orders[name] = order
        with freeze_time("2026-03-10 10:00:00"):
            cls.orders["wrong"].order_line.price_unit = 9.0
            cls.orders["wrong"].action_verify_and_confirm()
        with freeze_time("2026-03-11 09:30:00"):
            reason = cls.env.ref("order_specialist.order_reason_release_now_truck_waiting")
            cls.env["order.override"].with_user(cls.specialist)._let_pass(
                cls._find_price(cls.orders["rush"]), reason, "Truck at 18:00", "release_now"
            )
            cls.orders["rush"].action_verify_and_confirm()
        with freeze_time("2026-03-11 13:30:00"):
            cls._ship(cls.orders["rush"])
        with freeze_time("2026-03-12 09:00:00"):
            cls.orders["clean"].action_verify_and_confirm()
            hold_type = cls.env.ref("order_specialist.order_hold_type_manual")
            holds = cls.env["order.hold"].with_user(cls.specialist)
            holds._place(cls.orders["twice"], hold_type)
            case = cls._claim(cls.orders["rush"], "damaged", 2)
            case.cause_id = cls.env["order.case.cause"].search([], limit=1)

    @classmethod
    def _find_price(cls, order):
        check = cls.checklist.check_ids.filtered(lambda check: check.kind == "pricelist_price")
        return check._find(order.sudo()).findings[0]

    def _get_figures(self, name, week=None):
        sections = {s.name: s for s in (week or self.week)._get_sections()}
        return {figure.label: figure for figure in sections[name].figures}

    def _get_in_week(self, model, name):
        """Return the documents of the week, one by one and not by a domain."""
        records = self.env[model].search([("company_id", "=", self.company.id)])
        return records.filtered(lambda r: r[name] and START <= r[name] < END)

    def _assert_values(self, name, expected):
        figures = self._get_figures(name)
        self.assertEqual({label: f.value for label, f in figures.items()}, expected)

    # --- each number ------------------------------------------------------------------------------

    def test_each_number_opens_its_list(self):
        count = 0
        with freeze_time("2026-03-20 09:00:00"):
            for section in self.week._get_sections():
                for figure in section.figures:
                    domain = json.loads(json.dumps(figure.domain))
                    records = self.env[figure.model].with_user(self.supervisor).search(domain)
                    if isinstance(figure.value, int):
                        self.assertEqual(len(records), figure.value, figure.label)
                        count += 1
        self.assertGreater(count, 12)

    def test_received_by_channel(self):
        orders = self._get_in_week("sale.order", "received_at")
        channels = Counter(orders.mapped("order_channel"))
        self.assertEqual(
            channels, {"phone": 2, "edi": 1, False: 1}, "the week begins at midnight of Graz"
        )
        self._assert_values("received", {"Orders": 4, "Phone": 2, "EDI": 1, "Channel not known": 1})

    def test_clean_at_first_verification(self):
        first = self._get_in_week("order.verification", "first_verified_on")
        clean = first.filtered("is_clean_first")
        self.assertEqual((len(first), clean.order_id), (4, self.orders["clean"]))
        self._assert_values("verified", {"First verified": 4, "Clean at first verification": 1})
        figure = self._get_figures("verified")["Clean at first verification"]
        self.assertEqual(figure.note, "25%")

    def test_issues_by_rule_with_the_money_at_stake(self):
        found = self._get_in_week("order.finding", "first_seen_on")
        rules = Counter(finding.check_id.kind for finding in found)
        self.assertEqual(rules, {"pricelist_price": 2, "duplicate_order": 1})
        self._assert_values("issues", rules)
        stake = sum(abs(f.amount) for f in found if f.check_id.kind == "pricelist_price")
        self.assertAlmostEqual(stake, 19.0)
        self.assertIn("19.00", self._get_figures("issues")["pricelist_price"].note)

    def test_money_corrected_before_the_confirmation(self):
        fixed = self._get_in_week("order.finding", "resolved_on").filtered(
            lambda f: f.outcome == "fixed" and f.resolved_on <= f.order_id.confirmed_on
        )
        self.assertEqual(fixed.order_id, self.orders["wrong"])
        figure = self._get_figures("corrected")["Money corrected before the confirmation"]
        self.assertAlmostEqual(figure.value, sum(abs(f.amount) for f in fixed))
        self.assertAlmostEqual(figure.value, 9.0)
        self.assertEqual(figure.note, "issues: 1")

    def test_what_was_set_right_after_the_confirmation_does_not_count(self):
        order = self.orders["rush"]
        with freeze_time("2026-03-12 12:00:00"):
            order.override_ids.sudo().is_valid = False
            self.checklist.check_ids.recheck = True
            order.action_verify()
            order.order_line.price_unit = 9.0
            order.action_verify()
        self.assertEqual(order.finding_ids[0].outcome, "fixed")
        figure = self._get_figures("corrected")["Money corrected before the confirmation"]
        self.assertAlmostEqual(figure.value, 9.0)

    def test_duplicates_stopped(self):
        twice = self.orders["twice"].finding_ids
        self.assertRecordValues(twice, [{"has_stopped": True, "outcome": False}])
        self.assertEqual(self._get_figures("corrected")["Duplicates stopped"].value, 1)
        with freeze_time("2026-03-13 09:00:00"):
            self._override(self.orders["twice"], "duplicate_order", self.supervisor)
        self.assertEqual(self._get_figures("corrected")["Duplicates stopped"].value, 0)

    def test_held_in_the_week(self):
        self.assertEqual([f.value for f in self._get_figures("held").values()], [1])
        hold = self.orders["twice"].hold_ids
        for released, held in (("2026-03-13 08:00:00", 1), ("2026-03-16 08:00:00", 1)):
            hold.sudo().released_on = released
            self.assertEqual(sum(f.value for f in self._get_figures("held").values()), held)
        week = self._open_week(self.supervisor, "2026-03-16")
        self.assertEqual(len(self._get_figures("held", week)), 1)
        hold.sudo().released_on = "2026-03-15 22:59:00"
        self.assertEqual(len(self._get_figures("held", week)), 0)

    def test_stuck_now_and_on_whom(self):
        self.orders["twice"].finding_ids.sudo()._ask(
            "customer", "Is this one order or two?", "2026-03-20"
        )
        rows = self.env["order.blocker"].search([("company_id", "=", self.company.id)])
        whom = Counter(row.waiting_on for row in rows)
        figures = self._get_figures("waiting")
        self.assertEqual(figures["Customer"].value, whom["customer"])
        self.assertEqual(figures["Us: nobody was asked"].value, whom[False])
        self.assertEqual(sum(f.value for f in figures.values()), len(rows))
        for figure in figures.values():
            self.assertEqual(rows.search_count(figure.domain), figure.value, figure.label)

    def test_how_long_it_took(self):
        released = self._get_in_week("sale.order", "released_on")
        shipped = self._get_in_week("sale.order", "first_shipped_on")
        self.assertEqual((len(released), shipped), (3, self.orders["rush"]))

        def hours(orders, first, last):
            return median((o[last] - o[first]).total_seconds() / 3600 for o in orders)

        values = [figure.value for figure in self._get_figures("times").values()]
        for value, expected in zip(
            values,
            (
                hours(released, "received_at", "released_on"),
                hours(shipped, "released_on", "first_shipped_on"),
                hours(shipped, "received_at", "first_shipped_on"),
            ),
            strict=True,
        ):
            self.assertAlmostEqual(value, expected)
        self.assertEqual(values, [1.0, 4.0, 4.5])

    def test_claims_by_cause(self):
        cases = self._get_in_week("order.case", "reported_on")
        self.assertEqual(len(cases), 1)
        self._assert_values("claims", {cases.cause_id.name: 1})
        figure = self._get_figures("claims")[cases.cause_id.name]
        later = self._claim(self.orders["rush"], "damaged", 1)
        later.write({"reported_on": "2026-03-20", "cause_id": cases.cause_id.id})
        self.assertEqual(cases.search(figure.domain), cases)
        self.assertIn(f"{cases.amount_company:.2f}", figure.note)

    def test_release_that_nobody_reviews_stands_there(self):
        override = self.orders["rush"].override_ids
        self.assertEqual(str(override.review_due_on), "2026-03-16", "three working days")
        for today, late in (("2026-03-16", 0), ("2026-03-17", 1)):
            with freeze_time(f"{today} 12:00:00"):
                figures = list(self._get_figures("reviews").values())
            self.assertEqual([f.value for f in figures], [1, late] + [1] * late, today)
        self.assertIn(self.orders["rush"].name, figures[2].label)
        self.assertEqual(figures[2].note, self.specialist.name)
        override.with_user(self.supervisor).action_review("Agreed")
        self.assertEqual([f.value for f in self._get_figures("reviews").values()], [0, 0])

    # --- the page ---------------------------------------------------------------------------------

    def test_week_begins_on_monday_where_the_company_is(self):
        self.assertEqual(get_period(self.week.day, "Europe/Vienna"), (START, END))
        self.assertEqual(self.week.name, "Week of 03/09/2026 to 03/15/2026")
        self.week.action_previous()
        self.assertEqual(str(self.week.day), "2026-03-02")
        self.week.action_next()
        self.week.action_next()
        self.assertEqual(str(self.week.day), "2026-03-16")

    def test_page_opens_on_the_last_week(self):
        with freeze_time("2026-03-18 09:00:00"):
            window = self.env["order.week"].with_user(self.supervisor).action_open()
        week = self.env["order.week"].browse(window["res_id"])
        self.assertEqual(str(week.day), "2026-03-09")

    def test_page_links_each_number_on_the_screen_and_none_on_paper(self):
        screen = html.fromstring(self.week.page)
        links = screen.xpath("//a[@data-model]")
        figures = [f for s in self.week._get_sections() for f in s.figures]
        self.assertEqual(
            [(a.get("data-model"), json.loads(a.get("data-domain"))) for a in links],
            [(f.model, json.loads(json.dumps(f.domain))) for f in figures],
        )
        report = self.env["ir.actions.report"].with_user(self.supervisor)
        paper, kind = report._render_qweb_html("order_specialist.report_order_week", self.week.ids)
        self.assertEqual(kind, "html")
        self.assertIn("Clean at first verification", paper.decode())
        self.assertNotIn("data-domain", paper.decode())

    def test_paper_says_each_number_that_the_screen_says(self):
        def read(page):
            rows = [tr for tr in html.fromstring(page).xpath("//tr[@name]") if tr.xpath("td")]
            return [[" ".join(td.text_content().split()) for td in tr.xpath("td")] for tr in rows]

        with freeze_time("2026-03-20 09:00:00"):
            figures = [f for s in self.week._get_sections() for f in s.figures]
            screen = read(self.week.page)
            report = self.env["ir.actions.report"].with_user(self.supervisor)
            paper, _kind = report._render_qweb_html(
                "order_specialist.report_order_week", self.week.ids
            )
        self.assertGreater(len(figures), 15)
        self.assertEqual(screen, read(paper.decode()))
        said = [
            [" ".join(str(text).split()) for text in (f.label, f.text, f.note)] for f in figures
        ]
        self.assertEqual(screen, said)
        self.assertTrue(all(text for _label, text, _note in said))
        self.assertEqual(paper.decode().count("As of 3/20/26"), 2, "what is of now says so")

    def test_empty_week_says_so(self):
        week = self._open_week(self.supervisor, "2020-01-01")
        self.assertIn("Nothing.", week.page)

    def test_queries_do_not_grow_with_the_orders(self):
        before = self._count_queries()
        self.assertLessEqual(before, 24)
        with freeze_time("2026-03-12 10:00:00"):
            orders = self.env["sale.order"].union(
                *[self._create_order([(self.product, 1, 5.0)]) for _n in range(6)]
            )
            orders.action_verify()
        self.assertLessEqual(self._count_queries(), before)

    def _count_queries(self):
        self.week._get_sections()  # fills the caches that outlive a request
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.week._get_sections()
        return self.env.cr.sql_log_count - before

    # --- who reads it -----------------------------------------------------------------------------

    def test_supervisor_administrator_and_auditor_read_it(self):
        for user in (self.supervisor, self.administrator, self.auditor):
            self.assertIn("Received", self._open_week(user).page)

    def test_nobody_else_reads_it_not_even_before_it_is_saved(self):
        for user in (self.specialist, self.salesperson, self.warehouse_lead, self.controller):
            with self.assertRaises(AccessError):
                self._open_week(user)
            with self.assertRaises(AccessError):
                self.env["order.week"].with_user(user).new({"day": "2026-03-12"}).page  # noqa: B018

    def test_nobody_reads_the_week_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        weeks = self.env["order.week"].with_user(self.supervisor)
        with self.assertRaises(AccessError):
            weeks.create({"day": "2026-03-12", "company_id": other.id})
        with self.assertRaises(AccessError):
            weeks.new({"day": "2026-03-12", "company_id": other.id}).page  # noqa: B018

    def test_other_company_counts_nothing_here(self):
        other = self.env["res.company"].create({"name": "Other"})
        week = self.env["order.week"].create({"day": "2026-03-12", "company_id": other.id})
        values = [f.value for s in week._get_sections() for f in s.figures]
        self.assertFalse(any(values), values)

    # --- the mail ---------------------------------------------------------------------------------

    def test_mail_goes_to_the_chosen_group_on_monday(self):
        self.company.order_week_group_id = self.env.ref("order_specialist.group_auditor")
        silent = new_test_user(self.env, "t_silent", groups="order_specialist.group_auditor")
        silent.partner_id.email = False
        with freeze_time("2026-03-16 05:00:00"):
            self.env["order.week"]._cron_send()
        mails = self.env["mail.mail"].search([("subject", "like", "Week of 03/09/2026")])
        self.assertEqual(mails.recipient_ids, self.auditor.partner_id)
        self.assertIn("Clean at first verification", mails.body_html)
        self.assertNotIn("data-domain", mails.body_html)

    def test_no_group_no_mail(self):
        self.env["order.week"]._cron_send()
        self.assertFalse(self.env["mail.mail"].search([("subject", "like", "Week of")]))
        self.company.order_week_group_id = self.env.ref("order_specialist.group_auditor")
        self.company.order_desk_active = False
        self.env["order.week"]._cron_send()
        self.assertFalse(self.env["mail.mail"].search([("subject", "like", "Week of")]))

    def test_it_leaves_on_mondays(self):
        cron = self.env.ref("order_specialist.ir_cron_week")
        self.assertEqual((cron.nextcall.weekday(), cron.interval_type), (0, "weeks"))
