"""Customers with a limit, invoices, and the credit types switched on."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from .common import DeskCase


class CreditCase(DeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.account_use_credit_limit = True
        cls.credit = cls.env.ref("order_specialist.order_hold_type_credit")
        cls.overdue = cls.env.ref("order_specialist.order_hold_type_overdue")
        cls.credit.automatic = True
        cls.customer.credit_limit = 100.0
        cls.branch = cls.env["res.partner"].create(
            {"name": "Branch", "parent_id": cls.customer.id, "type": "invoice"}
        )

    def _confirm(self, quantity, price=10.0, **values):
        """Return a confirmed order, as the superuser sees it."""
        order = self._create_order([(None, quantity, price)], **values)
        order.action_confirm()
        return order.sudo()

    def _bill(self, amount, days=0, partner=None):
        """Post an invoice that was due ``days`` ago, without an order."""
        day = fields.Date.today() - timedelta(days=days)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or self.customer).id,
                "invoice_date": day,
                "invoice_date_due": day,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Goods", "quantity": 1, "price_unit": amount, "tax_ids": []}
                    )
                ],
            }
        )
        invoice.action_post()
        return invoice

    def _pay(self, invoice):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()

    def _scan(self, orders):
        self.env["order.verification"]._scan(orders.sudo())

    def _get_active(self, order, hold_type=None):
        holds = order.sudo().hold_ids.filtered("is_active")
        return holds.filtered(lambda hold: hold.type_id == (hold_type or self.credit))
