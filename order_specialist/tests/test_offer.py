from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from ..exceptions import GateClosed
from .common import DeskCase

DAY = "2026-03-10 09:00:00"


@tagged("post_install", "-at_install")
class TestOffer(DeskCase):
    """What we offered binds us, and nobody makes an offer of what the checks never let pass."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist(
            "pricelist_price", "customer_reference", "product_unavailable"
        )
        cls.customer.order_reference_required = True
        cls.other = cls._create_product("Scones", 5.0, stock=1000)

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(DAY))
        self.order = self._create_offer()

    def _create_offer(self, price=None, send=True):
        order = self._create_order(
            [(None, 48, price), (self.other, 10, None)],
            client_order_ref="4711",
            validity_date="2026-03-31",
        )
        if send:
            order.action_quotation_sent()
        return order

    def _get_rules(self, order=None):
        blockers = (order or self.order).with_user(self.specialist).get_blockers("confirm")
        return sorted(b["message"] for b in blockers if b["stops"])

    # --- it binds ---------------------------------------------------------------------------------

    def test_price_list_that_changes_after_the_offer_stops_nobody(self):
        self.product.list_price = 10.0
        fresh = self._create_offer(send=False)
        fresh.order_line.price_unit = 9.0
        fresh.order_line[1].price_unit = 5.0
        self.assertEqual(len(self._get_rules(fresh)), 1, "a quotation that was never sent")
        self.assertEqual(self._get_rules(), [])
        self.order.with_user(self.specialist).action_verify_and_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_customer_signs_what_we_offered(self):
        self.product.list_price = 10.0
        self.order.sudo()._validate_order()
        self.assertRecordValues(self.order, [{"state": "sale", "parked_on": False}])

    def test_it_is_shown_all_the_same(self):
        self.product.list_price = 10.0
        blockers = self.order.action_verify()
        self.assertEqual([(b["severity"], b["stops"]) for b in blockers], [("info", False)])
        self.assertIn("price 9.00", blockers[0]["message"])
        self.assertRecordValues(
            self.order.finding_ids,
            [{"severity": "info", "is_blocking": False, "has_stopped": False}],
        )

    def test_what_was_overridden_then_was_let_pass(self):
        order = self._create_offer(8.1, send=False)
        self._override(order, "pricelist_price", self.supervisor)
        order.action_quotation_sent()
        order.override_ids.sudo().is_valid = False
        self.assertEqual(self._get_rules(order), [])

    def test_order_stays_as_accepted_when_the_day_passes_after_it(self):
        self.checklist.check_ids.recheck = True
        self.order.action_confirm()
        self.product.list_price = 10.0
        with freeze_time("2026-05-01 09:00:00"):
            stops = [b for b in self.order.get_blockers() if b["stops"]]
        self.assertEqual(stops, [])

    def test_lower_quantity_is_no_other_line(self):
        self.product.list_price = 10.0
        self.order.order_line[0].write({"product_uom_qty": 40, "price_unit": 9.0})
        self.assertEqual(self._get_rules(), [])

    def test_link_and_mail_are_offers_too(self):
        shared, mailed = self._create_offer(send=False), self._create_offer(send=False)
        wizard = (
            self.env["portal.share"]
            .with_context(active_model="sale.order", active_id=shared.id)
            .create({"partner_ids": [Command.set(self.customer.ids)]})
        )
        wizard.action_send_mail()
        context = mailed.action_quotation_send()["context"]
        composer = Form(self.env["mail.compose.message"].with_context(**context)).save()
        composer._action_send_mail()
        self.product.list_price = 10.0
        self.assertEqual(mailed.state, "sent")
        self.assertEqual(self._get_rules(shared) + self._get_rules(mailed), [])

    def test_order_that_is_created_as_sent_is_an_offer(self):
        order = self._create_order([(None, 1, None)], client_order_ref="1", state="sent")
        self.product.list_price = 10.0
        self.assertEqual(self._get_rules(order), [])

    # --- what is asked afresh ---------------------------------------------------------------------

    def test_availability_is_asked_afresh(self):
        self.product.sale_ok = False
        self.assertEqual(len(self._get_rules()), 1)

    def test_what_is_asked_afresh_follows_the_rule_and_can_be_set(self):
        checks = {check.kind: check for check in self.checklist.check_ids}
        self.assertEqual(
            {kind: check.asked_afresh for kind, check in checks.items()},
            {
                "pricelist_price": False,
                "customer_reference": False,
                "product_unavailable": True,
            },
        )
        self.product.list_price = 10.0
        checks["pricelist_price"].asked_afresh = True
        self.assertEqual(len(self._get_rules()), 1)

    # --- who tries to cheat -----------------------------------------------------------------------

    def _assert_stops(self, count=1, order=None):
        order = order or self.order
        self.assertEqual(len(self._get_rules(order)), count)
        with self.assertRaises(GateClosed), self.env.cr.savepoint():
            order.with_user(self.specialist).action_confirm()

    def test_lower_price_after_sending_stops(self):
        self.order.order_line[0].price_unit = 8.1
        self._assert_stops()

    def test_discount_that_comes_with_an_old_price_stops(self):
        self.product.list_price = 10.0
        self.order.order_line[0].discount = 1.0
        self._assert_stops()

    def test_higher_quantity_at_the_old_price_stops(self):
        self.product.list_price = 10.0
        self.order.order_line[0].write({"product_uom_qty": 49, "price_unit": 9.0})
        self._assert_stops()

    def test_same_number_of_a_larger_unit_stops(self):
        self.product.list_price = 10.0
        self.order.order_line[0].write(
            {"product_uom_id": self.env.ref("uom.product_uom_dozen").id, "price_unit": 9.0}
        )
        self._assert_stops()

    def test_other_product_stops(self):
        self.order.order_line[1].write({"product_id": self.product.id, "price_unit": 5.0})
        self._assert_stops()

    def test_added_line_stops(self):
        self.order.order_line.create(
            {"order_id": self.order.id, "product_id": self.product.id, "price_unit": 1.0}
        )
        self._assert_stops()

    def test_change_by_sql_stops(self):
        self.product.list_price = 10.0
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order_line SET product_uom_qty = 100 WHERE id = %s",
            self.order.order_line[0].ids,
        )
        self.env.invalidate_all()
        self._assert_stops()

    def test_change_that_is_taken_back_binds_again(self):
        self.product.list_price = 10.0
        line = self.order.order_line[0]
        line.price_unit = 8.0
        self._assert_stops()
        line.price_unit = 9.0
        self.assertEqual(self._get_rules(), [])

    def test_expired_offer_binds_nobody(self):
        self.product.list_price = 10.0
        with freeze_time("2026-03-31 23:00:00"):
            self.assertEqual(self._get_rules(), [])
        with freeze_time("2026-04-01 09:00:00"):
            self._assert_stops()
            # the customer's paper says what it says
            self.order.validity_date = "2027-01-01"
            self._assert_stops()

    def test_shortened_quotation_binds_no_longer_than_it_says(self):
        self.product.list_price = 10.0
        self.order.validity_date = "2026-03-09"
        self._assert_stops()

    def test_other_customer_or_price_list_is_another_offer(self):
        self.product.list_price = 10.0
        pricelist = self.env["product.pricelist"].create({"name": "Other"})
        self.order.sudo().pricelist_id = pricelist
        self._assert_stops()

    def test_removed_order_number_stops(self):
        self.order.client_order_ref = False
        self._assert_stops()

    def test_issue_of_the_whole_order_is_of_all_its_lines(self):
        """No order number was needed when we offered; who changes a line says something new."""
        self.customer.order_reference_required = False
        order = self._create_order([(None, 10, None)], validity_date="2026-03-31")
        order.action_quotation_sent()
        self.customer.order_reference_required = True
        self.assertEqual(self._get_rules(order), [])
        order.order_line.product_uom_qty = 9
        self._assert_stops(order=order)

    def test_what_did_not_pass_when_it_was_sent_is_not_bound(self):
        order = self._create_offer(8.1)
        self._assert_stops(order=order)

    def test_what_was_only_observed_is_not_bound(self):
        self.checklist.mode = "observe"
        order = self._create_offer(8.1)
        self.checklist.mode = "enforce"
        self._assert_stops(order=order)

    def test_check_that_came_later_is_asked(self):
        self.customer.write({"zip": False})
        order = self._create_offer()
        self._create_checklist("address_incomplete")
        self._assert_stops(order=order)

    def test_new_offer_after_a_change_needs_the_checks_to_pass_then(self):
        self.order.order_line[0].price_unit = 8.1
        self.order.with_context(mark_so_as_sent=True).message_post(body="Once more")
        self._assert_stops()
        verification = self.order.verification_ids
        self.assertEqual(len(verification.offered_before), 1)
        self.assertEqual(verification.offered_before[0]["open"], [])
        self.assertEqual(len(verification.offered["open"]), 1)

    def test_superseded_offer_does_not_come_back(self):
        self.product.list_price = 10.0
        line = self.order.order_line[0]
        line.price_unit = 10.0
        self.order.with_context(mark_so_as_sent=True).message_post(body="Now at 10")
        line.price_unit = 9.0
        self._assert_stops()

    def test_sending_the_old_price_again_does_not_make_it_last(self):
        self.product.list_price = 10.0
        self.order.validity_date = "2026-12-31"
        self.order.with_context(mark_so_as_sent=True).message_post(body="Once more")
        self.assertEqual(self._get_rules(), [])
        with freeze_time("2026-04-01 09:00:00"):
            self._assert_stops()

    def test_note_to_the_customer_is_no_offer(self):
        self.order.order_line[0].price_unit = 8.1
        before = self.order.verification_ids.offered
        self.order.message_post(body="Thank you for calling")
        self.assertEqual(self.order.verification_ids.offered, before)

    def test_rule_that_crashed_let_nothing_pass(self):
        checks = type(self.env["order.check"])
        with self.assertLogs("odoo.addons.order_specialist", "ERROR"):
            original = checks._find_pricelist_price
            self.patch(checks, "_find_pricelist_price", lambda check, facts: 1 / 0)
            order = self._create_offer()
            self.patch(checks, "_find_pricelist_price", original)
        self.product.list_price = 10.0
        self._assert_stops(order=order)

    def test_desk_that_is_off_keeps_no_offer(self):
        self.company.order_desk_active = False
        order = self._create_offer()
        self.assertFalse(order.verification_ids)
