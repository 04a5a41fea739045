from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import DeskCase


@tagged("post_install", "-at_install")
class TestDelegation(DeskCase):
    """S is away from–to: R decides for her, and it is written down."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.borrower = cls._create_user("t_borrower", "order_specialist.group_specialist")
        cls.supervisors = cls.env.ref("order_specialist.group_supervisor")
        cls.controllers = cls.env.ref("order_specialist.group_credit_controller")
        cls.check = cls._create_checklist("pricelist_price").check_ids
        cls.check.override_group_id = cls.supervisors
        cls.order = cls._create_order([(None, 48, 8.1)])

    def _lend(self, lender=None, borrower=None, group=None, by=None, days=(-1, 1), **values):
        now = fields.Datetime.now()
        lender = lender or self.supervisor
        loans = self.env["order.delegation"].with_user(by or lender)
        return loans.create(
            {
                "lender_id": lender.id,
                "borrower_id": (borrower or self.borrower).id,
                "group_id": (group or self.supervisors).id,
                "date_from": now + timedelta(days=days[0]),
                "date_to": now + timedelta(days=days[1]),
                **values,
            }
        )

    def _assert_denied(self, message, function, *args, error=AccessError, **values):
        with self.assertRaisesRegex(error, message), self.env.cr.savepoint():
            function(*args, **values)

    def _assert_no_override(self, message="Only the group", user=None):
        self._assert_denied(
            message, self._override, self.order, "pricelist_price", user or self.borrower
        )

    # --- what it does -----------------------------------------------------------------------------

    def test_borrower_overrides_for_the_lender(self):
        self._assert_no_override()
        self._lend()
        override = self._override(self.order, "pricelist_price", self.borrower)
        self.assertRecordValues(
            override, [{"user_id": self.borrower.id, "for_user_id": self.supervisor.id}]
        )
        self.assertEqual(override._get_who(), f"{self.borrower.name} for {self.supervisor.name}")

    def test_who_has_the_right_himself_acts_for_nobody(self):
        self._lend()
        override = self._override(self.order, "pricelist_price", self.supervisor)
        self.assertFalse(override.for_user_id)

    def test_borrower_is_offered_what_he_may_do(self):
        def is_offered():
            [blocker] = self.order.with_user(self.borrower).get_blockers()
            return "override" in blocker["actions"]

        self.assertFalse(is_offered())
        self._lend()
        self.assertTrue(is_offered())

    def test_rights_count_from_their_beginning_to_their_end_without_any_run(self):
        loan = self._lend(days=(1, 2))
        self._assert_no_override()
        with freeze_time(loan.date_from + timedelta(minutes=1)):
            self.assertTrue(self.check._may_override(self.borrower))
        with freeze_time(loan.date_to):
            self._assert_no_override()
            self.assertFalse(loan.is_current)

    def test_rights_taken_back_count_no_more(self):
        loan = self._lend()
        loan.with_user(self.supervisor).action_end()
        self._assert_no_override()
        self.assertTrue(loan.exists())

    def test_rights_end_with_those_of_the_lender(self):
        self._lend()
        self.supervisor.group_ids -= self.supervisors
        self._assert_no_override()

    def test_rights_of_who_has_left_count_no_more(self):
        self._lend()
        self.supervisor.active = False
        self._assert_no_override()

    def test_borrowed_rights_are_not_lent_on(self):
        self._lend()
        third = self._create_user("t_third", "order_specialist.group_specialist")
        self._assert_denied(
            "not lent on",
            self._lend,
            self.borrower,
            third,
            by=self.administrator,
            error=ValidationError,
        )
        self._assert_no_override(user=third)

    # --- four eyes --------------------------------------------------------------------------------

    def test_borrower_overrides_neither_his_own_order_nor_the_lenders(self):
        self.check.four_eyes = True
        self._lend()
        self.order = self._create_order([(None, 48, 8.1)], user=self.borrower)
        self._assert_no_override("You entered this order")
        self.order = self._create_order([(None, 48, 8.1)], user=self.supervisor)
        self._assert_no_override("whose own work this is")

    def test_another_lender_will_do_where_the_first_one_sells_it(self):
        self.check.four_eyes = True
        self._lend()
        other = self._create_user("t_supervisor2", "order_specialist.group_supervisor")
        self._lend(other)
        self.order = self._create_order([(None, 48, 8.1)], user=self.supervisor)
        override = self._override(self.order, "pricelist_price", self.borrower)
        self.assertEqual(override.for_user_id, other)

    # --- holds ------------------------------------------------------------------------------------

    def _place_credit(self, user):
        credit = self.env.ref("order_specialist.order_hold_type_credit")
        holds = self.env["order.hold"].with_user(user)
        return holds._place(self.order.with_user(user), credit.with_user(user))

    def test_borrower_places_and_releases_credit_holds_for_the_controller(self):
        self._assert_denied("may not place", self._place_credit, self.borrower)
        self._lend(self.controller, group=self.controllers)
        hold = self._place_credit(self.borrower)
        self.assertEqual(hold.placed_for_id, self.controller)
        self.assertIn(
            f"({self.borrower.name} for {self.controller.name})", self.order.message_ids[0].body
        )
        hold._release()
        self.assertRecordValues(
            hold,
            [
                {
                    "is_active": False,
                    "released_by_id": self.borrower.id,
                    "released_for_id": self.controller.id,
                }
            ],
        )

    def test_borrower_does_not_release_what_the_lender_placed_under_four_eyes(self):
        self.env.ref("order_specialist.order_hold_type_credit").four_eyes = True
        self._lend(self.controller, group=self.controllers)
        hold = self._place_credit(self.controller)
        self._assert_denied("whose own work", hold.with_user(self.borrower)._release)
        self.assertTrue(hold.is_active)

    def test_hold_of_ones_own_right_names_no_lender(self):
        self._lend(self.controller, group=self.controllers)
        self.assertFalse(self._place_credit(self.controller).placed_for_id)

    # --- reviews ----------------------------------------------------------------------------------

    def _release_now(self, user=None):
        return self._override(
            self.order, "pricelist_price", user or self.specialist, "release_now", "Truck"
        )

    def test_borrower_reviews_for_the_supervisor(self):
        override = self._release_now()
        self.assertFalse(override.with_user(self.borrower).can_review)
        self._assert_denied("Only the group", override.with_user(self.borrower).action_review)
        self._lend()
        override.invalidate_recordset(["can_review"])
        self.assertTrue(override.with_user(self.borrower).can_review)
        override.with_user(self.borrower).action_review("Fine")
        self.assertRecordValues(
            override,
            [{"reviewed_by_id": self.borrower.id, "reviewed_for_id": self.supervisor.id}],
        )

    def test_borrower_reviews_neither_his_own_nor_the_lenders_release(self):
        self._lend()
        for user, message in (
            (self.borrower, "review your own"),
            (self.supervisor, "whose own work"),
        ):
            self.order = self._create_order([(None, 48, 8.1)])
            override = self._release_now(user)
            self._assert_denied(message, override.with_user(self.borrower).action_review)

    # --- who lends what ---------------------------------------------------------------------------

    def test_everybody_lends_his_own_and_administrators_any(self):
        self._assert_denied(
            "your own",
            self._lend,
            by=self._create_user("t_supervisor2", "order_specialist.group_supervisor"),
        )
        self._assert_denied("", self._lend, by=self.specialist)
        self.assertTrue(self._lend(by=self.administrator).is_current)

    def test_specialist_lends_nothing_that_he_does_not_have(self):
        for group in (self.supervisors, self.controllers):
            self._assert_denied(
                "nothing to lend",
                self._lend,
                self.specialist,
                group=group,
                by=self.administrator,
                error=ValidationError,
            )

    def test_what_makes_no_sense_is_refused(self):
        for values, message in (
            ({"group": self.env.ref("base.group_system"), "by": self.administrator}, "order desk"),
            ({"borrower": self.accountant}, "does not work at the order desk"),
        ):
            self._assert_denied(message, self._lend, error=ValidationError, **values)
        self.assertTrue(self._lend())

    def test_lent_is_a_record_that_nobody_rewrites(self):
        loan = self._lend().with_user(self.supervisor)
        self._assert_denied("lend anew", loan.write, {"borrower_id": 1}, error=UserError)
        self._assert_denied("", loan.unlink)
        self._assert_denied("", loan.with_user(self.borrower).write, {"date_to": "2099-01-01"})
        loan.date_to = fields.Datetime.now() + timedelta(days=9)

    def test_form_lends_ones_own_rights(self):
        form = Form(self.env["order.delegation"].with_user(self.supervisor))
        self.assertEqual(form.group_id, self.supervisors)
        form.borrower_id = self.borrower
        form.date_to = fields.Datetime.now() + timedelta(days=3)
        self.assertEqual(form.save().lender_id, self.supervisor)

    def test_each_sees_his_own_loans_and_supervisors_all(self):
        loan = self._lend()
        for user, is_seen in (
            (self.borrower, True),
            (self.supervisor, True),
            (self.administrator, True),
            (self.auditor, True),
            (self.specialist, False),
            (self.controller, False),
        ):
            found = self.env["order.delegation"].with_user(user).search([("id", "=", loan.id)])
            self.assertEqual(bool(found), is_seen, user.login)
