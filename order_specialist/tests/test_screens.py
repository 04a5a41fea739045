import re
from collections import Counter

from lxml import etree

from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import DeskCase

WINDOWS = (
    "order_blocker_action",
    "order_case_action",
    "order_checklist_action",
    "order_finding_action",
    "order_handoff_action",
    "order_hold_action",
    "order_hold_type_action",
    "order_override_action",
    "order_reason_action",
    "sale_order_desk_action",
)


@tagged("post_install", "-at_install")
class TestScreens(DeskCase):
    """Each screen opens for each person who sees it, and shows what belongs on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_checklist(
            "customer_reference",
            {"method": "attest", "name": "Called the customer back"},
        )
        cls.customer.order_reference_required = True
        cls.order = cls._create_order()
        cls.order.action_verify()

    def test_no_two_fields_of_a_screen_have_the_same_label(self):
        # whoever filters or exports could not tell them apart
        for name in self.env:
            fields = self.env[name]._fields.values()
            if not name.startswith("order."):
                continue
            labels = Counter(field.string for field in fields)
            self.assertEqual([label for label, n in labels.items() if n > 1], [], name)

    def test_order_opens_for_everybody_who_may_read_it(self):
        people = (
            self.specialist,
            self.supervisor,
            self.controller,
            self.administrator,
            self.auditor,
            self.accountant,
        )
        for user in people:
            with self.subTest(user.login):
                form = Form(self.order.with_user(user))
                self.assertEqual(form.name, self.order.name)
                self.assertEqual(len(form.gate_strip["blockers"]), 2)

    def test_salesperson_sees_what_stops_his_own_order(self):
        order = self._create_order(user=self.salesperson)
        strip = Form(order.with_user(self.salesperson)).gate_strip
        self.assertEqual([gate["state"] for gate in strip["gates"]][:2], ["closed", "open"])

    def test_who_only_looks_is_offered_nothing_to_do(self):
        for user in (self.auditor, self.accountant):
            blockers = self.order.with_user(user).get_blockers()
            self.assertEqual({tuple(b["actions"]) for b in blockers}, {("open",)})
        offered = self.order.with_user(self.specialist).get_blockers()
        self.assertIn("override", {name for b in offered for name in b["actions"]})

    def test_confirm_is_odoos_own_button_while_the_desk_is_off(self):
        for state in ("draft", "sent"):
            self.assertEqual(self.get_confirm(state, desk=True), ["action_verify_and_confirm"])
            self.assertEqual(self.get_confirm(state, desk=False), ["action_confirm"])
        self.assertEqual(self.get_confirm("sale", desk=True), [])

    def get_confirm(self, state, desk):
        """Return the methods of the Confirm buttons on an order of ``state``."""
        view = self.env["sale.order"].with_user(self.specialist).get_view(view_type="form")
        values = {"state": state, "order_desk_active": desk, "is_order_read_only": False}
        return [
            button.get("name")
            for button in etree.fromstring(view["arch"]).iterfind(".//header/button")
            if button.get("string") == "Confirm" and not safe_eval(button.get("invisible"), values)
        ]

    def test_windows_read_all_that_they_show(self):
        for xmlid in WINDOWS:
            with self.subTest(xmlid):
                action = self.env.ref(f"order_specialist.{xmlid}")
                model = self.env[action.res_model].with_user(self.administrator)
                description = model.get_views([list(view) for view in action.views])
                for name, view in description["views"].items():
                    fields = {
                        node.get("name"): {}
                        for node in etree.fromstring(view["arch"]).iterfind("./field")
                    }
                    if name in ("list", "kanban"):
                        model.web_search_read([], fields, limit=5)

    def test_cards_ask_for_every_field_that_they_use(self):
        kanbans = self.env["ir.ui.view"].search([("type", "=", "kanban")])
        kanbans = kanbans.filtered(lambda v: (v.xml_id or "").startswith("order_specialist."))
        self.assertTrue(kanbans)
        for view in kanbans:
            arch = etree.fromstring(view.arch)
            asked = {node.get("name") for node in arch.iter("field")}
            used = set(re.findall(r"record\.(\w+)\.", view.arch))
            self.assertFalse(used - asked, view.xml_id)

    def test_instructions_of_the_company_show_on_the_order_of_its_contact(self):
        contact = self._create_customer("Ms Huber", parent_id=self.customer.id, is_company=False)
        self.customer.write(
            {
                "order_ship_complete": True,
                "order_delivery_window": "7 to 9",
                "order_instructions": "Ring",
            }
        )
        order = self._create_order(partner_id=contact.id).with_user(self.specialist)
        self.assertEqual(
            order.customer_instructions,
            "Order Number Required · Ship Complete · Delivery Window: 7 to 9\nRing",
        )

    def test_verification_tab_tells_failed_from_passed(self):
        self.customer.order_reference_required = False
        order = self._create_order().with_user(self.specialist)
        self.assertFalse(order.passed_check_ids)
        order.action_verify()
        self.assertEqual(order.passed_check_ids.mapped("kind"), ["customer_reference"])
        self.assertIn(self.specialist.name, order.verification_summary)
        self.assertFalse(self.order.with_user(self.specialist).passed_check_ids)

    def test_confirm_selected_confirms_what_nothing_stops_and_lists_the_rest(self):
        self.env["order.check"].search([("method", "=", "attest")]).active = False
        ready = self._create_order(client_order_ref="4711")
        orders = (self.order | ready).with_user(self.specialist)
        action = orders.action_confirm_selected()
        self.assertEqual(ready.state, "sale")
        self.assertEqual(action["tag"], "order_gate_dialog")
        self.assertEqual(action["params"]["notice"], "1 orders confirmed.")
        self.assertEqual(action["params"]["order_ids"], self.order.ids)
        self.order.client_order_ref = "4712"
        done = self.order.with_user(self.specialist).action_confirm_selected()
        self.assertEqual(done["tag"], "display_notification")

    def test_stuck_order_offers_to_fix_only_what_a_button_can_mend(self):
        self._create_checklist("pricelist_price")
        order = self._create_order(lines=[(None, 10, 8.1)]).with_user(self.specialist)
        order.action_verify()
        rows = self.env["order.blocker"].search([("order_id", "=", order.id)])
        self.assertEqual(rows.filtered("can_fix").check_id.mapped("kind"), ["pricelist_price"])
