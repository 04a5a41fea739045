from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..exceptions import GateClosed
from .case_common import ClaimCase


@tagged("post_install", "-at_install")
class TestInvoiceGate(ClaimCase):
    """Nothing that is stopped is billed, and nothing else waits for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hold_type = cls.env.ref("order_specialist.order_hold_type_invoice")
        cls.product.invoice_policy = "order"
        cls.orders = cls.env["sale.order"].union(*(cls._confirm(2, 10.0) for _n in range(3)))
        cls.stopped, cls.free = cls.orders[0], cls.orders[1:]

    def _hold(self, order=None):
        order = order or self.stopped
        return self.env["order.hold"].with_user(self.specialist)._place(order, self.hold_type)

    def _create_invoice(self, order):
        return order.sudo()._create_invoices()

    # --- making invoices --------------------------------------------------------------------------

    def test_invoice_of_a_stopped_order_is_not_made(self):
        self._hold()
        with self.assertRaises(GateClosed) as caught:
            self._create_invoice(self.stopped)
        self.assertEqual(caught.exception.gate, "invoice")
        self.assertIn("Hold: Invoice query", str(caught.exception))

    def test_whoever_makes_an_invoice_can_open_it(self):
        specialist = self.specialist
        self.assertFalse(specialist.has_group("account.group_account_invoice"))
        orders = self.free[:1].with_user(specialist)
        dialog = self.env["sale.advance.payment.inv"].with_user(specialist)
        action = dialog.with_context(active_model="sale.order", active_ids=orders.ids).create({})
        invoice = (
            self.env["account.move"]
            .with_user(specialist)
            .browse(action.create_invoices()["res_id"])
        )
        self.env.invalidate_all()
        form = self.env.ref("account.view_move_form")
        arch = etree.fromstring(invoice.get_view(form.id, "form")["arch"])
        names = {node.get("name") for node in arch.xpath("//field[not(ancestor::field)]")}
        self.assertIn("payment_count", names)
        [read] = invoice.web_read(dict.fromkeys(names, {}))
        self.assertEqual((read["state"], read["payment_count"]), ("draft", 0))

    def test_stopped_order_is_left_out_of_a_mass_invoicing(self):
        self._hold()
        invoices = self._create_invoice(self.orders)
        self.assertEqual(invoices.line_ids.sale_line_ids.order_id, self.free)
        message = self.stopped.message_ids[0].body
        self.assertIn("Not invoiced with the others: Hold: Invoice query", message)
        self.assertNotIn("Not invoiced", "".join(self.free.message_ids.mapped("body")))

    def test_stopped_order_is_left_out_of_a_consolidated_invoice(self):
        self._hold()
        wizard = self._create_wizard(self.orders, consolidated_billing=True)
        invoices = wizard._create_invoices(self.orders.sudo())
        self.assertEqual(len(invoices), 1)
        self.assertEqual(invoices.line_ids.sale_line_ids.order_id, self.free)

    def _create_wizard(self, orders, **values):
        wizards = self.env["sale.advance.payment.inv"].with_context(active_ids=orders.ids)
        return wizards.create({"sale_order_ids": [Command.set(orders.ids)], **values})

    def test_down_payment_of_a_stopped_order_is_refused(self):
        self._hold()
        for values in (
            {"advance_payment_method": "percentage", "amount": 50},
            {"advance_payment_method": "fixed", "fixed_amount": 5},
        ):
            wizard = self._create_wizard(self.stopped, **values)
            with self.assertRaises(GateClosed), self.env.cr.savepoint():
                wizard.create_invoices()
            self._create_wizard(self.free[0], **values).create_invoices()
        self.assertFalse(self.stopped.sudo().invoice_ids)
        self.assertEqual(len(self.stopped.order_line), 1)
        self.assertEqual(len(self.free[0].sudo().invoice_ids), 2)

    def test_no_order_is_answered_by_odoo(self):
        with self.assertRaisesRegex(UserError, "No items are available"):
            self._create_invoice(self.env["sale.order"])

    # --- posting ----------------------------------------------------------------------------------

    def test_draft_that_was_there_before_the_blocker_cannot_be_posted(self):
        invoice = self._create_invoice(self.stopped).with_user(self.accountant)
        hold = self._hold()
        with self.assertRaises(GateClosed), self.env.cr.savepoint():
            invoice.action_post()
        self.assertEqual(invoice.state, "draft")
        hold._release()
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")
        self.assertTrue(self.stopped.invoiced_on)

    def test_draft_counts_as_not_billed(self):
        """Odoo says "invoiced" as soon as there is a draft; what stops it must stay on the list."""
        self._create_invoice(self.stopped)
        self.assertEqual(self.stopped.invoice_status, "invoiced")
        self._hold()
        self.assertEqual([b["gate"] for b in self.stopped.get_blockers()], ["invoice"])
        self.assertEqual(self.stopped.blocker_count, 1)

    def test_release_before_its_review_is_not_billed(self):
        self._create_checklist("pricelist_price")
        order = self._create_order([(None, 48, 8.1)])
        override = self._override(
            order, "pricelist_price", self.specialist, "release_now", "Truck waiting"
        )
        order.action_confirm()
        with self.assertRaises(GateClosed) as caught, self.env.cr.savepoint():
            self._create_invoice(order)
        self.assertIn("before its review", str(caught.exception))
        override.with_user(self.supervisor).action_review("Agreed")
        invoice = self._create_invoice(order)
        invoice.with_user(self.accountant).action_post()
        self.assertAlmostEqual(invoice.amount_total, 466.56)

    def test_automatic_posting_posts_the_others_and_stays_green(self):
        invoices = {order: self._create_invoice(order) for order in self.orders}
        for invoice in invoices.values():
            invoice.write({"auto_post": "at_date", "date": fields.Date.today() - timedelta(days=1)})
        self._hold()
        for _day in range(3):
            with self.enter_registry_test_mode():
                self.env.ref("account.ir_cron_auto_post_draft_entry").sudo().method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(invoices[self.stopped].state, "draft")
        self.assertEqual([invoices[order].state for order in self.free], ["posted", "posted"])
        messages = invoices[self.stopped].message_ids.filtered(lambda m: "Invoice query" in m.body)
        self.assertEqual(len(messages), 1)

    def test_draft_of_a_later_day_is_not_asked_before(self):
        invoice = self._create_invoice(self.stopped)
        day = fields.Date.today() + timedelta(days=10)
        invoice.write({"invoice_date": day, "date": day})
        self._hold()
        invoice._post(soft=True)
        self.assertEqual(invoice.state, "draft")
        with self.assertRaises(GateClosed):
            invoice._post(soft=False)

    def test_draft_of_a_later_day_without_an_invoice_date_is_asked(self):
        """Odoo gives it today's date while posting, so it does not stay in draft."""
        invoice = self._create_invoice(self.stopped)
        invoice.date = fields.Date.today() + timedelta(days=10)
        self._hold()
        with self.assertRaises(GateClosed):
            invoice._post(soft=True)

    def test_credit_note_is_never_stopped(self):
        invoice = self._create_invoice(self.stopped)
        invoice.with_user(self.accountant).action_post()
        self._hold()
        credit = invoice._reverse_moves([{"invoice_date": fields.Date.today()}])
        credit.with_user(self.accountant).action_post()
        self.assertEqual(credit.state, "posted")
        self.assertEqual(credit.move_type, "out_refund")

    def test_receipt_of_a_stopped_order_cannot_be_posted(self):
        self._hold()
        receipt = self.env["account.move"].create(
            {
                "move_type": "out_receipt",
                "partner_id": self.customer.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "price_unit": 10,
                            "sale_line_ids": [Command.set(self.stopped.order_line.ids)],
                        }
                    )
                ],
            }
        )
        with self.assertRaises(GateClosed), self.env.cr.savepoint():
            receipt.action_post()

    def test_invoice_without_an_order_is_not_asked(self):
        self._hold()
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [Command.create({"name": "Advice", "price_unit": 10})],
            }
        )
        invoice.with_user(self.accountant).action_post()
        self.assertEqual(invoice.state, "posted")

    def test_accountant_reads_why_without_seeing_the_desk(self):
        invoice = self._create_invoice(self.stopped).with_user(self.accountant)
        self._hold()
        with self.assertRaises(GateClosed) as caught:
            invoice.action_post()
        self.assertIn(self.stopped.name, str(caught.exception))
        self.assertEqual(caught.exception.context["order_ids"], self.stopped.ids)

    def test_desk_off_bills_everything(self):
        self._hold()
        self.company.order_desk_active = False
        invoices = self._create_invoice(self.orders)
        invoices.with_user(self.accountant).action_post()
        self.assertEqual(set(invoices.mapped("state")), {"posted"})
