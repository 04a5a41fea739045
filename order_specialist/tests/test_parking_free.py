"""An order that costs nothing is billed with the customer's yes: a stop of the bill is ours."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.sale.models.sale_order import SaleOrder

from .common import DeskCase


@tagged("post_install", "-at_install")
class TestParkingFree(DeskCase):
    """As sale_loyalty does it: confirm, then bill what a reward has made free."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.order_desk_active = True
        cls.hold_type = cls.env.ref("order_specialist.order_hold_type_invoice")
        service = cls._create_product("Voucher", 0.0, type="service", is_storable=False)
        service.invoice_policy = "order"
        cls.order, cls.other = (
            cls._create_order([(service, 1, 0.0)], require_payment=False) for _n in range(2)
        )

    def setUp(self):
        super().setUp()
        confirm = SaleOrder._validate_order

        def validate_and_bill(orders):
            confirm(orders)
            for order in orders:
                order._create_invoices(final=True).action_post()

        self.patch(SaleOrder, "_validate_order", validate_and_bill)

    def _hold(self, order):
        return (
            self.env["order.hold"]
            .with_user(self.specialist)
            ._place(order.with_user(self.specialist), self.hold_type)
        )

    def test_it_is_confirmed_and_its_bill_waits_for_the_desk(self):
        self._hold(self.order)
        self.order.sudo()._validate_order()
        self.assertEqual(self.order.state, "sale")
        self.assertFalse(self.order.invoice_ids)
        self.assertIn("Invoice query", self.order.message_ids.mapped("preview")[0])
        self.order.sudo().hold_ids._release()
        self.order.sudo()._create_invoices().action_post()
        self.assertEqual(self.order.invoice_ids.state, "posted")

    def test_of_two_the_free_one_is_billed(self):
        self._hold(self.order)
        (self.order | self.other).sudo()._validate_order()
        self.assertEqual(set((self.order | self.other).mapped("state")), {"sale"})
        self.assertEqual(self.other.invoice_ids.state, "posted")
        self.assertFalse(self.order.invoice_ids)

    def test_a_stopped_confirmation_is_parked_and_nothing_is_billed(self):
        stop = self.env["order.hold.type"].create(
            {"name": "Wait", "code": "test_confirm", "stops_confirm": True}
        )
        self.env["order.hold"].sudo()._place(self.order, stop)
        self.order.sudo()._validate_order()
        self.assertTrue(self.order.parked_on)
        self.assertEqual(self.order.state, "sent")
        self.assertFalse(self.order.invoice_ids)

    def test_a_person_who_bills_is_told(self):
        self.order.action_confirm()
        self._hold(self.order)
        for value in (True, "yes", 1):
            order = self.order.sudo().with_context(order_gate_unattended=value)
            with self.assertRaisesRegex(UserError, "Invoice query"):
                order._create_invoices()
