from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import DeskCase


@tagged("post_install", "-at_install")
class TestBudget(DeskCase):
    """Release now: who may, for each check; how often, for each group."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.check = cls._create_checklist("pricelist_price").check_ids
        cls.company.order_release_now_budget = 1
        cls.specialists = cls.env.ref("order_specialist.group_specialist")
        cls.supervisors = cls.env.ref("order_specialist.group_supervisor")
        cls.order = cls._create_order([(None, 48, 8.1)])

    def _release(self, user):
        order = self._create_order([(None, 48, 8.1)])
        return self._override(order, "pricelist_price", user, "release_now", "Truck")

    def _grant(self, group, releases, company=None):
        budgets = self.env["order.budget"].with_user(self.administrator)
        return budgets.create(
            {"group_id": group.id, "releases": releases, "company_id": company and company.id}
        )

    def _get_budget(self, user):
        overrides = self.env["order.override"].with_user(user)
        return overrides._get_budget(self.company)

    def test_group_has_a_budget_of_its_own(self):
        self._grant(self.supervisors, 2)
        self._release(self.specialist)
        with self.assertRaisesRegex(UserError, "1 of 1 used this week"):
            self._release(self.specialist)
        self._release(self.supervisor)
        self._release(self.supervisor)
        with self.assertRaisesRegex(UserError, "2 of 2 used this week"):
            self._release(self.supervisor)

    def test_highest_of_his_groups_counts_and_the_companys_before_everybodys(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._grant(self.specialists, 4)
        self._grant(self.supervisors, 3)
        self.env["order.budget"].create(
            {"group_id": self.specialists.id, "releases": 9, "company_id": other.id}
        )
        self.assertEqual(self._get_budget(self.supervisor), (0, 4))
        self._grant(self.specialists, 2, self.company)
        self.assertEqual(self._get_budget(self.supervisor), (0, 3))
        self.assertEqual(self._get_budget(self.specialist), (0, 2))

    def test_group_without_any_releases_nothing(self):
        self._grant(self.specialists, 0)
        with self.assertRaisesRegex(UserError, "0 of 0 used"):
            self._release(self.specialist)

    def test_check_says_who_releases_it_now(self):
        self.check.release_now_group_id = self.supervisors
        with self.assertRaisesRegex(AccessError, "Only “.*Supervisor” releases this before"):
            self._release(self.specialist)
        self.assertTrue(self._release(self.supervisor).needs_review)

    def test_it_is_offered_to_who_may(self):
        for group, offered in ((False, True), (self.supervisors, False)):
            self.check.release_now_group_id = group
            for user, expected in ((self.specialist, offered), (self.supervisor, True)):
                [blocker] = self.order.with_user(user).get_blockers()
                self.assertEqual("release_now" in blocker["actions"], expected, user.login)

    # --- lent rights ------------------------------------------------------------------------------

    def _lend(self, lender, borrower, group):
        return self.env["order.delegation"].create(
            {
                "lender_id": lender.id,
                "borrower_id": borrower.id,
                "group_id": group.id,
                "date_to": fields.Datetime.now() + timedelta(days=1),
            }
        )

    def _get_dialog(self, user):
        order = self._create_order([(None, 48, 8.1)]).with_user(user)
        [blocker] = order.get_blockers()
        self.assertIn("release_now", blocker["actions"])
        window = order.action_blocker(blocker, "release_now")
        return Form(order.env[window["res_model"]].with_context(**window["context"])).budget

    def test_lent_right_releases_for_the_lender_from_his_budget(self):
        self.check.release_now_group_id = self.supervisors
        self._grant(self.supervisors, 2)
        loan = self._lend(self.supervisor, self.specialist, self.supervisors)
        name = self.supervisor.name
        self.assertEqual(
            self._get_dialog(self.specialist),
            f"this one counts for {name}: 0 of 2 used this week",
        )
        override = self._release(self.specialist)
        self.assertEqual(override.for_user_id, self.supervisor)
        self.assertEqual(override.user_id, self.specialist)
        self.assertIn(f"{self.specialist.name} for {name}", override._get_message())
        self.assertEqual(self._get_budget(self.supervisor), (1, 2))
        self.assertEqual(self._get_budget(self.specialist), (0, 1))
        self._release(self.supervisor)
        with self.assertRaisesRegex(UserError, "2 of 2 used this week"):
            self._release(self.specialist)
        loan.action_end()
        with self.assertRaisesRegex(AccessError, "Only “.*Supervisor” releases this before"):
            self._release(self.specialist)

    def test_own_budget_comes_before_the_lenders(self):
        self._grant(self.supervisors, 1)
        self._lend(self.supervisor, self.specialist, self.supervisors)
        self.assertEqual(self._get_dialog(self.specialist), "0 of 1 used this week")
        self.assertFalse(self._release(self.specialist).for_user_id)
        self.assertEqual(
            self._get_dialog(self.specialist),
            f"1 of 1 used this week; this one counts for {self.supervisor.name}: "
            "0 of 1 used this week",
        )
        self.assertEqual(self._release(self.specialist).for_user_id, self.supervisor)
        with self.assertRaisesRegex(UserError, "1 of 1 used this week; .*1 of 1 used this week"):
            self._release(self.specialist)

    def test_lender_does_not_review_what_was_released_for_him(self):
        self.check.release_now_group_id = self.supervisors
        self._lend(self.supervisor, self.specialist, self.supervisors)
        override = self._release(self.specialist).with_user(self.supervisor)
        self.assertFalse(override.can_review)
        with self.assertRaisesRegex(AccessError, "your own release"):
            override.action_review()
        self.assertTrue(override.with_user(self.administrator).can_review)

    def test_budgets_are_the_administrators(self):
        row = self._grant(self.specialists, 4)
        for user in (self.specialist, self.supervisor):
            with self.assertRaises(AccessError):
                row.with_user(user).releases = 100
