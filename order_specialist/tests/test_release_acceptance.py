from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..exceptions import GateClosed
from .release_common import ReleaseCase


@tagged("post_install", "-at_install")
class TestReleaseAcceptance(ReleaseCase):
    def _assert_accepted(self, handoff, through, user=None):
        self.assertRecordValues(
            handoff,
            [
                {
                    "state": "accepted",
                    "accepted_through": through,
                    "accepted_by_id": (user or self.warehouse_lead).id,
                }
            ],
        )
        self.assertTrue(handoff.accepted_on)
        self.assertEqual(handoff.order_id.handoff_state, "accepted")
        self.assertEqual(handoff.order_id.accepted_on, handoff.accepted_on)

    def test_the_print_button_accepts(self):
        order, handoff = self._create_released()
        order.picking_ids.with_user(self.warehouse_lead).do_print_picking()
        self._assert_accepted(handoff, "print")

    def test_a_slip_from_the_print_menu_accepts(self):
        for report in ("stock.report_picking", "stock.report_deliveryslip"):
            order, handoff = self._create_released()
            self.env["ir.actions.report"].with_user(self.warehouse_lead)._render_qweb_pdf(
                report, order.picking_ids.ids
            )
            self._assert_accepted(handoff, "print")

    def test_a_slip_that_the_desk_prints_accepts_nothing(self):
        order, handoff = self._create_released()
        self.env["ir.actions.report"].with_user(self.specialist)._render_qweb_html(
            "stock.report_picking", order.picking_ids.ids
        )
        self.assertEqual(handoff.state, "offered")

    def test_the_first_picked_quantity_accepts(self):
        order, handoff = self._create_released()
        line = order.picking_ids.move_line_ids.with_user(self.warehouse_lead)
        line.quantity = 4
        self.assertEqual(handoff.state, "offered", "a quantity may be a reservation")
        line.picked = True
        self._assert_accepted(handoff, "pick")

    def test_validating_accepts(self):
        order, handoff = self._create_released([(None, 10, None), (None, 3, None)])
        move = order.picking_ids.move_ids[0]
        move.quantity = 4
        self._validate(order.picking_ids)
        self._assert_accepted(handoff, "validate")

    def test_a_department_without_acceptance_has_it_at_once(self):
        self.department.acceptance = "none"
        _order, handoff = self._create_released()
        self._assert_accepted(handoff, "none", self.specialist)

    def test_explicit_acceptance_is_a_button_for_members(self):
        self._create_explicit_department()
        order, handoff = self._create_released()
        order.picking_ids.with_user(self.warehouse_lead).do_print_picking()
        self.assertEqual(handoff.state, "offered")
        stranger = self._create_user(
            "t_stranger", "order_specialist.group_department_member,stock.group_stock_user"
        )
        for user in (stranger, self.specialist):
            with self.assertRaises(AccessError):
                handoff.with_user(user).action_accept()
        handoff.with_user(self.warehouse_lead).action_accept()
        self._assert_accepted(handoff, "explicit")

    def test_nothing_moves_before_explicit_acceptance(self):
        self._create_explicit_department()
        order, handoff = self._create_released()
        with self.assertRaises(GateClosed) as refused:
            self._validate(order.picking_ids)
        self.assertIn("Cold store has not accepted it yet", str(refused.exception))
        self.assertIn("Cold store has not accepted it yet.", self._get_messages(order, "ship"))
        self.assertEqual(order.blocker_count, 1)
        handoff.with_user(self.warehouse_lead).action_accept()
        self.assertEqual(order.blocker_count, 0)
        self._validate(order.picking_ids)
        self.assertEqual(order.picking_ids.state, "done")

    def test_accepting_twice_says_it_once(self):
        _order, handoff = self._create_released()
        handoff.with_user(self.warehouse_lead).action_accept()
        accepted_on = handoff.accepted_on
        handoff.with_user(self.supervisor).action_accept()
        self.assertEqual(handoff.accepted_on, accepted_on)
        self.assertEqual(handoff.accepted_by_id, self.warehouse_lead)


