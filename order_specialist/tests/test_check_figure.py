from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import DeskCase


@tagged("post_install", "-at_install")
class TestCheckFigure(DeskCase):
    """How often each check found something, what became of it, and which one cries wolf."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist("pricelist_price", "customer_reference")
        cls.price, cls.reference = cls.checklist.check_ids
        cls.customer.order_reference_required = True
        with freeze_time("2026-03-10 09:00:00"):
            cls.order = cls._create_order(
                [(None, quantity, 8.0) for quantity in (1, 2, 3, 4)], client_order_ref="1"
            )
            cls.order.action_verify()
        cls.findings = cls.order.finding_ids.sorted("stake")
        for finding, outcome in zip(cls.findings[:3], ("fixed", "overridden", "gone"), strict=True):
            finding.sudo().write({"outcome": outcome, "resolved_on": "2026-03-10 12:00:00"})

    def _read(self, user=None, domain=()):
        figures = self.env["order.check.figure"].with_user(user or self.supervisor)
        measures = ("found", "stopped", "fixed", "overridden", "gone", "passed", "still_open")
        rows = figures._read_group(
            [("check_id", "in", self.checklist.check_ids.ids), *domain],
            ["check_id"],
            [*(f"{name}:sum" for name in measures), "hours:avg", "stake:sum"],
        )
        return {check: values for check, *values in rows}

    def _make_noise(self, overridden, others, check=None, **values):
        """Add decided issues to the check, the overridden ones last."""
        self.env["order.finding"].sudo().create(
            [
                {
                    "order_id": self.order.id,
                    "company_id": self.company.id,
                    "check_id": (check or self.reference).id,
                    "gate": "confirm",
                    "severity": "override",
                    "key": f"{place}",
                    "outcome": "fixed" if place < others else "overridden",
                    "resolved_on": f"2026-03-{10 + place // 60:02} 10:{place % 60:02}:00",
                    **values,
                }
                for place in range(others + overridden)
            ]
        )
        self.env.invalidate_all()

    # --- the figures ------------------------------------------------------------------------------

    def test_figures_are_what_the_issues_say(self):
        with freeze_time("2026-03-10 19:00:00"):
            figures = self._read()
        self.assertEqual(set(figures), {self.price})
        *counts, hours, stake = figures[self.price]
        self.assertEqual(counts, [4, 4, 1, 1, 1, 0, 1])
        # three of them took 3 hours, one is open for 10
        self.assertAlmostEqual(float(hours), (3 + 3 + 3 + 10) / 4)
        self.assertAlmostEqual(stake, sum(abs(f.amount) for f in self.findings))
        self.assertAlmostEqual(stake, 10.0)

    def test_what_stopped_nothing_waited_for_nobody(self):
        self.findings.sudo().has_stopped = False
        *counts, hours, _stake = self._read()[self.price]
        self.assertEqual((counts[:2], hours), ([4, 0], False))

    def test_period_is_a_filter(self):
        self.assertFalse(self._read(domain=[("date", ">=", "2026-03-11")]))
        self.assertTrue(self._read(domain=[("date", ">=", "2026-03-10")]))

    def test_row_opens_its_issue(self):
        row = self.env["order.check.figure"].search([("finding_id", "=", self.findings[0].id)])
        self.assertEqual((row.order_id, row.fixed, row.stake), (self.order, 1, 1.0))

    def test_one_query_however_many_issues(self):
        before = self._count(self._read)
        self._make_noise(20, 20)
        self.assertEqual(self._count(self._read), before)

    def _count(self, function):
        """Return how many queries ``function`` makes when the caches that last are full."""
        function()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        return self.env.cr.sql_log_count - before

    def test_supervisor_administrator_and_auditor_read_the_figures(self):
        for user in (self.supervisor, self.administrator, self.auditor):
            self.assertTrue(self._read(user))
        for user in (self.specialist, self.salesperson, self.accountant, self.warehouse_lead):
            with self.assertRaises(AccessError):
                self._read(user)

    def test_figures_of_another_company_are_its_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.findings.sudo().company_id = other
        self.assertFalse(self._read())

    # --- who cries wolf ---------------------------------------------------------------------------

    def _is_noisy(self):
        self.env.invalidate_all()
        noisy = self.env["order.check"].with_user(self.supervisor).search([("is_noisy", "=", True)])
        self.assertEqual(self.reference in noisy, self.reference.is_noisy)
        return self.reference.is_noisy

    def test_more_than_half_of_the_last_thirty(self):
        self._make_noise(15, 15)
        self.assertEqual((self.reference.recent_count, self.reference.recent_overridden), (30, 15))
        self.assertFalse(self._is_noisy())
        self._make_noise(1, 0, key="x", resolved_on="2026-04-01")
        self.assertEqual((self.reference.recent_count, self.reference.recent_overridden), (30, 16))
        self.assertTrue(self._is_noisy())

    def test_what_was_long_ago_does_not_count(self):
        self._make_noise(30, 0, resolved_on="2025-01-01")
        self.assertTrue(self._is_noisy())
        self._make_noise(0, 20)
        self.assertEqual((self.reference.recent_count, self.reference.recent_overridden), (30, 10))
        self.assertFalse(self._is_noisy())

    def test_few_issues_judge_nobody(self):
        self._make_noise(15, 0)
        self.assertFalse(self._is_noisy())

    def test_undecided_issues_say_nothing(self):
        self._make_noise(16, 0)
        self._make_noise(0, 20, outcome=False, resolved_on=False)
        self.assertTrue(self._is_noisy())

    def test_check_that_informs_makes_no_noise(self):
        self._make_noise(30, 0)
        self.reference.severity = "info"
        self.assertFalse(self._is_noisy())

    def test_other_company_does_not_judge(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._make_noise(30, 0, company_id=other.id)
        self.assertFalse(self._is_noisy())

    def test_checks_are_judged_in_one_query(self):
        checks = self.env.ref("order_specialist.checklist_recommended").check_ids
        self.assertGreater(len(checks), 5)
        self.assertEqual(self._count(checks._get_recent), self._count(checks[0]._get_recent))

    def test_administrator_makes_it_informative_and_that_is_logged(self):
        self._make_noise(20, 10)
        with self.assertRaises(AccessError):
            self.reference.with_user(self.supervisor).action_make_informative()
        version = self.checklist.version
        self.reference.with_user(self.administrator).action_make_informative()
        self.assertEqual(self.reference.severity, "info")
        self.assertGreater(self.checklist.version, version)
        message = self.checklist.message_ids[0]
        self.assertIn("20 of its last 30 issues were overridden", message.body)
        self.assertEqual(message.author_id, self.administrator.partner_id)
        order = self._create_order()
        self.assertEqual([b["stops"] for b in order.action_verify()], [False])
