from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import DeskCase


@tagged("post_install", "-at_install")
class TestHoldButton(DeskCase):
    """Beside an issue or a check that nobody ticked: hold the order because of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist(
            "pricelist_price", {"method": "attest", "name": "Compare with the mail"}
        )
        cls.order = cls._create_order([(None, 48, 8.1)])

    def _get_blocker(self, kind, user=None, order=None):
        order = (order or self.order).with_user(user or self.specialist)
        return next(b for b in order.get_blockers() if b["kind"] == kind)

    def _press(self, blocker, user=None):
        order = self.order.with_user(user or self.specialist)
        action = order.action_blocker(blocker, "hold")
        return Form(order.env[action["res_model"]].with_context(**action["context"]))

    def _set_placing(self, code, xmlid):
        hold_type = self.env.ref(f"order_specialist.order_hold_type_{code}")
        hold_type.place_group_ids = self.env.ref(f"order_specialist.group_{xmlid}")

    def test_issue_of_a_price_is_held_as_a_price_question_in_its_own_words(self):
        wizard = self._press(self._get_blocker("check"))
        self.assertEqual(wizard.type_id.code, "price")
        self.assertIn("price 8.10, the price of the day is 9.00", wizard.note)
        wizard.save().action_place()
        self.assertRecordValues(
            self.order.hold_ids,
            [{"placed_by_id": self.specialist.id, "is_active": True, "note": wizard.note}],
        )
        self.assertEqual(self._get_blocker("hold")["source_id"], self.order.hold_ids.id)

    def test_issue_of_an_address_is_held_as_an_address_question(self):
        self._create_checklist("address_incomplete")
        self.customer.zip = False
        blockers = self.order.get_blockers()
        address = next(b for b in blockers if "address" in b["message"].lower())
        self.assertEqual(self._press(address).type_id.code, "address")

    def test_check_that_nobody_ticked_is_held_by_hand(self):
        wizard = self._press(self._get_blocker("tick"))
        self.assertEqual((wizard.type_id.code, wizard.note), ("manual", "Compare with the mail"))

    def test_type_that_the_user_does_not_place_is_not_proposed(self):
        self._set_placing("price", "supervisor")
        self.assertEqual(self._press(self._get_blocker("check")).type_id.code, "manual")
        blocker = self._get_blocker("check", self.supervisor)
        self.assertEqual(self._press(blocker, self.supervisor).type_id.code, "price")

    def test_hold_is_offered_only_to_who_may_place_some_type(self):
        self.order.user_id = self.salesperson
        for user, is_offered in (
            (self.specialist, True),
            (self.controller, True),
            (self.salesperson, False),
            (self.auditor, False),
        ):
            for kind in ("check", "tick"):
                blocker = self._get_blocker(kind, user)
                self.assertEqual("hold" in blocker["actions"], is_offered, (user.login, kind))

    def test_offer_follows_the_configuration(self):
        types = self.env["order.hold.type"].search([("is_parking", "=", False)])
        types.place_group_ids = self.env.ref("order_specialist.group_supervisor")
        self.assertNotIn("hold", self._get_blocker("check")["actions"])
        self.assertIn("hold", self._get_blocker("check", self.supervisor)["actions"])

    def test_what_is_only_observed_offers_no_hold(self):
        self.checklist.action_observe()
        self.assertNotIn("hold", self._get_blocker("check")["actions"])

    def test_issue_that_is_solved_is_not_held(self):
        blocker = self._get_blocker("check")
        self.order.order_line.price_unit = 9.0
        with self.assertRaisesRegex(UserError, "solved already"):
            self._press(blocker)

    def test_many_stuck_orders_are_held_in_one_dialog(self):
        other = self._create_order([(None, 12, 8.1)])
        orders = self.order | other
        orders.action_verify()
        rows = self.env["order.blocker"].with_user(self.specialist)
        rows = rows.search([("order_id", "in", orders.ids), ("kind", "=", "check")])
        action = rows.with_context(desk_action="hold").action_act()
        wizard = Form(rows.env[action["res_model"]].with_context(**action["context"])).save()
        self.assertEqual((wizard.type_id.code, wizard.note), ("price", False))
        wizard.action_place()
        self.assertEqual(orders.hold_ids.mapped("type_id.code"), ["price"])
        self.assertEqual(orders.hold_ids.order_id, orders)
