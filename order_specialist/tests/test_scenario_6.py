"""The month end, with all the numbers of that day."""

from odoo.fields import Command
from odoo.tests import tagged

from ..exceptions import GateClosed
from .case_common import ClaimCase
from .cost_common import MORE_QUERIES, CostMixin


@tagged("post_install", "-at_install")
class TestScenarioMonthEnd(CostMixin, ClaimCase):
    """200 orders to invoice, 4 of them stopped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls._create_product(
            "Tasting", 10, type="service", is_storable=False, invoice_policy="order"
        )
        line = {"product_id": cls.service.id, "product_uom_qty": 1}
        names = [f"Customer {number}" for number in range(198)]
        cls.customers = cls.env["res.partner"].create([{"name": name} for name in names])
        cls.orders = cls.env["sale.order"].create(
            [
                {"partner_id": customer.id, "order_line": [Command.create(line)]}
                # the last one has three orders
                for customer in [*cls.customers, cls.customers[-1], cls.customers[-1]]
            ]
        )
        cls.orders.action_confirm()
        cls.stopped = cls.orders[:3] + cls.orders[-1]
        cls.hold_type = cls.env.ref("order_specialist.order_hold_type_invoice")

    def _hold(self, orders):
        self.env["order.hold"]._place(orders, self.hold_type, "Wrong address?")

    def _bill(self, orders, **values):
        wizard = self.env["sale.advance.payment.inv"]
        wizard.create({"sale_order_ids": [Command.set(orders.ids)], **values}).create_invoices()

    def test_the_month_end(self):
        alone = self._predict_alone(self._bill, self.orders[4:-3], 200)
        self._hold(self.stopped)
        self.assertLess(self._count(self._bill, self.orders), alone * MORE_QUERIES)
        billed = self.orders.invoice_ids.line_ids.sale_line_ids.order_id
        self.assertEqual((len(self.orders), len(billed)), (200, 196))
        self.assertFalse(billed & self.stopped)
        for order in self.stopped:
            self.assertIn("Wrong address?", order.message_ids[0].body)
        # the customer with three orders, one of them stopped
        [invoice] = self.orders.invoice_ids.filtered(
            lambda move: move.partner_id == self.customers[-1]
        )
        self.assertEqual(invoice.line_ids.sale_line_ids.order_id, self.orders[-3:-1])
        for values in (
            {"advance_payment_method": "percentage", "amount": 50},
            {"advance_payment_method": "fixed", "fixed_amount": 5},
        ):
            with self.assertRaises(GateClosed), self.env.cr.savepoint():
                self._bill(self.stopped[0], **values)

    def test_drafts_that_were_there_before(self):
        orders = self.orders[:10]
        invoices = orders._create_invoices(grouped=True)
        invoices.write({"auto_post": "at_date", "invoice_date": "2020-01-31", "date": "2020-01-31"})
        self._hold(orders[:4])
        for _day in range(2):
            with self.enter_registry_test_mode():
                cron = self.env.ref("account.ir_cron_auto_post_draft_entry")
                cron.sudo().method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(orders[:4].invoice_ids.mapped("state"), ["draft"] * 4)
        self.assertEqual(orders[4:].invoice_ids.mapped("state"), ["posted"] * 6)
        for invoice in orders[:4].invoice_ids:
            told = invoice.message_ids.filtered(lambda message: "Wrong address?" in message.body)
            self.assertEqual(len(told), 1)
