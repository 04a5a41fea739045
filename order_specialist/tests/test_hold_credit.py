from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from ..exceptions import GateClosed
from .credit_common import CreditCase


@tagged("post_install", "-at_install")
class TestHoldCredit(CreditCase):
    """Credit and overdue: what the system holds on Odoo's own figures, and lets go again."""

    def test_order_beyond_the_limit_is_confirmed_and_not_released(self):
        within, beyond = self._confirm(6), self._confirm(6)
        self.assertFalse(within.hold_ids)
        self.assertEqual((within.state, within.handoff_state), ("sale", "released"))
        self.assertEqual((beyond.state, beyond.handoff_state), ("sale", "to_release"))
        hold = self._get_active(beyond)
        self.assertTrue(hold.is_automatic)
        self.assertEqual(beyond.blocker_count, 1)
        self.assertIn("Hold placed by the system: Credit", beyond.message_ids[0].body)
        self.assertEqual(
            hold.figures,
            {"limit": 100.0, "invoices": 0.0, "orders": 60.0, "order": 60.0, "over": 20.0},
        )

    def test_limit_is_not_exceeded_by_what_it_is(self):
        self.assertFalse(self._confirm(10).hold_ids)

    def test_open_invoices_count(self):
        self._bill(50.0, partner=self.customer)
        hold = self._get_active(self._confirm(6))
        self.assertEqual((hold.figures["invoices"], hold.figures["over"]), (50.0, 10.0))

    def test_contacts_share_the_limit_of_their_company(self):
        self._confirm(6, partner_id=self.branch.id)
        other = self._create_customer("Somebody else")
        self._confirm(6, partner_id=other.id)
        self.assertEqual(self._get_active(self._confirm(6)).figures["orders"], 60.0)

    def test_what_is_invoiced_is_not_counted_twice(self):
        order = self._confirm(6)
        for move in order.picking_ids.move_ids:
            move.write({"quantity": 4, "picked": True})
        order.picking_ids.with_context(skip_backorder=True).button_validate()
        order._create_invoices().action_post()
        hold = self._get_active(self._confirm(6))
        self.assertEqual((hold.figures["invoices"], hold.figures["orders"]), (40.0, 20.0))

    def test_draft_invoice_is_an_order_that_is_not_invoiced(self):
        order = self._confirm(6)
        order.picking_ids.move_ids.write({"picked": True})
        order.picking_ids.button_validate()
        order._create_invoices()
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertEqual(self._get_active(self._confirm(6)).figures["orders"], 60.0)

    def test_what_is_closed_short_takes_no_credit(self):
        order = self._confirm(6)
        order.order_line._close_short(3)
        self.assertFalse(self._confirm(6).hold_ids)

    def test_paid_down_payment_gives_credit_back(self):
        order = self._confirm(6)
        wizard = self.env["sale.advance.payment.inv"].create(
            {"advance_payment_method": "fixed", "fixed_amount": 30.0, "sale_order_ids": order.ids}
        )
        invoice = wizard._create_invoices(order)
        invoice.action_post()
        self._pay(invoice)
        self.assertEqual(self.customer.credit, 0.0)
        self.assertEqual(self._confirm(7).hold_ids.type_id, self.env["order.hold.type"])

    def test_foreign_currency_counts_in_the_companys(self):
        currency = self.env["res.currency"].create(
            {
                "name": "XTS",
                "symbol": "X",
                "rate_ids": [Command.create({"name": "2020-01-01", "rate": 2.0})],
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "In X", "currency_id": currency.id}
        )
        order = self._confirm(12, pricelist_id=pricelist.id)
        self.assertFalse(order.hold_ids)
        self.assertEqual(self._get_active(self._confirm(6)).figures["orders"], 60.0)

    def test_every_company_has_its_own_limit(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.customer.with_company(other).credit_limit = 1.0
        self.assertFalse(self._confirm(10).hold_ids)

    def test_company_that_uses_no_limits_holds_nothing(self):
        self.company.account_use_credit_limit = False
        self.assertFalse(self._confirm(100).hold_ids)

    def test_customer_without_a_limit_is_not_held(self):
        self.customer.credit_limit = 0.0
        self.assertFalse(self._confirm(100).hold_ids)

    def test_two_in_one_batch_do_not_exceed_it_together(self):
        orders = self._create_order([(None, 6, 10.0)]) | self._create_order([(None, 6, 10.0)])
        orders.action_confirm()
        self.assertEqual(orders.mapped("handoff_state"), ["released", "to_release"])

    def test_who_is_confirmed_second_in_one_second_is_second(self):
        older, newer = self._create_order([(None, 6, 10.0)]), self._create_order([(None, 6, 10.0)])
        with freeze_time(fields.Datetime.now()):
            newer.action_confirm()
            older.action_confirm()
        self.assertEqual((older | newer).mapped("handoff_state"), ["to_release", "released"])
        self.assertEqual((older | newer).hold_ids.order_id, older)

    def test_type_that_stops_confirming_refuses(self):
        self.credit.stops_confirm = True
        orders = self._create_order([(None, 6, 10.0)]) | self._create_order([(None, 6, 10.0)])
        with self.assertRaisesRegex(GateClosed, "Hold: Credit") as caught:
            orders.action_confirm()
        self.assertEqual([b["order_id"] for b in caught.exception.blockers], orders[1].ids)
        orders[0].action_confirm()
        answer = orders[1].action_confirm_ready()
        self.assertNotIn("release_hold", answer["stopped"][0]["actions"])
        self.assertTrue(self._get_active(orders[1]))

    # --- going again ------------------------------------------------------------------------------

    def test_payment_releases_it_by_itself(self):
        invoice = self._bill(50.0)
        order = self._confirm(6)
        self._scan(order)
        self.assertTrue(self._get_active(order))
        self._pay(invoice)
        self._scan(order)
        hold = order.hold_ids
        self.assertRecordValues(hold, [{"is_active": False, "release_kind": "cause"}])
        self.assertEqual(order.handoff_state, "released")
        self.assertTrue(any("released by itself: Credit" in m.body for m in order.message_ids))

    def test_gate_opens_when_the_cause_has_gone_before_any_scan(self):
        invoice = self._bill(50.0)
        order = self._confirm(6)
        self._pay(invoice)
        self.assertEqual(order.get_blockers(), [])

    def test_hold_by_a_person_does_not_go_by_itself(self):
        order = self._create_order([(None, 1, 10.0)])
        holds = self.env["order.hold"].with_user(self.controller)
        hold = holds._place(order.with_user(self.controller), self.credit)
        self._scan(order)
        self.assertTrue(hold.is_active)

    def test_who_has_credit_keeps_it(self):
        first, second, small = self._confirm(5), self._confirm(6), self._confirm(3)
        # room for the second, if the small one had not come meanwhile
        self.customer.credit_limit = 115.0
        for _again in range(2):
            self._scan(first | second | small)
            self.assertEqual(
                [bool(self._get_active(order)) for order in (first, second, small)],
                [False, True, False],
            )

    def test_release_by_the_controller_is_good_until_the_order_grows(self):
        order = self._confirm(11)
        hold = self._get_active(order)
        with self.assertRaises(AccessError):
            hold.with_user(self.specialist)._release()
        hold.with_user(self.controller)._release()
        self._scan(order)
        self.assertFalse(self._get_active(order))
        self.assertEqual(order.handoff_state, "released")
        order.order_line.write({"product_uom_qty": 12, "price_unit": 10.0})
        self._scan(order)
        self.assertEqual(self._get_active(order).figures["over"], 20.0)
        self.assertEqual(order.get_blockers()[0]["gate"], "ship")

    def test_release_lets_the_order_grow_by_some_percent(self):
        self.credit.growth_percent = 10.0
        order = self._confirm(20)
        self._get_active(order).with_user(self.controller)._release()
        order.order_line.write({"product_uom_qty": 22, "price_unit": 10.0})
        self._scan(order)
        self.assertFalse(self._get_active(order))
        order.order_line.write({"product_uom_qty": 23, "price_unit": 10.0})
        self._scan(order)
        self.assertTrue(self._get_active(order))

    def test_release_is_good_for_some_days(self):
        self.credit.valid_days = 3
        order = self._confirm(11)
        self._get_active(order).with_user(self.controller)._release()
        with freeze_time(fields.Datetime.now() + timedelta(days=2)):
            self._scan(order)
            self.assertFalse(self._get_active(order))
        with freeze_time(fields.Datetime.now() + timedelta(days=4)):
            self._scan(order)
            self.assertTrue(self._get_active(order))

    def test_four_eyes_are_for_who_entered_the_order(self):
        self.credit.four_eyes = True
        self.credit.release_group_ids = False
        hold = self._get_active(self._confirm(11))
        with self.assertRaisesRegex(AccessError, "You entered this order"):
            hold.with_user(self.specialist)._release()
        hold.with_user(self.supervisor)._release()

    # --- overdue ----------------------------------------------------------------------------------

    def test_overdue_invoices_hold_until_they_are_paid(self):
        self.overdue.automatic = True
        self.customer.credit_limit = 0.0
        late, young = self._bill(40.0, days=20), self._bill(5.0, days=10)
        order = self._confirm(1)
        hold = self._get_active(order, self.overdue)
        self.assertEqual(hold.figures, {"amount": 40.0, "count": 1, "days": 20})
        self.overdue.overdue_days = 5
        self._scan(order)
        self.assertEqual(hold.figures["count"], 2)
        self.overdue.overdue_days = 15
        self._pay(late)
        self._scan(order)
        self.assertFalse(hold.is_active)
        self.assertEqual(young.payment_state, "not_paid")

    # --- who reads what ---------------------------------------------------------------------------

    def _read(self, order, user):
        return (
            self.env["order.gate"]
            .with_user(user)
            ._get_blockers(order.with_user(user), "ship")[0]
            .as_dict()["message"]
        )

    def test_figures_are_for_who_may_see_them(self):
        order = self._confirm(11)
        for user in (self.controller, self.supervisor, self.accountant):
            message = self._read(order, user)
            self.assertIn("Hold: Credit. Over by $\xa010.00: limit $\xa0100.00", message)
            self.assertIn("this order $\xa0110.00", message)
        for user in (self.specialist, self.warehouse_lead, self.salesperson):
            self.assertEqual(self._read(order, user), "Hold: Credit")

    def test_figures_are_in_no_message_that_others_read(self):
        order = self._confirm(11)
        with self.assertRaises(GateClosed) as caught:
            order.picking_ids.with_user(self.administrator).button_validate()
        self.assertNotIn("Over by", str(caught.exception))
        self.assertIn("Over by", caught.exception.blockers[0]["message"])
        self.assertFalse(any("110" in (m.body or "") for m in order.message_ids))

    def test_list_of_the_controller_shows_what_is_his(self):
        order = self._confirm(11)
        rows = self.env["order.blocker"].with_user(self.controller).search([("kind", "=", "hold")])
        self.assertEqual(rows.order_id, order.with_user(self.controller))
        self.assertIn("Over by", rows.message)

    def test_administrator_looks_before_he_switches_it_on(self):
        self.credit.automatic = False
        within, beyond = self._confirm(6), self._confirm(6)
        action = self.credit.with_user(self.administrator).action_try()
        self.assertEqual(self.env["sale.order"].search(action["domain"]), beyond)
        self.assertFalse((within | beyond).hold_ids)
        with self.assertRaises(AccessError):
            self.credit.with_user(self.specialist).action_try()

    def test_ready_types_are_off(self):
        fresh = self.env["order.hold.type"].search([("trigger", "!=", False)])
        self.credit.automatic = False
        self.assertEqual(fresh, self.credit | self.overdue)
        self.assertEqual(self.env["order.hold.type"]._get_causing_ids(), ())
