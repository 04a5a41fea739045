from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common import DeskCase

#: One white pixel.
SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8"
    "/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=="
)


class ParkingCase(DeskCase):
    """An order that is stopped, while its customer says yes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.order_reference_required = True
        cls.checklist = cls._create_checklist("customer_reference", mode="draft")
        cls.checklist.action_enforce()
        cls.order = cls._create_order(require_signature=True, require_payment=False)
        cls.order.action_quotation_sent()

    def setUp(self):
        super().setUp()
        self.mailed = []

        def _send_order_confirmation_mail(orders):
            self.mailed += orders.ids

        self.patch(
            self.env.registry["sale.order"],
            "_send_order_confirmation_mail",
            _send_order_confirmation_mail,
        )

    def _assert_parked(self):
        order = self.order.sudo()
        self.assertEqual(order.state, "sent")
        self.assertTrue(order.parked_on)
        self.assertRecordValues(
            order.hold_ids,
            [
                {
                    "type_id": self.env.ref("order_specialist.order_hold_type_parked").id,
                    "is_active": True,
                    "note": "The customer's order number is missing.",
                }
            ],
        )
        self.assertEqual(order.activity_ids.mapped("user_id"), self.specialist)
        self.assertIn("order number is missing", order.activity_ids.note)
        self.assertNotIn(order.id, self.mailed)

    def _scan(self):
        self.env["order.verification"]._scan(self.order.sudo())

    def _assert_confirmed_once(self):
        self.assertEqual(self.order.state, "sale")
        self.assertFalse(self.order.parked_on)
        self.assertFalse(self.order.hold_ids.filtered("is_active"))
        self.assertFalse(self.order.sudo().activity_ids)
        self.assertEqual(self.mailed, self.order.ids)
        self._scan()
        self.assertEqual(self.mailed, self.order.ids)
        self.assertEqual(len(self.order.sudo().picking_ids), 1)


@tagged("post_install", "-at_install")
class TestParking(ParkingCase):
    def test_signed_order_that_is_stopped_is_parked_and_nothing_is_raised(self):
        self.order.sudo()._validate_order()
        self._assert_parked()

    def test_activity_is_for_who_can_act_on_it(self):
        """Its salesperson if he is of the desk, a specialist, whoever of the desk is left, him."""
        self.order.user_id = self.salesperson
        for expected in (self.specialist, self.supervisor):
            self.assertEqual(self.order.sudo()._get_desk_user(), expected)
            self.order.user_id = expected
            self.assertEqual(self.order.sudo()._get_desk_user(), expected)
            self.order.user_id = self.salesperson
            expected.active = False
        administrators = self.env.ref("order_specialist.group_administrator").all_user_ids
        self.assertIn(self.order.sudo()._get_desk_user(), administrators)
        self.env.ref("order_specialist.group_specialist").all_user_ids.write({"active": False})
        self.assertEqual(self.order.sudo()._get_desk_user(), self.salesperson)

    def test_activity_opens_the_order(self):
        self.order.sudo()._validate_order()
        link = f"/mail/view?model=sale.order&amp;res_id={self.order.id}"
        self.assertIn(link, self.order.activity_ids.note)

    def test_signed_order_that_is_clean_is_confirmed_and_mailed(self):
        self.order.client_order_ref = "4711"
        self.order.sudo()._validate_order()
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(self.mailed, self.order.ids)
        self.assertFalse(self.order.hold_ids)

    def test_order_is_parked_once_however_often_he_says_yes(self):
        for _n in range(3):
            self.order.sudo()._validate_order()
        self._assert_parked()

    def test_of_two_only_the_stopped_one_is_parked(self):
        clean = self._create_order(client_order_ref="4711")
        (self.order | clean).sudo()._validate_order()
        self.assertEqual(clean.state, "sale")
        self._assert_parked()

    def test_no_order_is_parked(self):
        self.assertFalse(self.env["sale.order"]._validate_order())

    def test_scan_confirms_when_the_last_blocker_goes_and_only_once(self):
        hold_type = self.env.ref("order_specialist.order_hold_type_customer")
        self.order.sudo()._validate_order()
        hold = self.env["order.hold"].with_user(self.specialist)._place(self.order, hold_type)
        self._scan()
        self.order.client_order_ref = "4711"
        self._scan()
        self.assertEqual(self.order.state, "sent")
        hold._release()
        self._scan()
        self._assert_confirmed_once()

    def test_scheduled_scan_confirms_too(self):
        self.order.sudo()._validate_order()
        self.order.client_order_ref = "4711"
        with self.enter_registry_test_mode():
            self.env.ref("order_specialist.ir_cron_scan").sudo().method_direct_trigger()
        self.env.invalidate_all()
        self._assert_confirmed_once()

    def test_specialist_may_confirm_it_before_the_scan(self):
        self.order.sudo()._validate_order()
        self.order.client_order_ref = "4711"
        self.assertIs(self.order.action_verify_and_confirm(), True)
        self.assertFalse(self.order.parked_on)
        self.assertFalse(self.order.hold_ids.is_active)

    def test_order_that_became_dearer_is_confirmed_by_a_person(self):
        """He signed another total; nobody confirms that in his name by machine."""
        self.order.sudo()._validate_order()
        self.order.write({"client_order_ref": "4711"})
        self.order.order_line.price_unit += 1
        self._scan()
        self.assertEqual(self.order.state, "sent")
        self.assertTrue(self.order.sudo().activity_ids)
        self.order.order_line.price_unit -= 2
        self._scan()
        self._assert_confirmed_once()

    def test_order_that_odoo_refuses_stays_parked(self):
        self.order.sudo()._validate_order()
        self.order.client_order_ref = "4711"
        self.patch(
            self.env.registry["sale.order"],
            "_confirmation_error_message",
            lambda _order: "Not today",
        )
        self._scan()
        self.assertEqual(self.order.state, "sent")
        self.assertTrue(self.order.parked_on)

    def test_cancelled_order_is_not_confirmed_later(self):
        """The yes was for an order that exists no more."""
        self.order.sudo()._validate_order()
        self.order.client_order_ref = "4711"
        self.order._action_cancel()
        self.assertFalse(self.order.parked_on)
        self.order.action_draft()
        self._scan()
        self.assertEqual(self.order.state, "draft")
        self.assertFalse(self.order.sudo().activity_ids)

    def test_order_without_a_salesperson_is_somebodys_at_the_desk(self):
        self.order.user_id = False
        self.order.with_user(self.env.ref("base.user_root"))._validate_order()
        user = self.order.sudo().activity_ids.user_id
        self.assertTrue(user.active)
        self.assertTrue(user.has_group("order_specialist.group_specialist"))

    def test_observed_order_is_confirmed(self):
        self.checklist.mode = "observe"
        self.order.sudo()._validate_order()
        self.assertEqual(self.order.state, "sale")

    def test_desk_off_is_odoos_own(self):
        self.company.order_desk_active = False
        self.order.sudo()._validate_order()
        self.assertEqual(self.order.state, "sale")

    def test_text_of_the_customer_is_no_markup(self):
        self.order.client_order_ref = "?"
        self.checklist.check_ids.empty_words = "<b>tel</b>"
        self.order.client_order_ref = "<b>tel</b>"
        self.order.sudo()._validate_order()
        self.assertIn("&lt;b&gt;tel&lt;/b&gt;", self.order.sudo().activity_ids.note)


@tagged("post_install", "-at_install")
class TestParkingOnThePortal(ParkingCase, HttpCase):
    def test_signature_on_the_portal_is_kept(self):
        token = self.order.sudo()._portal_ensure_token()
        result = self.make_jsonrpc_request(
            f"/my/orders/{self.order.id}/accept",
            {"access_token": token, "name": "Ms Huber", "signature": SIGNATURE},
        )
        self.assertTrue(result["force_refresh"])
        self.env.invalidate_all()
        self._assert_parked()
        self.assertEqual(self.order.signed_by, "Ms Huber")
        self.assertTrue(self.order.signature)
        for query in ("", "&message=sign_ok"):
            page = self.url_open(self.order.sudo().get_portal_url(query_string=query))
            self.assertEqual(page.status_code, 200)
            self.assertNotIn("order number is missing", page.text)
            self.assertNotIn("has been confirmed", page.text)
        self.assertIn("Your order has been signed.", page.text)


@tagged("post_install", "-at_install")
class TestParkingOfPayments(ParkingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        method = cls.env.ref("payment.payment_method_unknown")
        cls.provider = cls.env["payment.provider"].create(
            {
                "name": "Test",
                "code": "none",
                "state": "test",
                "payment_method_ids": [Command.set(method.ids)],
            }
        )
        method.active = True
        cls.order.write({"require_signature": False, "require_payment": True})

    def setUp(self):
        super().setUp()
        # the books of providers are not what this is about
        module = "odoo.addons.account_payment.models.payment_transaction"
        self.startPatcher(patch(f"{module}.PaymentTransaction._post_process"))

    def _pay(self, order, amount=None, state="done"):
        order = order.sudo()
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.provider.payment_method_ids.id,
                "amount": order.amount_total if amount is None else amount,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "reference": f"{order.name}-{len(order.transaction_ids)}",
                "sale_order_ids": [Command.set(order.ids)],
                "state": state,
            }
        )
        transaction._post_process()
        return transaction

    def test_paid_order_that_is_stopped_is_parked(self):
        for _n in range(2):
            transaction = self._pay(self.order)
            self._assert_parked()
            self.assertEqual(transaction.state, "done")

    def test_neither_mail_nor_paper_of_a_parked_order_says_confirmed(self):
        self.customer.email = "huber@example.com"
        for state in ("pending", "done"):
            self._pay(self.order, state=state)
        order = self.order.sudo()
        mails = order.message_ids.filtered(lambda m: "We look at it" in (m.body or ""))
        self.assertEqual(["your payment" in mail.body for mail in mails], [True, False])
        self.assertEqual(
            set(mails.mapped("subject")), {f"We have received your order {order.name}"}
        )
        report = self.env["ir.actions.report"]
        paper = str(report._render_qweb_html("sale.report_saleorder", order.ids)[0])
        self.assertIn("Quotation #", paper)
        written = [*order.message_ids.mapped("body"), *order.message_ids.mapped("subject"), paper]
        for text in written:
            self.assertNotIn("confirmed", str(text or "").lower())

    def test_paid_order_that_is_clean_is_confirmed(self):
        self.order.client_order_ref = "4711"
        self._pay(self.order)
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(self.mailed, self.order.ids)

    def test_order_that_is_not_paid_enough_is_not_parked(self):
        self._pay(self.order, amount=1)
        self.assertEqual(self.order.state, "sent")
        self.assertFalse(self.order.parked_on)
        bodies = "".join(self.order.sudo().message_ids.mapped("body"))
        self.assertIn("remains to be paid", bodies)
        self.assertNotIn("We look at it", bodies)

    def test_payment_of_two_orders_parks_none_like_odoo_confirms_none(self):
        other = self._create_order(client_order_ref="4711")
        transaction = self._pay(self.order)
        self.order.sudo()._unpark()
        transaction.sale_order_ids |= other
        self.assertFalse(transaction._check_amount_and_confirm_order())
        self.assertFalse(self.order.parked_on)

    def test_of_many_payments_the_free_ones_are_confirmed(self):
        clean = self._create_order(client_order_ref="4711")
        transactions = self.env["payment.transaction"]
        for order in (self.order, clean):
            with patch.object(self.env.registry["payment.transaction"], "_post_process"):
                transactions |= self._pay(order)
        self.assertEqual(transactions._check_amount_and_confirm_order(), clean)
        self._assert_parked()

    def test_paid_order_is_confirmed_when_the_last_blocker_goes(self):
        self._pay(self.order)
        self.order.client_order_ref = "4711"
        self._scan()
        self._assert_confirmed_once()

    def test_paid_order_whose_invoice_is_stopped_is_confirmed_and_not_billed(self):
        self.env["ir.config_parameter"].sudo().set_param("sale.automatic_invoice", "True")
        self.order.client_order_ref = "4711"
        invoice = self.env.ref("order_specialist.order_hold_type_invoice")
        self.env["order.hold"].with_user(self.specialist)._place(self.order, invoice)
        transaction = self._pay(self.order)
        self.assertEqual(self.order.state, "sale")
        self.assertFalse(self.order.sudo().invoice_ids | transaction.invoice_ids)
