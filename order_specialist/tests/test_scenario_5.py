from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..exceptions import GateClosed
from .release_common import ReleaseCase


@tagged("post_install", "-at_install")
class TestScenario5(ReleaseCase):
    """PO 4711 five times. (Two at the same second need two connections: tests/test_two_imports.)"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("order_specialist.checklist_recommended").action_enforce()
        cls.scones = cls._create_product("Scones", 10.0, stock=1000)
        cls.chai = cls._create_product("Chai", 5.0, stock=1000)
        cls.lines = [(cls.product, 40, None), (cls.scones, 10, None)]
        cls.monday = fields.Datetime.to_datetime("2026-03-02 09:00:00")
        cls.first = cls._create_order(
            cls.lines, client_order_ref="PO-004711", date_order=cls.monday
        )
        cls.first.sudo().received_at = cls.monday
        cls.mail_order = cls.env["res.partner"].create(
            {"name": "Mr Berger", "parent_id": cls.customer.id}
        )

    def _send(self, lines, number, day=1, **values):
        date = fields.Datetime.add(self.monday, days=day)
        return self._create_order(lines, client_order_ref=number, date_order=date, **values)

    def _add(self, order):
        """Press "Add to that order" beside the remark."""
        blocker = next(b for b in order.get_blockers() if "add_to_order" in b["actions"])
        return order.action_blocker(blocker, "add_to_order")

    def _get_quantities(self, order):
        return {
            line.product_id: line.product_uom_qty
            for line in order.order_line
            if line.product_uom_qty
        }

    # --- (i) the same again -----------------------------------------------------------------------

    def test_same_number_and_lines_from_another_contact_stop(self):
        order = self._send(self.lines, "po 4711", partner_id=self.mail_order.id)
        with self.assertRaisesRegex(GateClosed, f"Looks like {self.first.name}"):
            order.action_confirm()
        dialog = order.action_verify_and_confirm()
        blocker = dialog["params"]["blockers"][0]
        self.assertEqual((blocker["severity"], blocker["actual"]), ("override", self.first.name))
        beside = order.action_blocker(blocker, blocker["actions"][0])
        shown = self.env[beside["res_model"]].browse(beside["res_id"])
        self.assertEqual((shown.order_id, shown.other_id), (order, self.first))
        self.assertFalse(any(shown.line_ids.mapped("is_different")))
        self._override(order, "duplicate_order", self.specialist)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    # --- (ii) more for the same number ------------------------------------------------------------

    def test_other_lines_join_the_first_order_before_its_release(self):
        order = self._send([(self.chai, 5, 4.99)], "4711", requested_date="2026-03-10")
        self.assertEqual(self._get_messages(order), [])
        action = self._add(order)
        self.assertEqual((action["res_model"], action["res_id"]), ("sale.order", self.first.id))
        self.assertEqual(
            self._get_quantities(self.first), {self.product: 40, self.scones: 10, self.chai: 5}
        )
        line = self.first.order_line[-1]
        self.assertEqual((line.price_unit, str(line.requested_date)), (4.99, "2026-03-10"))
        self.assertEqual(self.first.amount_total, 40 * 9 + 10 * 10 + 5 * 4.99)
        self.assertRecordValues(order, [{"state": "cancel", "added_to_id": self.first.id}])
        self.assertIn(f"Added to {self.first.name}", order.message_ids[0].body)
        self.assertIn(order.name, self.first.message_ids[0].body)
        self.assertEqual(self._find(order, "duplicate_order"), [])

    def test_other_lines_join_a_confirmed_order_that_is_not_released(self):
        manual = self.env.ref("order_specialist.order_hold_type_manual")
        manual.write({"stops_confirm": False})
        self.env["order.hold"].with_user(self.specialist)._place(self.first, manual, note="Wait")
        self.first.action_confirm()
        self.assertEqual(self.first.handoff_state, "to_release")
        self._add(self._send([(self.chai, 5, None)], "4711"))
        self.assertEqual(self._get_quantities(self.first)[self.chai], 5)
        self.assertEqual(
            sum(self.first.picking_ids.move_ids.mapped("product_uom_qty")), 40 + 10 + 5
        )

    def test_after_the_release_the_department_is_asked(self):
        self.first.action_confirm()
        self.first.sudo().handoff_ids.with_user(self.warehouse_lead).action_accept()
        order = self._send([(self.chai, 5, None)], "4711")
        self._add(order)
        self.assertEqual(self._get_quantities(self.first), {self.product: 40, self.scones: 10})
        change = self.first.sudo().pending_change_ids
        self.assertRecordValues(change, [{"kind": "line", "quantity": 5}])
        self.assertEqual(order.state, "cancel")
        change.with_user(self.warehouse_lead).action_take()
        self.assertEqual(self._get_quantities(self.first)[self.chai], 5)

    def test_lines_join_no_order_that_is_gone_meanwhile(self):
        order = self._send([(self.chai, 5, None)], "4711")
        blocker = order.get_blockers()[0]
        self.first._action_cancel()
        with self.assertRaisesRegex(UserError, "solved already"):
            order.action_blocker(blocker, "add_to_order")
        self.assertEqual(order.state, "draft")

    def test_who_may_not_change_the_first_order_adds_nothing(self):
        order = self._send([(self.chai, 5, None)], "4711")
        blocker = order.get_blockers()[0]
        with self.assertRaises(AccessError):
            order.with_user(self.auditor).action_blocker(blocker, "add_to_order")
        self.assertEqual(order.state, "draft")

    # --- (iv) blanket orders ----------------------------------------------------------------------

    def test_call_offs_of_a_blanket_order(self):
        self.customer.order_blanket = True
        calls = self.env["sale.order"].union(
            *(self._send(self.lines, "4711", day=3 * number) for number in range(1, 11))
        )
        self.assertEqual(self._find(calls, "duplicate_order"), [])
        twice = self._send(self.lines, "4711", day=30)
        self.assertEqual(self._get_finding(twice, "duplicate_order").severity, None)
        self.assertEqual(len(self._get_messages(twice)), 1)

    # --- (v) cancelled and sent again -------------------------------------------------------------

    def test_cancelled_order_is_replaced(self):
        self.first._action_cancel()
        order = self._send(self.lines, "PO-004711")
        self.assertEqual(
            [b["severity"] for b in order.get_blockers() if "Replaces" in b["message"]], ["info"]
        )
        self.assertIs(order.action_verify_and_confirm(), True)
        self.assertEqual(order.state, "sale")

    # --- (vi) a copy ------------------------------------------------------------------------------

    def test_copy_takes_nothing_of_what_was_decided(self):
        twice = self._send(self.lines, "4711", control_lines=3)
        twice.action_verify()
        self._override(twice, "duplicate_order", self.specialist)
        manual = self.env.ref("order_specialist.order_hold_type_manual")
        self.env["order.hold"].with_user(self.specialist)._place(twice, manual, note="Wait")
        tick = self._create_checklist({"name": "Look", "method": "attest", "kind": False}).check_ids
        self.env["order.check.result"].with_user(self.specialist)._tick(twice, tick)
        for name in ("finding_ids", "override_ids", "hold_ids", "check_result_ids"):
            self.assertTrue(twice[name], name)
        copy = twice.copy()
        for name in (
            "finding_ids",
            "override_ids",
            "hold_ids",
            "check_result_ids",
            "verification_ids",
            "client_order_ref",
            "control_lines",
            "added_to_id",
        ):
            self.assertFalse(copy[name], name)
        self.assertEqual(copy.blocker_count, 0)
