import ast

from lxml import etree

from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import DeskCase

#: Buttons of the order's header that change the order.
WRITING = (
    "action_confirm",
    "action_verify_and_confirm",
    "action_quotation_send",
    "action_cancel",
    "action_cancel_at_desk",
    "action_draft",
    "payment_action_capture",
    "payment_action_void",
)


@tagged("post_install", "-at_install")
class TestOfferedButtons(DeskCase):
    """Nobody is offered a button that the server refuses him."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order(user_id=cls.salesperson.id)
        cls.credit = cls.env.ref("order_specialist.order_hold_type_credit")
        cls.manual = cls.env.ref("order_specialist.order_hold_type_manual")

    def _get_shown(self, record, user):
        """Return the names of the buttons that ``user`` is shown in the header of the form."""
        record = record.with_user(user)
        arch = etree.fromstring(record.get_view(view_type="form")["arch"])
        return {
            button.get("name")
            for button in arch.findall(".//header//button")
            if not self._is_true(record, button.get("invisible", "False"))
        }

    def _is_true(self, record, expression):
        nodes = ast.walk(ast.parse(expression, mode="eval"))
        names = {node.id for node in nodes if isinstance(node, ast.Name)} - {"id"}
        values = record.read(sorted(names), load=None)[0] if names else {"id": record.id}
        return safe_eval(expression, values)

    def test_who_only_reads_orders_is_offered_no_button_that_writes(self):
        cancelled = self._create_order(user_id=self.salesperson.id)
        cancelled._action_cancel()
        for order in (self.order, cancelled):
            for user in (self.auditor, self.controller):
                self.assertFalse(self._get_shown(order, user) & {*WRITING}, user.login)
        self.assertIn("action_preview_sale_order", self._get_shown(self.order, self.auditor))

    def test_who_writes_is_offered_what_he_was(self):
        for user in (self.specialist, self.salesperson):
            shown = self._get_shown(self.order, user)
            self.assertLessEqual(
                {"action_verify_and_confirm", "action_quotation_send", "action_cancel_at_desk"},
                shown,
            )
        self.company.order_desk_active = False
        shown = self._get_shown(self.order, self.salesperson)
        self.assertLessEqual({"action_confirm", "action_quotation_send", "action_cancel"}, shown)
        self.assertFalse(self._get_shown(self.order, self.auditor) & {*WRITING})

    def _place(self, hold_type, user):
        return self.env["order.hold"].with_user(user)._place(self.order.with_user(user), hold_type)

    def test_hold_says_who_releases_it_to_who_does_not(self):
        hold = self._place(self.credit, self.controller)
        self.assertTrue(hold.with_user(self.controller).can_release)
        for user in (self.specialist, self.auditor, self.salesperson):
            seen = hold.with_user(user)
            self.assertFalse(seen.can_release)
            self.assertIn("Credit Controller may release a hold of", seen.release_refusal)
            self.assertNotIn("action_open_release", self._get_shown(hold, user))
        self.assertFalse(hold.with_user(self.controller).release_refusal)
        self.assertIn("action_open_release", self._get_shown(hold, self.controller))

    def test_four_eyes_are_said_before_anybody_tries(self):
        self.manual.four_eyes = True
        hold = self._place(self.manual, self.specialist)
        self.assertFalse(hold.with_user(self.specialist).can_release)
        self.assertIn("somebody else releases", hold.with_user(self.specialist).release_refusal)
        self.assertTrue(hold.with_user(self.supervisor).can_release)

    def test_released_hold_offers_nothing(self):
        hold = self._place(self.manual, self.specialist)
        hold._release()
        self.assertEqual((hold.can_release, hold.release_refusal), (False, False))

    def test_button_asks_for_reason_and_note(self):
        hold = self._place(self.manual, self.specialist)
        action = hold.action_open_release()
        wizard = Form(
            self.env["order.hold.wizard"]
            .with_user(self.specialist)
            .with_context(**action["context"])
        )
        answered = self.env.ref("order_specialist.order_reason_hold_release_answered")
        wizard.reason_id = answered
        wizard.save().action_release()
        self.assertRecordValues(hold, [{"is_active": False, "release_reason_id": answered.id}])
