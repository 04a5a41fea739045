from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .case_common import ClaimCase
from .change_common import ChangeCase


@tagged("post_install", "-at_install")
class TestNotOrdered(ClaimCase, ChangeCase):
    """Goods that were delivered though nobody ordered them: on the order, and on no bill."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cheese = cls._create_product("Gouda", 5.0, stock=100)
        # adding a line takes a right on orders in Odoo
        cls.warehouse_lead.group_ids += cls.env.ref("sales_team.group_sale_salesman_all_leads")
        cls.order = cls._create_confirmed([(None, 10, 12.5)])
        cls._deliver_with(cls.order, cls.cheese, 2)
        cls.extra = cls.order.order_line[1:]

    @classmethod
    def _deliver_with(cls, order, product, quantity):
        """Ship the order and ``quantity`` of a product that is not on it."""
        picking = order.sudo().picking_ids.with_user(cls.warehouse_lead)
        picking.move_ids = [
            Command.create(
                {
                    "product_id": product.id,
                    "product_uom_qty": quantity,
                    "location_id": picking.location_id.id,
                    "location_dest_id": picking.location_dest_id.id,
                }
            )
        ]
        picking.move_ids.picked = True
        picking.button_validate()

    def test_it_is_marked_and_not_to_invoice(self):
        self.assertRecordValues(
            self.extra,
            [
                {
                    "product_id": self.cheese.id,
                    "qty_delivered": 2,
                    "is_not_ordered": True,
                    "qty_to_invoice": 0,
                    "untaxed_amount_to_invoice": 0,
                    "amount_to_invoice": 0,
                    "invoice_status": "no",
                }
            ],
        )
        self.assertFalse(self.order.order_line[0].is_not_ordered)
        self.assertEqual(self.order.unaccepted_count, 1)

    def test_the_invoice_goes_without_it(self):
        invoice = self._invoice(self.order)
        self.assertEqual(invoice.invoice_line_ids.product_id, self.product)
        self.assertEqual(invoice.amount_untaxed, 125)

    def test_a_specialist_accepts_it_and_it_is_billed(self):
        self._invoice(self.order)
        self.extra.action_accept_not_ordered()
        self.assertEqual((self.extra.qty_to_invoice, self.extra.invoice_status), (2, "to invoice"))
        self.assertEqual(self.extra.bill_accepted_by_id, self.specialist)
        invoice = self._invoice(self.order)
        self.assertEqual(invoice.invoice_line_ids.product_id, self.cheese)
        self.assertEqual(self.order.unaccepted_count, 0)
        self.assertIn(
            "Gouda",
            self.order.sudo().message_ids[0].preview + self.order.sudo().message_ids[1].preview,
        )

    def test_only_the_desk_accepts(self):
        for user in (self.salesperson, self.accountant, self.warehouse_lead, self.controller):
            with self.assertRaises(AccessError):
                self.extra.with_user(user).sudo(False).action_accept_not_ordered()
        self.assertFalse(self.extra.bill_accepted_on)

    def test_nobody_writes_the_marks(self):
        for user in (self.specialist, self.warehouse_lead, self.administrator):
            for vals in (
                {"is_not_ordered": False},
                {"bill_accepted_on": "2024-05-07"},
                {"bill_accepted_by_id": user.id},
            ):
                with self.assertRaises(AccessError):
                    self.extra.with_user(user).write(vals)

    def test_an_invoice_made_by_hand_is_not_posted(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.cheese.id,
                            "quantity": 2,
                            "sale_line_ids": [Command.link(self.extra.id)],
                        }
                    )
                ],
            }
        )
        message = f"^Gouda of {self.order.name} was not ordered: the order desk accepts it first"
        with self._refused(message):
            invoice.with_user(self.accountant).action_post()
        self.extra.action_accept_not_ordered()
        invoice.with_user(self.accountant).action_post()
        self.assertEqual(invoice.state, "posted")

    def test_everything_that_bills_leaves_it_out(self):
        wizard = self.env["sale.advance.payment.inv"].with_user(self.specialist)
        wizard = wizard.with_context(active_model="sale.order", active_ids=self.order.ids)
        wizard.create({"advance_payment_method": "percentage", "amount": 50}).create_invoices()
        payment = self.order.order_line.filtered(lambda line: line.is_downpayment)
        self.assertFalse(any(payment.mapped("is_not_ordered")))
        self.assertEqual(self.order.sudo().invoice_ids.amount_untaxed, 62.5)
        wizard.create({"advance_payment_method": "delivered"}).create_invoices()
        billed = self.order.sudo().invoice_ids.invoice_line_ids
        self.assertNotIn(self.cheese, billed.product_id)
        self.assertIn(self.product, billed.product_id)

    def test_a_line_that_a_person_adds_is_ordered(self):
        order = self._create_confirmed([(None, 1, 12.5)])
        order.order_line = [Command.create({"product_id": self.cheese.id, "product_uom_qty": 1})]
        self.assertFalse(any(order.order_line.mapped("is_not_ordered")))

    def test_a_copy_orders_it(self):
        self.assertFalse(any(self.order.copy().order_line.mapped("is_not_ordered")))

    def test_without_the_desk_odoo_bills_it(self):
        self.company.order_desk_active = False
        order = self._create_confirmed([(None, 10, 12.5)])
        self._deliver_with(order, self.cheese, 2)
        self.assertEqual(order.order_line[1].qty_to_invoice, 2)
