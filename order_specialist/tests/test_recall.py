"""Cancelling what a department has accepted: it is asked, and the order waits for the answer."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..exceptions import GateClosed
from .test_scenario_4 import ChangeCase


class RecallCase(ChangeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "huber@example.com"

    def _cancel(self, order):
        order.with_user(self.specialist).action_cancel()

    def _create_recalled(self, quantity=10):
        order, handoff = self._create_printed(quantity)
        self._cancel(order)
        return order, handoff

    def _put_back(self, handoff, user=None):
        handoff.with_user(user or self.warehouse_lead).action_put_back()

    def _say_gone(self, handoff, note="On the truck since ten"):
        wizard = self._open(
            handoff.with_user(self.warehouse_lead).action_gone(), self.warehouse_lead
        )
        wizard.reason_id = self.left_reason
        wizard.note = note
        wizard.save().action_gone()

    def _get_mails(self, order):
        return order.message_ids.filtered(lambda message: "is cancelled" in (message.subject or ""))


@tagged("post_install", "-at_install")
class TestRecall(RecallCase):
    def test_a_recalled_order_waits_and_nothing_moves(self):
        order, handoff = self._create_recalled()
        self.assertEqual((order.state, order.handoff_state), ("sale", "recalled"))
        self.assertRecordValues(
            handoff, [{"state": "recalled", "recalled_by_id": self.specialist.id}]
        )
        self.assertEqual(order.picking_ids.state, "assigned")
        self.assertEqual(handoff.activity_ids.user_id, self.warehouse_lead)
        self.assertFalse(self._get_mails(order))
        gates = order.with_user(self.specialist).gate_strip["gates"]
        states = {gate["gate"]: gate["state"] for gate in gates}
        self.assertEqual((states["handoff"], states["ship"]), ("passed", "closed"))
        with self.assertRaisesRegex(GateClosed, "Recalled: Warehouse has to put it back"):
            self._validate(order.picking_ids)
        self.assertEqual(order.blocker_count, 1)
        rows = self.env["order.blocker"].search([("order_id", "=", order.id)])
        self.assertEqual(rows.mapped("kind"), ["handoff"])

    def test_put_back_cancels_and_tells_the_customer(self):
        order, handoff = self._create_recalled()
        self._put_back(handoff)
        self.assertEqual((order.state, order.handoff_state), ("cancel", False))
        self.assertEqual(order.picking_ids.state, "cancel")
        self.assertEqual(order.blocker_count, 0)
        self.assertRecordValues(
            handoff,
            [
                {
                    "state": "cancelled",
                    "recall_answer": "put_back",
                    "recall_answered_by_id": self.warehouse_lead.id,
                }
            ],
        )
        self.assertEqual(self._get_mails(order).partner_ids, self.customer)
        self.assertFalse(handoff.activity_ids)

    def test_what_was_picked_comes_back_with_a_transfer(self):
        self.warehouse.delivery_steps = "pick_ship"
        order, handoff = self._create_printed(10)
        pick = order.picking_ids
        pick.move_ids.write({"quantity": 7, "picked": True})
        self._validate(pick)
        self._cancel(order)
        self._put_back(handoff)
        self.assertEqual(order.state, "cancel")
        back = self.env["stock.picking"].search([("return_id", "=", pick.id)])
        self.assertRecordValues(
            back,
            [
                {
                    "state": "assigned",
                    "location_id": self.warehouse.wh_output_stock_loc_id.id,
                    "location_dest_id": self.warehouse.lot_stock_id.id,
                }
            ],
        )
        self.assertEqual(back.move_ids.product_uom_qty, 7)
        self._validate(back)
        self.assertEqual(back.state, "done")
        others = order.picking_ids - pick - back
        self.assertEqual(set(others.mapped("state")), {"cancel"})

    def test_gone_keeps_the_order_and_opens_a_claim(self):
        order, handoff = self._create_recalled()
        self._say_gone(handoff)
        self.assertEqual((order.state, order.handoff_state), ("sale", "accepted"))
        self.assertRecordValues(
            handoff,
            [
                {
                    "state": "accepted",
                    "recall_answer": "gone",
                    "recall_reason_id": self.left_reason.id,
                }
            ],
        )
        self.assertEqual(order.case_ids.type_id.code, "cancelled_too_late")
        self.assertIn("On the truck since ten", order.case_ids.description)
        self.assertEqual(order.activity_ids.user_id, self.specialist)
        self.assertIn("Recalled too late", order.activity_ids.summary)
        self.assertFalse(self._get_mails(order))
        self._validate(order.picking_ids)
        self.assertEqual(handoff.state, "done")

    def test_two_departments_one_puts_back_the_other_is_gone(self):
        north = self.env["stock.warehouse"].create({"name": "North", "code": "NORTH"})
        order = self._create_order([(None, 5, None), (self.other, 4, None)]).sudo()
        order.order_line[1].warehouse_id = north
        here, there = self._confirm(order).sorted("id")
        (here | there).with_user(self.warehouse_lead).action_accept()
        self._cancel(order)
        self._put_back(there)
        self.assertEqual(order.state, "sale", "the other has not answered yet")
        self._say_gone(here)
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.order_line.mapped("cancelled_qty"), [0, 4])
        self.assertEqual((here.state, there.state), ("accepted", "cancelled"))
        self._assert_balanced_after(order)

    def _assert_balanced_after(self, order):
        self._assert_balanced(order)
        order.order_line._action_launch_stock_rule()
        self._assert_balanced(order)

    def test_the_reason_counts_once(self):
        order, handoff = self._create_printed(10)
        reason = self.env["order.reason"].search([("usage", "=", "cancel")], limit=1)
        wizard = self.env["order.cancel.wizard"].with_user(self.specialist)
        wizard = wizard.create(
            {"order_ids": order.ids, "reason_id": reason.id, "note": "Ordered twice"}
        )
        wizard.action_cancel()
        self.assertEqual((order.state, handoff.state), ("sale", "recalled"))
        self._put_back(handoff)
        self.assertEqual(order.state, "cancel")
        changes = self.env["order.change"].search([("order_id", "=", order.id)])
        self.assertRecordValues(
            changes.filtered(lambda change: change.kind == "cancel_order"),
            [{"user_id": self.specialist.id, "reason_id": reason.id, "note": "Ordered twice"}],
        )

    def test_nobody_answers_twice(self):
        _order, handoff = self._create_recalled()
        self._put_back(handoff)
        with self.assertRaisesRegex(UserError, "not recalled"):
            self._put_back(handoff)
        with self.assertRaisesRegex(UserError, "not recalled"):
            handoff.with_user(self.warehouse_lead).action_gone()

    def test_who_recalls_twice_reads_that_it_is_recalled(self):
        order, _handoff = self._create_recalled()
        with self.assertRaisesRegex(UserError, "t_specialist .* recalled .* already"):
            self._cancel(order)

    def test_a_recalled_order_is_not_changed(self):
        order, _handoff = self._create_recalled()
        with self.assertRaisesRegex(UserError, "is recalled"):
            self._write(order.order_line, 12)

    def test_pending_changes_end_with_the_recall(self):
        order, _handoff = self._create_printed(10)
        self._write(order.order_line, 12)
        self._cancel(order)
        self.assertEqual(order.change_ids.state, "withdrawn")

    def test_the_desk_keeps_the_order_after_all(self):
        order, handoff = self._create_recalled()
        with self.assertRaises(AccessError):
            handoff.with_user(self.warehouse_lead).action_keep()
        handoff.with_user(self.specialist).action_keep()
        self.assertEqual((handoff.state, order.handoff_state), ("accepted", "accepted"))
        self.assertEqual(order.blocker_count, 0)
        self._validate(order.picking_ids)
        self.assertEqual(handoff.state, "done")

    def test_only_the_department_and_supervisors_answer(self):
        _order, handoff = self._create_recalled()
        for user in (self.specialist, self.salesperson, self.auditor):
            with self.assertRaises(AccessError):
                self._put_back(handoff, user)
        self._put_back(handoff, self.supervisor)

    def test_a_written_state_takes_nothing_back(self):
        order, _handoff = self._create_printed(10)
        for state in ("cancel", "draft"):
            with self.assertRaisesRegex(UserError, "Warehouse has accepted"):
                order.with_user(self.specialist).write({"state": state})
        self.assertEqual(order.state, "sale")

    def test_what_nobody_has_begun_is_cancelled_at_once(self):
        free, first = self._create_released()
        accepted, second = self._create_printed(10)
        self._cancel(free | accepted)
        self.assertEqual((free.state, accepted.state), ("cancel", "sale"))
        self.assertEqual((first.state, second.state), ("cancelled", "recalled"))

    def test_a_department_that_answers_nothing_is_not_asked(self):
        self.department.acceptance = "none"
        order, handoff = self._create_released()
        self._cancel(order)
        self.assertEqual((order.state, handoff.state), ("cancel", "cancelled"))

    def test_the_scan_does_not_release_it_again(self):
        order, handoff = self._create_recalled()
        self.env["order.verification"]._scan(order)
        self.env["order.handoff"]._release(order)
        self.assertEqual(order.handoff_ids, handoff)
        self.assertEqual(order.handoff_state, "recalled")