@tagged("post_install", "-at_install")
class TestReleaseSendBack(ReleaseCase):
    def test_sent_back_returns_to_the_desk_with_a_reason(self):
        order, handoff = self._create_released()
        self._send_back(handoff)
        self.assertRecordValues(
            handoff,
            [
                {
                    "state": "sent_back",
                    "sent_back_by_id": self.warehouse_lead.id,
                    "sent_back_reason_id": self.reason.id,
                    "sent_back_note": "Which door?",
                }
            ],
        )
        self.assertEqual(order.handoff_state, "sent_back")
        self.assertEqual(order.blocker_count, 1)
        self.assertEqual(order.activity_ids.user_id, self.specialist)
        self.assertIn("Instruction unclear (Which door?)", order.activity_ids.summary)

    def test_what_was_sent_back_does_not_ship(self):
        order, handoff = self._create_released()
        self._send_back(handoff)
        with self.assertRaisesRegex(GateClosed, "Which door"):
            self._validate(order.picking_ids)

    def test_the_desk_releases_it_again(self):
        order, handoff = self._create_released()
        self._send_back(handoff)
        order.with_user(self.specialist).action_release()
        self.assertEqual((handoff.state, order.handoff_state), ("offered", "released"))
        self.assertEqual(order.blocker_count, 0)
        self._validate(order.picking_ids)
        self.assertEqual(handoff.state, "done")

    def test_what_was_sent_back_waits_for_a_person(self):
        order, handoff = self._create_released()
        self._send_back(handoff)
        order.order_line.with_user(self.specialist).product_uom_qty = 12
        self.env["order.verification"]._scan(order)
        self.assertEqual(handoff.state, "sent_back")
        self.assertEqual(handoff.line_ids.quantity, 12)

    def test_only_the_department_and_supervisors_send_back(self):
        _order, handoff = self._create_released()
        for user in (self.specialist, self.salesperson, self.auditor):
            with self.assertRaises(AccessError):
                handoff.with_user(user).action_send_back()
        self._send_back(handoff, self.supervisor)
        self.assertEqual(handoff.state, "sent_back")

    def test_what_has_been_shipped_cannot_be_sent_back(self):
        order, handoff = self._create_released()
        self._validate(order.picking_ids)
        with self.assertRaisesRegex(UserError, "already “Done”"):
            self._send_back(handoff)


@tagged("post_install", "-at_install")
class TestReleaseRights(ReleaseCase):
    def test_a_member_reads_his_releases_and_no_order(self):
        member = new_test_user(self.env, "t_member", "order_specialist.group_department_member")
        order, handoff = self._create_released()
        seen = handoff.with_user(member)
        seen.invalidate_recordset()
        self.assertEqual(seen.order_name, order.name)
        self.assertIn("Camembert", seen.content)
        self.assertEqual(seen.line_ids.quantity, 10)
        with self.assertRaises(AccessError):
            order.with_user(member).read(["amount_total"])
        seen.action_accept()
        self.assertEqual(handoff.state, "accepted")

    def test_a_member_sees_only_his_department(self):
        member = self._create_user("t_member", "order_specialist.group_department_member")
        self._create_explicit_department()
        _order, cold = self._create_released()
        handoffs = self.env["order.handoff"].with_user(member)
        self.assertNotIn(cold, handoffs.search([("id", "=", cold.id)]))
        self.assertIn(cold, handoffs.with_user(self.warehouse_lead).search([("id", "=", cold.id)]))
        self.assertIn(cold, handoffs.with_user(self.specialist).search([("id", "=", cold.id)]))
        self.assertIn(cold, handoffs.with_user(self.auditor).search([("id", "=", cold.id)]))

    def test_my_departments_are_a_filter(self):
        own = self._create_explicit_department()
        self.department.member_ids = self.supervisor
        departments = self.departments.with_user(self.warehouse_lead)
        self.assertEqual(departments.search([("is_mine", "=", True)]), own)
        self.assertNotIn(own, departments.search([("is_mine", "=", False)]))

    def test_nobody_writes_a_state_past_the_methods(self):
        _order, handoff = self._create_released()
        for user in (
            self.specialist,
            self.supervisor,
            self.warehouse_lead,
            self.administrator,
            self.auditor,
        ):
            with self.assertRaises(AccessError):
                handoff.with_user(user).write({"state": "accepted"})
            with self.assertRaises(AccessError):
                handoff.with_user(user).unlink()

    def test_another_company_sees_nothing(self):
        _order, handoff = self._create_released()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "t_elsewhere",
            "order_specialist.group_supervisor",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        self.assertFalse(
            self.env["order.handoff"].with_user(stranger).search([("id", "=", handoff.id)])
        )
