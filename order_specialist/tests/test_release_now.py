from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..exceptions import GateClosed
from .common import DeskCase


@tagged("post_install", "-at_install")
class TestReleaseNow(DeskCase):
    """Release now, review later: the budget of a person, and what becomes of the review."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.check = cls._create_checklist("pricelist_price").check_ids
        cls.check.write(
            {
                "four_eyes": True,
                "override_group_id": cls.env.ref("order_specialist.group_supervisor").id,
            }
        )
        cls.order = cls._create_order([(None, 48, 8.1)])

    def _release_now(self, user=None, order=None):
        return self._override(
            order or self.order, "pricelist_price", user or self.specialist, "release_now", "Truck"
        ).with_user(self.supervisor)

    def _release_another(self, user=None):
        return self._release_now(user, self._create_order([(None, 48, 8.1)]))

    def _get_text(self):
        overrides = self.env["order.override"].with_user(self.specialist)
        return overrides._say_budget(self.company)

    def _disagree(self, override, note="Ms Huber takes the list price"):
        window = override.action_disagree()
        wizard = Form(override.env[window["res_model"]].with_context(**window["context"]))
        wizard.note = note
        wizard.save().action_disagree()

    # --- budget -----------------------------------------------------------------------------------

    def test_budget_of_a_week_starts_again_on_monday(self):
        self.company.order_release_now_budget = 2
        with freeze_time("2026-03-06 10:00:00"):
            self._release_another()
            self._release_another()
            self.assertEqual(self._get_text(), "2 of 2 used this week")
            with self.assertRaisesRegex(UserError, "2 of 2 used this week"):
                self._release_another()
            self._release_another(self.supervisor)
        with freeze_time("2026-03-09 08:00:00"):
            self.assertEqual(self._get_text(), "0 of 2 used this week")
            self._release_another()

    def test_budget_of_a_day_is_the_persons_own_day(self):
        self.company.write({"order_release_now_budget": 1, "order_release_now_period": "day"})
        self.specialist.tz = "Pacific/Auckland"
        with freeze_time("2026-03-06 10:30:00"):
            self._release_another()
            self.assertEqual(self._get_text(), "1 of 1 used today")
        with freeze_time("2026-03-06 11:30:00"):
            self.assertEqual(self._get_text(), "0 of 1 used today")

    def test_review_does_not_give_the_budget_of_the_week_back(self):
        self.company.order_release_now_budget = 1
        self._release_now().action_review()
        self.assertEqual(self._get_text(), "1 of 1 used this week")

    def test_dialog_shows_the_budget(self):
        self._release_another()
        [blocker] = self.order.get_blockers()
        window = self.order.action_blocker(blocker, "release_now")
        wizard = Form(self.order.env[window["res_model"]].with_context(**window["context"]))
        self.assertEqual(wizard.budget, "1 of 5 used this week")

    # --- what is not released before its review ---------------------------------------------------

    def test_credit_hold_names_who_releases_it(self):
        credit = self.env.ref("order_specialist.order_hold_type_credit")
        self.env["order.hold"].with_user(self.controller)._place(self.order, credit)
        blockers = self.order.get_blockers()
        hold = next(blocker for blocker in blockers if blocker["kind"] == "hold")
        self.assertNotIn("release_now", hold["actions"])
        with self.assertRaisesRegex(AccessError, "ask .*Credit Controller"):
            self.order.action_blocker(hold, "release_now")

    def test_credit_check_is_not_offered_to_go_on_before_its_review(self):
        self.check.gate = "handoff"
        [blocker] = self.order.get_blockers()
        self.assertNotIn("release_now", blocker["actions"])
        self.check.four_eyes = False
        [blocker] = self.order.get_blockers()
        self.assertIn("release_now", blocker["actions"])

    # --- the review -------------------------------------------------------------------------------

    def test_reviewer_who_agrees_opens_the_invoice_gate(self):
        override = self._release_now()
        self.order.action_confirm()
        self.assertEqual(len(self._get_messages(self.order, "invoice")), 1)
        override.action_review("Fine")
        self.assertRecordValues(override, [{"review_outcome": "agreed", "review_note": "Fine"}])
        self.assertEqual(self._get_messages(self.order), [])

    def test_reviewer_who_disagrees_writes_what_was_agreed_and_the_price_is_set_right(self):
        override = self._release_now()
        self.order.action_confirm()
        with self.assertRaisesRegex(UserError, "Write what was agreed"):
            override._disagree("  ")
        self.assertEqual(self.order.order_line.price_unit, 8.1)
        self._disagree(override)
        self.assertEqual(self.order.order_line.price_unit, 9.0)
        self.assertRecordValues(
            override,
            [
                {
                    "review_outcome": "disagreed",
                    "reviewed_by_id": self.supervisor.id,
                    "review_note": "Ms Huber takes the list price",
                    "needs_review": False,
                }
            ],
        )
        self.assertIn("Ms Huber takes the list price", self.order.message_ids[:1].body)
        self.assertEqual(self._get_messages(self.order), [])

    def test_what_no_button_sets_right_is_held_before_the_invoice(self):
        self.customer.order_reference_required = True
        check = self._create_checklist("customer_reference").check_ids
        order = self._create_order()
        override = self._override(order, check.kind, self.specialist, "release_now", "Truck")
        order.action_confirm()
        self._disagree(override.with_user(self.supervisor), "He sends the number tomorrow")
        self.assertEqual(order.hold_ids.type_id.code, "invoice")
        self.assertIn("He sends the number tomorrow", self._get_messages(order, "invoice")[0])

    def test_price_that_somebody_else_set_right_meanwhile_stays(self):
        override = self._release_now()
        self.order.order_line.price_unit = 8.95
        self._disagree(override)
        self.assertEqual(self.order.order_line.price_unit, 8.95)
        self.assertFalse(self.order.hold_ids)

    def test_nobody_disagrees_with_his_own_release(self):
        override = self._release_now(self.supervisor)
        with self.assertRaisesRegex(AccessError, "your own"):
            self._disagree(override)
        self.assertTrue(override.needs_review)

    def test_second_reviewer_changes_nothing(self):
        override = self._release_now()
        override.action_review("First")
        self._disagree(override.with_user(self.administrator))
        self.assertRecordValues(override, [{"review_outcome": "agreed", "review_note": "First"}])
        self.assertEqual(self.order.order_line.price_unit, 8.1)

    # --- overdue ----------------------------------------------------------------------------------

    def test_three_working_days_without_a_review_are_flagged(self):
        with freeze_time("2026-03-05 17:55:00"):  # a Thursday
            override = self._release_now()
        self.assertEqual(override.review_due_on, fields.Date.to_date("2026-03-10"))
        overdue = self.env["order.override"].with_user(self.supervisor)
        for day, is_overdue in (("2026-03-10", False), ("2026-03-11", True)):
            with freeze_time(f"{day} 08:00:00"):
                override.invalidate_recordset(["is_overdue"])
                self.assertEqual(override.is_overdue, is_overdue)
                found = overdue.search([("is_overdue", "=", True), ("id", "=", override.id)])
                self.assertEqual(bool(found), is_overdue)
        override.action_review()
        with freeze_time(fields.Datetime.now() + timedelta(days=900)):
            self.assertFalse(override.is_overdue)

    def test_invoice_waits_for_the_review(self):
        override = self._release_now()
        self.order.action_confirm()
        with self.assertRaisesRegex(GateClosed, "before its review"):
            self.env["order.gate"]._check(self.order, "invoice")
        override.action_review()
        self.env["order.gate"]._check(self.order, "invoice")
