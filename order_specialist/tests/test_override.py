from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..exceptions import GateClosed
from .common import DeskCase


@tagged("post_install", "-at_install")
class TestOverride(DeskCase):
    """48 × A at 8.10 instead of 9.00: who may let it pass, and what that covers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist("pricelist_price")
        cls.check = cls.checklist.check_ids
        cls.order = cls._create_order([(None, 48, 8.1)])

    def _assert_refused(self, message, user, **values):
        with self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
            self._override(self.order, "pricelist_price", user, **values)

    # --- who --------------------------------------------------------------------------------------

    def test_override_opens_the_gate_and_keeps_who_and_why(self):
        override = self._override(self.order, "pricelist_price", self.specialist, note="By phone")
        self.assertRecordValues(
            override,
            [
                {
                    "order_id": self.order.id,
                    "line_id": self.order.order_line.id,
                    "kind": "override",
                    "expected": 9.0,
                    "actual": 8.1,
                    "amount": -43.2,
                    "note": "By phone",
                    "user_id": self.specialist.id,
                    "needs_review": False,
                    "message": "Camembert: price 8.10, the price of the day is 9.00 (-43.20)",
                }
            ],
        )
        self.assertTrue(override.reason_id)
        self.order.action_confirm()

    def test_only_the_group_of_the_check_may_override(self):
        self.check.override_group_id = self.env.ref("order_specialist.group_supervisor")
        self._assert_refused("Only the group .*Supervisor", self.specialist)
        self._override(self.order, "pricelist_price", self.supervisor)

    def test_credit_controller_overrides_what_is_his(self):
        self.check.override_group_id = self.env.ref("order_specialist.group_credit_controller")
        self._assert_refused("Only the group", self.supervisor)
        self._override(self.order, "pricelist_price", self.controller)

    def test_check_without_a_group_is_for_specialists(self):
        self.check.override_group_id = False
        self.order.user_id = self.salesperson
        self._assert_refused("Only the group .*Specialist", self.salesperson)
        self._override(self.order, "pricelist_price", self.specialist)

    def test_nobody_overrides_what_has_to_be_fixed(self):
        self.check.severity = "block"
        for user in (self.specialist, self.supervisor, self.administrator):
            self._assert_refused("Nobody can override this", user)
            self._assert_refused("Nobody can override this", user, kind="release_now", note="!")
        self.assertEqual(self.order.get_blockers()[0]["actions"], ["fix", "open", "ask", "hold"])

    def test_reason_is_required(self):
        finding = self._get_finding(self.order, "pricelist_price")
        overrides = self.env["order.override"].with_user(self.specialist)
        other = self.env.ref("order_specialist.order_reason_release_now_truck_waiting")
        for reason in (self.env["order.reason"], other):
            with self.assertRaisesRegex(UserError, "Give a reason"):
                overrides._let_pass(finding, reason, None)

    def test_order_of_another_company_cannot_be_overridden(self):
        other = self.env["res.company"].create({"name": "Other", "order_desk_active": True})
        user = self._create_user("t_other", "order_specialist.group_supervisor")
        user.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self._assert_refused("", user)

    # --- four eyes --------------------------------------------------------------------------------

    def test_who_entered_the_order_needs_a_second_pair_of_eyes(self):
        self.check.four_eyes = True
        self._assert_refused("You entered this order", self.specialist)
        self._override(self.order, "pricelist_price", self.supervisor)

    def test_its_salesperson_needs_a_second_pair_of_eyes(self):
        self.check.four_eyes = True
        self.order.user_id = self.supervisor
        self._assert_refused("are its salesperson", self.supervisor)
        self._override(self.order, "pricelist_price", self.administrator)

    def test_who_entered_the_line_needs_a_second_pair_of_eyes(self):
        self.check.four_eyes = True
        self.order.order_line.unlink()
        self.order.with_user(self.supervisor).order_line = [
            Command.create(
                {"product_id": self.product.id, "product_uom_qty": 48, "price_unit": 8.1}
            )
        ]
        self._assert_refused("You entered this order", self.supervisor)
        self._override(self.order, "pricelist_price", self.administrator)

    def test_what_a_machine_entered_anybody_of_the_group_may_look_at(self):
        self.check.four_eyes = True
        self.order = self._create_order([(None, 48, 8.1)], user=self.env.ref("base.user_root"))
        self.order.user_id = False
        self._override(self.order, "pricelist_price", self.specialist)

    # --- release now, review later ----------------------------------------------------------------

    def _release_now(self, user=None, **values):
        values = {"note": "Truck waiting at dock 3", **values}
        return self._override(
            self.order, "pricelist_price", user or self.specialist, kind="release_now", **values
        )

    def test_release_now_passes_where_four_eyes_refuse_and_waits_for_its_review(self):
        self.check.four_eyes = True
        self._assert_refused("You entered this order", self.specialist)
        override = self._release_now()
        self.assertTrue(override.needs_review)
        self.order.action_confirm()
        self.assertEqual(self.order.handoff_state, "released")
        blockers = self.order.get_blockers()
        self.assertEqual([(b["gate"], b["kind"]) for b in blockers], [("invoice", "review")])
        self.assertIn(f"Released by {self.specialist.name}", blockers[0]["message"])
        self.assertEqual(self.order.blocker_count, 1)

    def test_release_now_needs_a_note(self):
        for note in (None, "  "):
            with self.assertRaisesRegex(ValidationError, "Write a note"), self.env.cr.savepoint():
                self._release_now(note=note)

    def test_only_the_desk_releases_now(self):
        self.order.user_id = self.salesperson
        with self.assertRaisesRegex(AccessError, "Only specialists"):
            self._release_now(self.salesperson)

    def test_credit_is_not_released_before_its_review(self):
        self.check.write(
            {
                "gate": "handoff",
                "four_eyes": True,
                "override_group_id": self.env.ref("order_specialist.group_credit_controller").id,
            }
        )
        with self.assertRaisesRegex(AccessError, "ask .*Credit Controller"):
            self._release_now()

    def test_each_person_has_a_budget(self):
        self.company.order_release_now_budget = 2
        for _n in range(2):
            self._release_now()
            self.order = self._create_order([(None, 48, 8.1)])
        with self.assertRaisesRegex(UserError, "2 of 2 used this week"):
            self._release_now()
        self._release_now(self.supervisor)

    def test_review_gives_the_budget_back(self):
        self.company.write({"order_release_now_budget": 1, "order_release_now_period": "review"})
        override = self._release_now()
        override.with_user(self.supervisor).action_review("Agreed by phone")
        self.order = self._create_order([(None, 48, 8.1)])
        self._release_now()

    def test_supervisor_reviews_and_the_invoice_gate_opens(self):
        override = self._release_now()
        override.with_user(self.supervisor).action_review("Agreed by phone")
        self.assertRecordValues(
            override,
            [
                {
                    "needs_review": False,
                    "reviewed_by_id": self.supervisor.id,
                    "review_note": "Agreed by phone",
                }
            ],
        )
        self.assertEqual(self._get_messages(self.order, "invoice"), [])
        self.assertEqual(self.order.blocker_count, 0)

    def test_review_keeps_who_was_first(self):
        override = self._release_now()
        override.with_user(self.supervisor).action_review("First")
        override.with_user(self.administrator).action_review("Second")
        self.assertEqual(override.review_note, "First")

    def test_specialist_reviews_nothing_and_nobody_his_own(self):
        override = self._release_now()
        with self.assertRaisesRegex(AccessError, "Only the group .*Supervisor"):
            override.with_user(self.specialist).action_review()
        self.order = self._create_order([(None, 48, 8.1)])
        own = self._release_now(self.supervisor)
        with self.assertRaisesRegex(AccessError, "Somebody else"):
            own.with_user(self.supervisor).action_review()

    def test_review_takes_none_and_many(self):
        none = self.env["order.override"].with_user(self.supervisor)
        self.assertTrue(none.action_review())
        first = self._release_now()
        self.order = self._create_order([(None, 48, 8.1)])
        both = (first | self._release_now()).with_user(self.supervisor)
        both.action_review("Both")
        self.assertEqual(both.mapped("needs_review"), [False, False])

    # --- the dialog -------------------------------------------------------------------------------

    def _open(self, action, user=None):
        order = self.order.with_user(user or self.specialist)
        blocker = order.get_blockers()[0]
        window = order.action_blocker(blocker, action)
        return Form(order.env[window["res_model"]].with_context(**window["context"]))

    def test_dialog_overrides_with_reason_and_note(self):
        wizard = self._open("override")
        self.assertIn("price 8.10", wizard.message)
        wizard.reason_id = self.env.ref("order_specialist.order_reason_override_agreed")
        wizard.note = "Mail of 9:14"
        wizard.save().action_apply()
        self.assertEqual(self._get_messages(self.order), [])
        self.assertRecordValues(
            self.order.override_ids, [{"note": "Mail of 9:14", "user_id": self.specialist.id}]
        )

    def test_dialog_says_how_many_releases_wait(self):
        self._release_now()
        self.order = self._create_order([(None, 48, 8.1)])
        wizard = self._open("release_now")
        self.assertEqual(wizard.kind, "release_now")
        self.assertEqual(wizard.budget, "1 of 5 used this week")

    def test_dialog_that_comes_too_late_says_so(self):
        wizard = self._open("override")
        wizard.reason_id = self.env.ref("order_specialist.order_reason_override_agreed")
        self.order.order_line.price_unit = 9.0
        with self.assertRaisesRegex(UserError, "solved already"):
            wizard.save().action_apply()

    def test_credit_controller_has_the_dialog(self):
        self.check.override_group_id = self.env.ref("order_specialist.group_credit_controller")
        wizard = self._open("override", self.controller)
        wizard.reason_id = self.env.ref("order_specialist.order_reason_override_no_risk")
        wizard.save().action_apply()
        self.assertEqual(self._get_messages(self.order), [])

    # --- nobody writes it himself -----------------------------------------------------------------

    def test_nobody_writes_what_opens_a_gate_by_himself(self):
        override = self._release_now()
        self.order.action_verify()
        hold = (
            self.env["order.hold"]
            .with_user(self.specialist)
            ._place(self.order, self.env.ref("order_specialist.order_hold_type_manual"))
        )
        records = {
            override: {"is_valid": True, "reviewed_on": "2026-01-01", "key": "*"},
            self.order.verification_ids: {"confirmed_lines": {}},
            hold: {"released_on": "2026-01-01"},
        }
        reason = self.env.ref("order_specialist.order_reason_override_agreed")
        values = {
            "order_id": self.order.id,
            "company_id": self.company.id,
            "check_id": self.check.id,
            "key": "*",
            "message": "*",
            "reason_id": reason.id,
            "user_id": self.supervisor.id,
        }
        for user in (
            self.specialist,
            self.supervisor,
            self.administrator,
            self.env.ref("base.user_admin"),
        ):
            for record, changes in records.items():
                for name, value in changes.items():
                    self._assert_denied(record.with_user(user).write, {name: value})
                self._assert_denied(record.with_user(user).unlink)
            self._assert_denied(self.env["order.override"].with_user(user).create, values)
            order = self.order.with_user(user)
            self._assert_denied(order.write, {"override_ids": [Command.create(values)]})
            self._assert_denied(order.write, {"hold_ids": [Command.delete(hold.id)]})

    def _assert_denied(self, function, *args):
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            function(*args)
            self.env.flush_all()

    def test_withdrawn_override_closes_the_gate_again(self):
        override = self._override(self.order, "pricelist_price", self.supervisor)
        override.sudo().is_valid = False
        with self.assertRaises(GateClosed):
            self.order.action_confirm()

    def test_each_person_is_offered_what_he_may_do(self):
        order = self._create_order([(None, 10, 8.0)])
        check = self.env["order.check"].search([("mode", "=", "enforce")], limit=1)
        check.override_group_id = self.env.ref("order_specialist.group_supervisor")
        hold_type = self.env.ref("order_specialist.order_hold_type_quality")
        self.env["order.hold"]._place(order.sudo(), hold_type)

        def offered(user):
            blockers = order.with_user(user).get_blockers()
            return {action for blocker in blockers for action in blocker["actions"]}

        self.assertFalse({"override", "release_hold"} & offered(self.specialist))
        self.assertLessEqual({"override", "release_hold"}, offered(self.supervisor))
        self.assertEqual(offered(self.auditor), {"open"})
