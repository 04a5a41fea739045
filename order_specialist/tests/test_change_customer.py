"""Another customer for what somebody prepares already: offered like a date or an address."""

from odoo.tests import tagged

from .test_scenario_4 import ChangeCase


@tagged("post_install", "-at_install")
class TestChangeCustomer(ChangeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sister = cls._create_customer("Huber Salzburg", city="Salzburg")
        cls.sister.order_instructions = "Ring twice"
        cls.shop = cls._create_customer(
            "Shop", city="Hallein", parent_id=cls.sister.id, type="delivery", is_company=False
        )
        cls.term = cls.env["account.payment.term"].create({"name": "Two weeks"})

    def setUp(self):
        super().setUp()
        self.order, self.handoff = self._create_printed(10)
        self.desk = self.order.with_user(self.specialist)

    def _assert_customer(self, customer, place):
        self.assertEqual(self.order.partner_id, customer)
        self.assertEqual(self.order.partner_shipping_id, place)
        self.assertEqual(self.order.picking_ids.partner_id, place)

    def test_the_customer_stays_until_the_department_takes_the_other(self):
        self.desk.write({"partner_id": self.sister.id, "payment_term_id": self.term.id})
        self._assert_customer(self.customer, self.customer)
        self.assertFalse(self.order.payment_term_id)
        [text] = self._get_pending(self.order)
        self.assertRegex(text, r"^Customer: Huber Salzburg, .*Hallein")
        self._take(self.order.pending_change_ids)
        self._assert_customer(self.sister, self.shop)
        self.assertRecordValues(
            self.order, [{"partner_invoice_id": self.sister.id, "payment_term_id": self.term.id}]
        )
        self.assertRecordValues(
            self.handoff, [{"customer_name": "Huber Salzburg", "instructions": "Ring twice"}]
        )

    def test_refused_nothing_of_it_stays(self):
        before = self.order.partner_invoice_id
        self.desk.write({"partner_id": self.sister.id, "partner_invoice_id": self.sister.id})
        self._refuse(self.order.pending_change_ids)
        self._assert_customer(self.customer, self.customer)
        self.assertEqual(self.order.partner_invoice_id, before)
        self.assertFalse(self.handoff.instructions)

    def test_the_address_goes_with_the_customer(self):
        self.desk.write({"partner_id": self.sister.id, "partner_shipping_id": self.sister.id})
        self.assertEqual(self.order.pending_change_ids.mapped("kind"), ["customer"])
        self._take(self.order.pending_change_ids)
        self._assert_customer(self.sister, self.sister)

    def test_the_last_word_counts(self):
        other = self._create_customer("Huber Graz", city="Graz")
        self.desk.write({"partner_id": self.sister.id, "payment_term_id": self.term.id})
        self.desk.partner_id = other
        self.assertEqual(len(self.order.pending_change_ids), 1)
        self._take(self.order.pending_change_ids)
        self._assert_customer(other, other)
        self.assertFalse(self.order.payment_term_id)

    def test_the_same_customer_again_is_no_change(self):
        self.desk.write({"partner_id": self.customer.id, "payment_term_id": self.term.id})
        self.assertFalse(self.order.pending_change_ids)
        self.assertEqual(self.order.payment_term_id, self.term)

    def test_what_has_left_is_not_given_to_another(self):
        self.desk.partner_id = self.sister
        self.order.picking_ids.move_ids.picked = True
        self._validate(self.order.picking_ids)
        self.assertEqual(self.order.change_ids.state, "refused")
        self._assert_customer(self.customer, self.customer)

    def test_before_acceptance_it_is_changed_at_once(self):
        order, handoff = self._create_released()
        order.with_user(self.specialist).partner_id = self.sister
        self.assertEqual(order.partner_id, self.sister)
        self.assertFalse(order.change_ids)
        self.assertEqual(handoff.instructions, "Ring twice")
