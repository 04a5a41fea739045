from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.known import Known
from .common import DeskCase


@tagged("post_install", "-at_install")
class TestKnown(DeskCase):
    """What a person confirmed once for a customer is kept, and not asked again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist("pricelist_price")
        cls.check = cls.checklist.check_ids

    def setUp(self):
        super().setUp()

        def know_price(check, finding):
            return Known("price", finding.key, finding.actual)

        self.know(know_price)
        self.order = self._create_order([(None, 10, 8.0)])

    def know(self, method):
        """Let ``method`` say what can be known of a finding."""
        model = self.registry["order.check"]
        self.startPatcher(patch.object(model, "_get_known_pricelist_price", method, create=True))

    def remember(self, order=None, user=None):
        """Press "Confirm and remember" beside the one issue of ``order``."""
        order = (order or self.order).with_user(user or self.specialist)
        (blocker,) = order.get_blockers()
        order.action_blocker(blocker, "remember")
        return self.env["order.known"].search([("order_id", "=", order.id)])

    def test_button_is_offered_right_after_the_repair(self):
        (blocker,) = self.order.get_blockers()
        self.assertEqual(blocker["actions"][:3], ["fix", "remember", "open"])

    def test_other_findings_are_not_offered_it(self):
        self.know(lambda *_: None)
        (blocker,) = self.order.get_blockers()
        self.assertNotIn("remember", blocker["actions"])
        with self.assertRaisesRegex(UserError, "cannot be remembered"):
            self.remember()

    def test_it_is_kept_with_who_and_when_and_is_gone(self):
        self.order.action_verify()
        known = self.remember()
        self.assertRecordValues(
            known,
            [
                {
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "kind": "price",
                    "value": 8.0,
                    "check_id": self.check.id,
                    "user_id": self.specialist.id,
                    "active": True,
                }
            ],
        )
        self.assertIn("8.0", known.name)
        self.assertEqual(self.order.get_blockers(), [])
        self.assertRecordValues(
            self.order.finding_ids,
            [{"outcome": "known", "is_open": False, "resolved_by_id": self.specialist.id}],
        )
        self.assertIn("Confirmed and remembered", self.order.message_ids[0].body)
        self.assertEqual(self.order.message_ids[0].author_id, self.specialist.partner_id)

    def test_it_is_asked_no_more_on_other_orders_of_the_company(self):
        contact = self.env["res.partner"].create({"name": "Anna", "parent_id": self.customer.id})
        other = self._create_order([(None, 3, 8.0)], partner_id=contact.id)
        stranger = self._create_order(
            [(None, 3, 8.0)], partner_id=self._create_customer("Somebody Else").id
        )
        worse = self._create_order([(None, 3, 7.0)])
        self.remember()
        self.assertEqual(self.customer.order_known_ids.partner_id, self.customer)
        self.assertEqual(other.get_blockers(), [])
        self.assertEqual(len(stranger.get_blockers()), 1)
        self.assertEqual(len(worse.get_blockers()), 1)

    def test_finding_of_another_order_names_who_knew_it(self):
        other = self._create_order([(None, 3, 8.0)])
        other.action_verify()
        self.remember(user=self.supervisor)
        other.action_verify()
        self.assertRecordValues(
            other.finding_ids, [{"outcome": "known", "resolved_by_id": self.supervisor.id}]
        )

    def test_another_company_does_not_know_it(self):
        known = self.remember()
        company = self.env["res.company"].create({"name": "Other", "order_desk_active": True})
        values = {**known.copy_data()[0], "company_id": company.id}
        known.action_forget()
        self.env["order.known"].create(values)
        self.assertEqual(len(self.order.get_blockers()), 1)
        seen = self.env["order.known"].with_user(self.specialist).with_context(active_test=False)
        self.assertEqual(seen.search([("partner_id", "=", self.customer.id)]), known)

    def test_who_may_not_override_may_not_remember(self):
        self.check.override_group_id = self.env.ref("order_specialist.group_supervisor")
        (blocker,) = self.order.get_blockers()
        self.assertNotIn("remember", blocker["actions"])
        with self.assertRaisesRegex(AccessError, "Supervisor"):
            self.order.action_blocker(blocker, "remember")
        self.assertTrue(self.remember(user=self.supervisor))

    def test_four_eyes_hold_for_remembering_too(self):
        self.check.four_eyes = True
        with self.assertRaisesRegex(AccessError, "You entered this order"):
            self.remember()

    def test_what_nobody_overrides_nobody_remembers(self):
        self.check.severity = "block"
        (blocker,) = self.order.get_blockers()
        self.assertNotIn("remember", blocker["actions"])
        with self.assertRaisesRegex(UserError, "cannot be remembered"):
            self.order.action_blocker(blocker, "remember")

    def test_forgotten_is_asked_again_and_kept(self):
        known = self.remember()
        known.with_user(self.supervisor).action_forget()
        self.assertRecordValues(
            known, [{"active": False, "forgotten_by_id": self.supervisor.id, "key": known.key}]
        )
        self.assertEqual(len(self.order.get_blockers()), 1)
        again = self.remember()
        self.assertNotEqual(again, known)

    def test_who_may_not_override_may_not_forget(self):
        known = self.remember()
        self.check.override_group_id = self.env.ref("order_specialist.group_supervisor")
        with self.assertRaises(AccessError):
            known.with_user(self.specialist).action_forget()
        self.assertTrue(known.active)

    def test_nobody_changes_or_deletes_it(self):
        known = self.remember()
        for user in (self.specialist, self.supervisor, self.administrator):
            with self.assertRaises(AccessError):
                known.with_user(user).write({"active": False})
        for values in ({"key": "other"}, {"user_id": self.supervisor.id}, {"value": 1.0}):
            with self.assertRaisesRegex(UserError, "never changed"):
                known.sudo().write(values)
        with self.assertRaisesRegex(UserError, "is kept"):
            known.sudo().unlink()

    def test_second_one_who_confirms_it_finds_it_solved(self):
        (blocker,) = self.order.get_blockers()
        other = self._create_order([(None, 3, 8.0)])
        (same,) = other.get_blockers()
        self.order.action_blocker(blocker, "remember")
        with self.assertRaisesRegex(UserError, "solved already"):
            other.action_blocker(same, "remember")
        known = self.customer.order_known_ids
        self.assertEqual(len(known), 1)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["order.known"].create(known.copy_data())

    def test_rule_that_cannot_tell_what_is_known_still_stops(self):
        def crash(check, finding):
            raise ValueError

        self.know(crash)
        with mute_logger("odoo.addons.order_specialist.models.order_known_use"):
            (blocker,) = self.order.get_blockers()
        self.assertTrue(blocker["stops"])

    def test_list_of_stuck_orders_has_the_button_for_those_who_may(self):
        self.order.action_verify()
        row = self.env["order.blocker"].search([("order_id", "=", self.order.id)])
        self.assertTrue(row.with_user(self.specialist).can_remember)
        self.assertFalse(row.with_user(self.salesperson).can_remember)
        row.with_user(self.specialist).with_context(desk_action="remember").action_act()
        self.assertFalse(row.exists())
