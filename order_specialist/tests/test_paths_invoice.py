from odoo.fields import Command
from odoo.tests import tagged

from .paths_common import SCHEDULED, PathCase, way


@tagged("post_install", "-at_install")
class TestPathsInvoice(PathCase):
    """A stopped order is not billed, whoever tries whichever way."""

    # --- an invoice is made -----------------------------------------------------------------------

    @way("regular invoice", "invoice", "salesperson", "accountant", "superuser")
    def regular(self, order, user):
        order.with_user(user)._create_invoices()

    @way("the dialog: regular invoice", "invoice", "salesperson", "specialist")
    def dialog(self, order, user):
        self._bill(order, user)

    @way("the dialog: consolidated", "invoice", "salesperson")
    def consolidated(self, order, user):
        self._bill(order, user, consolidated_billing=True)

    @way("the dialog: down payment, percentage", "invoice", "salesperson", "specialist")
    def percentage(self, order, user):
        self._bill(order, user, advance_payment_method="percentage", amount=50)

    @way("the dialog: down payment, fixed", "invoice", "salesperson", "specialist")
    def fixed(self, order, user):
        self._bill(order, user, advance_payment_method="fixed", fixed_amount=5)

    def _bill(self, order, user, **values):
        wizards = self.env["sale.advance.payment.inv"].with_user(user)
        wizard = wizards.create({"sale_order_ids": [Command.set(order.ids)], **values})
        wizard.create_invoices()

    @way("many orders at once", "invoice", "salesperson")
    def many(self, order, user):
        customer = self._create_customer("Other")
        other = self._create_order([(self.service, 1, 10)], partner_id=customer.id).sudo()
        other.action_confirm()
        invoices = (order | other).with_user(user).sudo()._create_invoices()
        self.assertIn(other, invoices.line_ids.sale_line_ids.order_id)
        return order.message_ids[:1].body

    @way("server action", "invoice", "salesperson", "superuser")
    def server_action(self, order, user):
        self._run_server_action(order, "records._create_invoices()", user)

    @way("scheduled action", "invoice", "superuser", alone=SCHEDULED)
    def scheduled_action(self, order, user):
        self._run_scheduled_action(order, "_create_invoices()")

    # --- a draft that was there before is posted --------------------------------------------------

    @way("Confirm of a draft invoice", "post", "accountant", "superuser")
    def post(self, order, user):
        order.invoice_ids.with_user(user).action_post()

    @way("Confirm of many draft invoices", "post", "accountant")
    def post_many(self, order, user):
        wizard = self.env["validate.account.move"].with_user(user)
        wizard = wizard.with_context(active_model="account.move", active_ids=order.invoice_ids.ids)
        wizard.create({}).validate_move()

    @way("a draft is written posted", "post", "accountant", "superuser")
    def written(self, order, user):
        invoice = order.invoice_ids.with_user(user).with_context(order_gate_asked="yes")
        invoice.write({"state": "posted"})

    @way("scheduled posting", "post", "superuser", alone=SCHEDULED)
    def autopost(self, order, user):
        invoice = order.invoice_ids
        invoice.write({"auto_post": "at_date", "date": "2020-01-31"})
        with self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_auto_post_draft_entry").method_direct_trigger()
        self.env.invalidate_all()
        return invoice.message_ids[:1].preview

    @way("server action that posts a draft", "post", "accountant")
    def post_action(self, order, user):
        self._run_server_action(order.invoice_ids, "records.action_post()", user)

    def test_everybody_else_gets_nowhere(self):
        self._try_everybody_else()
