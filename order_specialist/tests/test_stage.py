from types import SimpleNamespace

from odoo.tests import TransactionCase, tagged

from ..tools.stages import STAGES, get_stage
from .case_common import ClaimCase

#: What an order says, and the stage that follows; the first that applies counts.
TABLE = [
    ({"state": "cancel", "open_case_count": 1}, "cancelled"),
    ({}, "quotation"),
    ({"state": "sent"}, "quotation"),
    ({"first_verified_on": True}, "ready"),
    ({"blocker_count": 2, "first_verified_on": True}, "ready"),
    ({"confirm_blocker_count": 2}, "stuck"),
    ({"confirm_blocker_count": 2, "waiting_count": 1}, "stuck"),
    ({"confirm_blocker_count": 2, "waiting_count": 2}, "waiting"),
    ({"state": "sale", "handoff_state": "to_release", "delivery_status": "pending"}, "to_release"),
    ({"state": "sale", "handoff_state": "released", "delivery_status": "pending"}, "released"),
    ({"state": "sale", "handoff_state": "sent_back", "delivery_status": "pending"}, "sent_back"),
    ({"state": "sale", "handoff_state": "recalled", "delivery_status": "pending"}, "sent_back"),
    ({"state": "sale", "handoff_state": "accepted", "delivery_status": "pending"}, "picking"),
    ({"state": "sale", "handoff_state": "accepted", "delivery_status": "started"}, "picking"),
    (
        {"state": "sale", "handoff_state": "accepted", "delivery_status": "partial"},
        "partly_shipped",
    ),
    ({"state": "sale", "delivery_status": "pending"}, "released"),
    (
        {
            "state": "sale",
            "handoff_state": "done",
            "delivery_status": "full",
            "invoice_status": "to invoice",
        },
        "to_invoice",
    ),
    ({"state": "sale", "invoice_status": "to invoice"}, "to_invoice"),
    ({"state": "sale", "invoice_status": "no"}, "closed"),
    (
        {
            "state": "sale",
            "handoff_state": "done",
            "delivery_status": "full",
            "invoice_status": "invoiced",
        },
        "closed",
    ),
    ({"state": "sale", "invoice_status": "invoiced", "open_case_count": 1}, "claim"),
]


@tagged("post_install", "-at_install")
class TestStageTable(TransactionCase):
    def test_stage_follows_from_what_the_order_says(self):
        nothing = {
            "state": "draft",
            "delivery_status": False,
            "invoice_status": "no",
            "handoff_state": False,
            "blocker_count": 0,
            "confirm_blocker_count": 0,
            "waiting_count": 0,
            "open_case_count": 0,
            "first_verified_on": False,
        }
        for values, stage in TABLE:
            self.assertEqual(get_stage(SimpleNamespace(**{**nothing, **values})), stage, values)

    def test_every_stage_has_a_name(self):
        self.assertEqual({stage for _values, stage in TABLE}, {name for name, _label in STAGES})


@tagged("post_install", "-at_install")
class TestStage(ClaimCase):
    """An order on its way; nobody drags it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.order_reference_required = True
        cls._create_checklist("customer_reference")

    def test_order_goes_its_way_by_itself(self):
        order = self._create_order([(None, 5, None)])
        self.assertEqual(order.desk_stage, "quotation")
        order.action_verify()
        self.assertEqual(order.desk_stage, "stuck")
        self.assertEqual(order.next_step, "One thing stops it before it can be confirmed.")
        order.finding_ids.sudo()._ask("customer", "Which number?", "2099-01-01")
        self.assertEqual(order.desk_stage, "waiting")
        order.client_order_ref = "4711"
        order.action_verify()
        self.assertEqual(order.desk_stage, "ready")
        order.action_confirm()
        self.assertEqual(order.desk_stage, "released")
        self._ship(order, 3)
        self.assertEqual(order.desk_stage, "partly_shipped")
        self._ship(order)
        self.assertEqual(order.desk_stage, "to_invoice")
        self._invoice(order)
        self.assertEqual(order.desk_stage, "closed")

    def test_order_says_nothing_while_the_desk_is_off(self):
        self.company.order_desk_active = False
        order = self._create_order()
        self.assertFalse(order.next_step or order.gate_strip)


@tagged("post_install", "-at_install")
class TestEachStage(ClaimCase):
    """One test for each stage, of an order that came there by what people do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.order_reference_required = True
        cls._create_checklist("customer_reference")

    def _create(self, **values):
        return self._create_order([(None, 5, None)], **{"client_order_ref": "4711", **values})

    def _create_confirmed(self):
        order = self._create()
        order.action_confirm()
        return order

    def _create_stuck(self):
        order = self._create(client_order_ref=False)
        order.action_verify()
        return order

    def _create_sent_back(self):
        order = self._create_confirmed()
        reason = self.env.ref("order_specialist.order_reason_send_back_instruction_unclear")
        order.sudo().handoff_ids.with_user(self.warehouse_lead)._send_back(reason)
        return order

    def test_each_stage_has_a_test_of_its_own(self):
        missing = [name for name, _label in STAGES if not hasattr(self, f"test_stage_{name}")]
        self.assertEqual(missing, [])

    def test_stage_quotation(self):
        self.assertEqual(self._create().desk_stage, "quotation")

    def test_stage_quotation_again_after_a_cancellation(self):
        order = self._create_confirmed()
        order._action_cancel()
        order.action_draft()
        self.assertEqual(order.desk_stage, "quotation")
        self.assertFalse(order.confirmed_on)

    def test_stage_ready(self):
        order = self._create()
        order.action_verify()
        self.assertEqual(order.desk_stage, "ready")

    def test_stage_stuck(self):
        self.assertEqual(self._create_stuck().desk_stage, "stuck")

    def test_stage_waiting(self):
        order = self._create_stuck()
        order.finding_ids.sudo()._ask("customer", "Which number?", "2099-01-01")
        self.assertEqual(order.desk_stage, "waiting")

    def test_stage_to_release(self):
        order = self._create()
        credit = self.env.ref("order_specialist.order_hold_type_credit")
        self.env["order.hold"].with_user(self.controller)._place(order, credit)
        order.action_confirm()
        self.assertEqual(order.desk_stage, "to_release")

    def test_stage_sent_back(self):
        self.assertEqual(self._create_sent_back().desk_stage, "sent_back")

    def test_stage_released(self):
        self.assertEqual(self._create_confirmed().desk_stage, "released")

    def test_stage_released_again_after_it_was_sent_back(self):
        order = self._create_sent_back()
        order.action_release()
        self.assertEqual(order.desk_stage, "released")

    def test_stage_picking(self):
        order = self._create_confirmed()
        order.sudo().picking_ids.with_user(self.warehouse_lead).do_print_picking()
        self.assertEqual(order.desk_stage, "picking")

    def test_stage_partly_shipped(self):
        order = self._create_confirmed()
        self._ship(order, 3)
        self.assertEqual(order.desk_stage, "partly_shipped")

    def test_stage_to_invoice(self):
        order = self._create_confirmed()
        self._ship(order)
        self.assertEqual(order.desk_stage, "to_invoice")

    def test_stage_claim(self):
        order, _invoice = self._deliver_and_invoice(client_order_ref="4711")
        self._claim(order, "damaged", 1)
        self.assertEqual(order.desk_stage, "claim")

    def test_stage_closed(self):
        order, _invoice = self._deliver_and_invoice(client_order_ref="4711")
        self.assertEqual(order.desk_stage, "closed")

    def test_stage_cancelled(self):
        order = self._create_confirmed()
        order._action_cancel()
        self.assertEqual(order.desk_stage, "cancelled")
