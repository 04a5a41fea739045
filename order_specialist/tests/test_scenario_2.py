"""17:55, the truck leaves at 18:00, and nobody above is in the house."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from ..exceptions import GateClosed
from .case_common import ClaimCase


@tagged("post_install", "-at_install")
class TestScenario2(ClaimCase):
    """T sells 48 × A at 8.10 instead of 9.00; S is away; the truck does not wait."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.list_price = 9.0
        cls.env.ref("order_specialist.checklist_recommended").action_enforce()
        cls.off_duty = cls._create_user("t_off_duty", "order_specialist.group_specialist")
        cls.env["order.delegation"].with_user(cls.supervisor).create(
            {
                "borrower_id": cls.off_duty.id,
                "group_id": cls.env.ref("order_specialist.group_supervisor").id,
                "date_from": "2026-03-05 08:00:00",
                "date_to": "2026-03-05 17:00:00",
            }
        )
        with freeze_time("2026-03-05 17:40:00"):
            cls.order = cls._create_order([(cls.product, 48, 8.10)])

    def setUp(self):
        super().setUp()
        # each test has its own hour: what counted in the evening is not all that counts before
        self.env.registry.clear_cache()

    def _press(self, button, user=None, kind="check"):
        """Press a button in the dialog of the closed gate; returns what it opens."""
        order = self.order.with_user(user or self.specialist)
        blocker = next(b for b in order.get_blockers("confirm") if b["kind"] == kind)
        window = order.action_blocker(blocker, button)
        return Form(order.env[window["res_model"]].with_context(**window["context"]))

    def _release_now(self):
        wizard = self._press("release_now")
        self.assertEqual(wizard.budget, "0 of 5 used this week")
        wizard.reason_id = self.env.ref("order_specialist.order_reason_release_now_truck_waiting")
        wizard.note = "Truck at 18:00, S is away, R is off since 17:00"
        wizard.save().action_apply()

    def _send_off(self):
        """T goes on without the review, and the truck leaves."""
        with freeze_time("2026-03-05 17:55:00"):
            self._release_now()
            self.assertIs(self.order.action_verify_and_confirm(), True)
        with freeze_time("2026-03-05 17:59:00"):
            self.order.picking_ids.with_user(self.warehouse_lead).do_print_picking()
            self._ship(self.order)

    def _get_review(self):
        """What S finds under "To Review" next morning."""
        reviews = self.env["order.override"].with_user(self.supervisor)
        return reviews.search([("needs_review", "=", True), ("order_id", "=", self.order.id)])

    def _draft_invoice(self):
        """An accountant writes the invoice by hand: the friendlier refusals are not asked."""
        line = self.order.order_line.sudo()
        return (
            self.env["account.move"]
            .with_user(self.accountant)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "quantity": 48,
                                "price_unit": 8.10,
                                "sale_line_ids": [Command.link(line.id)],
                            }
                        )
                    ],
                }
            )
        )

    def test_confirm_opens_the_dialog_with_one_issue(self):
        dialog = self.order.action_verify_and_confirm()
        [blocker] = dialog["params"]["blockers"]
        self.assertAlmostEqual(blocker["amount"], -43.20)
        self.assertNotIn("override", blocker["actions"])
        self.assertEqual(blocker["actions"][-1], "release_now")
        self.assertEqual(self.order.state, "draft")

    def test_own_override_is_refused_and_the_lent_right_has_ended(self):
        with freeze_time("2026-03-05 16:59:00"):
            other = self._create_order([(self.product, 48, 8.10)])
            override = self._override(other, "pricelist_price", self.off_duty)
        self.assertEqual(override.for_user_id, self.supervisor)
        with freeze_time("2026-03-05 17:55:00"):
            for user in (self.specialist, self.off_duty):
                with self.assertRaisesRegex(AccessError, "Only the group .*Supervisor"):
                    self._override(self.order, "pricelist_price", user)

    def test_four_eyes_refuse_who_entered_it_even_with_the_right(self):
        self.specialist.group_ids += self.env.ref("order_specialist.group_supervisor")
        with self.assertRaisesRegex(AccessError, "You entered this order"):
            self._override(self.order, "pricelist_price", self.specialist)

    def test_released_now_is_confirmed_released_and_shipped_but_not_billed(self):
        self._send_off()
        self.assertRecordValues(
            self.order, [{"state": "sale", "handoff_state": "done", "delivery_status": "full"}]
        )
        self.assertEqual(self.order.fully_shipped_on.strftime("%H:%M"), "17:59")
        self.assertEqual(self.order.desk_stage, "to_invoice")
        draft = self._draft_invoice()
        for bill in (draft.action_post, self.order.sudo()._create_invoices):
            with self.assertRaisesRegex(GateClosed, "before its review"), self.env.cr.savepoint():
                bill()
        self.assertEqual(draft.state, "draft")
        with freeze_time("2026-03-05 18:00:00"):
            overrides = self.env["order.override"].with_user(self.specialist)
            self.assertEqual(overrides._say_budget(self.company), "1 of 5 used this week")

    def test_next_morning_she_agrees_and_it_is_billed_as_it_left(self):
        self._send_off()
        with freeze_time("2026-03-06 08:00:00"):
            review = self._get_review()
            self.assertEqual(len(review), 1)
            self.assertFalse(review.is_overdue)
            review.action_review("Told Ms Huber that it stays an exception")
            invoice = self._invoice(self.order)
        self.assertRecordValues(
            invoice, [{"amount_untaxed": 388.80, "amount_tax": 77.76, "amount_total": 466.56}]
        )

    def test_next_morning_she_disagrees_and_writes_what_was_agreed(self):
        self._send_off()
        with freeze_time("2026-03-06 08:00:00"):
            review = self._get_review()
            window = review.action_disagree()
            dialog = review.env[window["res_model"]].with_context(**window["context"])
            with self.assertRaisesRegex(UserError, "Write what"), self.env.cr.savepoint():
                dialog.create({"note": " "}).action_disagree()
            self.assertEqual(self.order.order_line.price_unit, 8.10)
            wizard = Form(dialog)
            wizard.note = "Ms Huber pays 9.00, by phone at 7:50"
            wizard.save().action_disagree()
            self.assertEqual(self.order.order_line.price_unit, 9.00)
            invoice = self._invoice(self.order)
        self.assertRecordValues(invoice, [{"amount_untaxed": 432.0, "amount_total": 518.40}])
        self.assertFalse(self._get_review())

    def test_credit_hold_is_refused_with_a_sentence_that_names_who_releases_it(self):
        credit = self.env.ref("order_specialist.order_hold_type_credit")
        self.env["order.hold"].with_user(self.controller)._place(self.order, credit)
        with freeze_time("2026-03-05 17:55:00"):
            [hold] = [b for b in self.order.get_blockers("handoff") if b["kind"] == "hold"]
            with self.assertRaisesRegex(AccessError, "ask .*Credit Controller"):
                self.order.action_blocker(hold, "release_now")
            self._release_now()
            self.assertIs(self.order.action_verify_and_confirm(), True)
        self.assertEqual(self.order.desk_stage, "to_release")
        with self.assertRaisesRegex(AccessError, "Credit Controller"):
            self.order.hold_ids.with_user(self.specialist)._release()

    def test_three_working_days_without_a_review_are_flagged(self):
        self._send_off()
        for day, is_overdue in (("2026-03-10", False), ("2026-03-11", True)):
            with freeze_time(f"{day} 08:00:00"):
                review = self._get_review()
                review.invalidate_recordset(["is_overdue"])
                self.assertEqual(review.is_overdue, is_overdue)
