"""Payments: the customer's money and his yes are kept, nothing raises, nothing is billed early.

What the shop does for a visitor it does as the superuser; an employee who shops, and a program that
calls the same methods, get the same.
"""

from unittest.mock import patch

from odoo.fields import Command

from odoo.addons.order_specialist.tests.paths_common import SCHEDULED, PathCase, way


class TestPathsPayment(PathCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        journal = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.demo = cls.env.ref("payment.payment_provider_demo")
        cls.demo.write({"state": "test", "journal_id": journal.id})

    def _pay(self, order, provider=None, state="done"):
        """Return the transaction of a customer who pays all of ``order``."""
        provider = provider or self.demo
        order = order.sudo()
        method = provider.with_context(active_test=False).payment_method_ids[:1]
        return self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "reference": f"{order.name}-{len(order.transaction_ids)}",
                "sale_order_ids": [Command.set(order.ids)],
                "state": state,
            }
        )

    def _prepare_confirm(self):
        order = super()._prepare_confirm()
        order.sudo().write({"require_signature": False, "require_payment": True})
        return order

    @way("online payment", "confirm", "public", verdict="parked")
    def online(self, order, user):
        transaction = self._pay(order, state="draft")
        transaction.with_user(user).sudo().action_demo_set_done()
        transaction._post_process()
        self.assertEqual(transaction.state, "done")
        self.assertTrue(transaction.payment_id)
        return order.sudo().hold_ids.note

    @way(
        "online payment, processed by the scheduler later",
        "confirm",
        "superuser",
        verdict="parked",
        alone=SCHEDULED,
    )
    def online_later(self, order, user):
        transaction = self._pay(order).with_user(user)
        with patch.object(self.env.cr, "commit"), patch.object(self.env.cr, "rollback"):
            transaction._cron_post_process()
        self.assertTrue(transaction.is_post_processed)
        return order.sudo().hold_ids.note

    @way("cash on delivery", "confirm", "public", verdict="parked")
    def cash(self, order, user):
        return self._promise(order, user, "delivery.payment_provider_cod")

    @way("paid in the store", "confirm", "public", verdict="parked")
    def on_site(self, order, user):
        return self._promise(order, user, "website_sale_collect.payment_provider_on_site")

    def _promise(self, order, user, provider):
        provider = self.env.ref(provider)
        transaction = self._pay(order, provider, "pending")
        transaction.with_user(user).sudo()._post_process()
        return order.sudo().hold_ids.note

    def test_cash_on_delivery_of_a_free_order_confirms(self):
        for provider in (
            "delivery.payment_provider_cod",
            "website_sale_collect.payment_provider_on_site",
        ):
            order = self._create_order(client_order_ref="4711").sudo()
            self._promise(order, self.public, provider)
            self.assertEqual(order.state, "sale")

    @way("a shop order that costs nothing", "confirm", "public", verdict="parked")
    def free_of_charge(self, order, user):
        order.with_user(user).sudo()._validate_order()
        return order.sudo().hold_ids.note

    @way("a free ticket or booth of the shop", "confirm", "public", verdict="parked")
    def ticket(self, order, user):
        order.with_user(user).sudo().action_confirm()
        return order.sudo().hold_ids.note

    @way("the automatic invoice after a payment", "invoice", "superuser")
    def automatic_invoice(self, order, user):
        self.env["ir.config_parameter"].sudo().set_param("sale.automatic_invoice", "True")
        transaction = (
            self._pay(order).with_user(user).with_context(skip_sale_auto_invoice_send=True)
        )
        transaction._post_process()
        self.assertTrue(transaction.payment_id)
        return "\n".join(order.message_ids.mapped("body"))

    def test_everybody_else_gets_nowhere(self):
        self._try_everybody_else()
