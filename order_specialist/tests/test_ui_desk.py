from datetime import timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .test_ui_change import ChangeTours
from .test_ui_claim import ClaimTours
from .test_ui_hold import HoldTours
from .test_ui_release import ReleaseTours
from .ui_common import DeskTourCase


@tagged("post_install", "-at_install")
class TestDeskTours(ChangeTours, ClaimTours, HoldTours, ReleaseTours, DeskTourCase):
    """What people click, in a real browser, on today's inbox.

    One class for all tours: bringing the inbox takes as long as three of them.
    """

    def test_stopped_order_on_its_whole_way(self):
        order = self.inbox[5]
        self.prepare_second_issue(order)

        self.run_tour("order_desk_stopped", "specialist", "/odoo/order-desk")
        self.assertEqual(order.order_line[0].price_unit, 18.0)
        self.assertEqual(order.state, "draft")
        known = self.env["order.known"].search([("partner_id", "=", self.inbox[6].partner_id.id)])
        self.assertEqual(
            known.filtered(lambda k: k.kind == "address").user_id[-1:].login, "specialist"
        )

        released = self.prepare_release(self.inbox[3])
        typed = self.prepare_second_entry(self.inbox[4])
        self.run_tour("order_desk_override", "supervisor", "/odoo/stuck-orders")
        self.assertEqual(order.override_ids.user_id.login, "supervisor")
        self.assertEqual(released.review_outcome, "disagreed")
        result = typed.check_result_ids.filtered(lambda r: r.method == "rekey")
        self.assertEqual((result.user_id.login, result.state), ("supervisor", "failed"))

        self.run_tour("order_desk_confirm", "specialist", "/odoo/order-desk")
        self.assertEqual((order.state, order.handoff_state), ("sale", "released"))

        self.run_tour("order_desk_print", "warehouse", "/odoo/order-releases")
        self.assertEqual(order.handoff_state, "accepted")

        self.run_tour("order_desk_deliver", "warehouse", "/odoo/order-releases")
        self.assertEqual(order.desk_stage, "partly_shipped")
        self.assertEqual(order.order_line.mapped("qty_delivered"), [8.0, 12.0])

        said = self.run_tour("order_desk_claim", "specialist", "/odoo/order-desk")
        self.assertEqual(order.case_ids.state, "settled")
        self.assertIn(int(said["clicks"]), range(3, 7))
        self.assertEqual(order.order_line.mapped("cancelled_qty"), [2.0, 0.0])

        self.run_tour("order_desk_invoice", "specialist", "/odoo/order-desk")
        self.run_tour("order_desk_post", "administrator", "/odoo/customer-invoices")
        self.assertEqual(order.invoice_ids.amount_untaxed, 312.0)
        self.assertEqual(order.desk_stage, "closed")

    def prepare_second_issue(self, order):
        """The customer wants his number on everything and gave none; only supervisors pass that."""
        order.partner_id.order_reference_required = True
        order.client_order_ref = False
        check = self.env.ref("order_specialist.check_customer_reference")
        check.override_group_id = self.env.ref("order_specialist.group_supervisor")
        order.action_verify()

    def prepare_release(self, order):
        """The specialist lets an order pass that came twice; a supervisor has to look at it."""
        specialist = self.env["res.users"].search([("login", "=", "specialist")])
        check = self.env.ref("order_specialist.check_duplicate_order")
        finding = check._find(order).findings[0]
        reason = self.env.ref("order_specialist.order_reason_release_now_truck_waiting")
        overrides = self.env["order.override"].with_user(specialist)
        return overrides._let_pass(finding, reason, "Truck waiting", "release_now")

    def prepare_second_entry(self, order):
        """This customer's orders are typed twice, and his mail is attached."""
        self.env["order.checklist"].create(
            {
                "name": "Typed twice",
                "domain": f"[('partner_id', '=', {order.partner_id.id})]",
                "check_ids": [
                    Command.create(
                        {"name": "Second entry", "method": "rekey", "watch_prices": False}
                    )
                ],
            }
        ).action_enforce()
        self.env["ir.attachment"].create(
            {
                "name": "mail.txt",
                "raw": b"Bestellung 4500-1187: 45 x Pate chinois, 20 x Vegie-spread",
                "res_model": "sale.order",
                "res_id": order.id,
            }
        )
        order.action_verify()
        return order

    def test_clean_order_costs_no_click_more_than_in_odoo(self):
        company = self.env.company
        company.order_desk_active = False
        plain = self.run_tour("order_desk_clean_order", "specialist", "/odoo/sales")
        company.order_desk_active = True
        desk = self.run_tour("order_desk_clean_order", "specialist", "/odoo/sales")
        self.assertGreater(int(plain["clicks"]), 0)
        self.assertEqual(desk["clicks"], plain["clicks"])
        orders = self.env["sale.order"].search([], order="id desc", limit=2)
        self.assertEqual(orders.mapped("state"), ["sale", "sale"])
        self.assertTrue(orders[0].first_verified_on)
        self.assertFalse(orders[1].first_verified_on)

    def test_administrator_sets_up_tries_observes_and_enforces(self):
        recommended = self.env.ref("order_specialist.checklist_recommended")
        recommended.mode = "draft"
        findings = self.env["order.finding"].search_count([])
        self.run_tour("order_checklist_new", "administrator", "/odoo/order-checklists")
        checklist = self.env["order.checklist"].search([("name", "=", "Every order")])
        self.assertEqual((checklist.mode, len(checklist.check_ids)), ("observe", 3))
        self.assertEqual(self.env["order.finding"].search_count([]), findings)

        checklist.observed_from -= timedelta(days=8)
        self.env["sale.order"].union(*self.inbox.values()).action_verify()
        self.run_tour("order_checklist_enforce", "administrator", "/odoo/order-checklists")
        self.assertEqual(checklist.mode, "enforce")
        severities = {check.name: check.severity for check in checklist.check_ids}
        self.assertEqual(
            severities, {"Price of the day": "override", "Sold still": "override", "Stock": "info"}
        )
