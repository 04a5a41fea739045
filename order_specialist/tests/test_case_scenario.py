"""A day on the desk: short, damaged, claimed too much. Every number to the cent."""

from odoo.fields import Command
from odoo.tests import tagged

from .case_common import ClaimCase


@tagged("post_install", "-at_install")
class TestCaseScenario(ClaimCase):
    """100 × A at 12.50 less 10 %, delivered as 60 and 38, tax 20 %."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._confirm(100, 12.5, 10.0)
        cls.line = cls.order.order_line
        cls.delivery_1 = cls._ship(cls.order, 60)
        cls.invoice_1 = cls._invoice(cls.order)
        cls.delivery_2 = cls._ship(cls.order, 38, backorder=False)
        cls.invoice_2 = cls._invoice(cls.order)

    def test_the_deliveries_are_invoiced_as_shipped(self):
        self.assertRecordValues(
            self.invoice_1 | self.invoice_2,
            [
                {"amount_untaxed": 675.0, "amount_tax": 135.0, "amount_total": 810.0},
                {"amount_untaxed": 427.5, "amount_tax": 85.5, "amount_total": 513.0},
            ],
        )

    def test_the_rest_that_the_warehouse_closes_is_a_claim_closed_short_by_itself(self):
        case = self.order.case_ids
        self.assertRecordValues(
            case,
            [
                {
                    "type_id": self._type("short_shipped").id,
                    "found_by_system": True,
                    "state": "settled",
                    "reported_by": f"Warehouse: {self.warehouse_lead.name}",
                }
            ],
        )
        self.assertEqual(case.line_ids.claimed_quantity, 2)
        self.assertEqual(case.resolution_ids.code, "close_short")
        self.assertRecordValues(
            self.line,
            [
                {
                    "product_uom_qty": 100,
                    "qty_delivered": 98,
                    "cancelled_qty": 2,
                    "qty_to_deliver": 0,
                    "qty_to_invoice": 0,
                    "invoice_status": "invoiced",
                }
            ],
        )
        self.assertEqual(self.order.invoice_status, "invoiced")
        self.assertEqual(self.order.desk_stage, "closed")
        moves = self.line.move_ids
        self.line._action_launch_stock_rule()
        self.assertEqual(self.line.move_ids, moves, "launching again brings nothing back")

    def test_the_books_are_right_after_a_credit_a_replacement_and_two_refusals(self):
        damaged = self._claim(self.order, "damaged", 5, self.delivery_1)
        self._attach_photo(damaged)
        credit = self._resolve(damaged, "credit_quantity").account_move_id
        self.assertRecordValues(
            credit,
            [
                {
                    "move_type": "out_refund",
                    "state": "posted",
                    "reversed_entry_id": self.invoice_1.id,
                    "amount_untaxed": 56.25,
                    "amount_tax": 11.25,
                    "amount_total": 67.5,
                }
            ],
        )
        self.assertEqual(damaged.state, "settled")
        self.assertEqual(self.line.qty_to_invoice, 0)

        short = self._claim(self.order, "short_received", 3, self.delivery_2)
        transfer = self._resolve(short, "replacement").picking_id
        self.assertRecordValues(
            transfer.move_ids,
            [{"sale_line_id": self.line.id, "product_uom_qty": 3, "state": "assigned"}],
        )
        self.assertEqual(short.state, "settled")
        self._ship(self.order)
        self.assertEqual(transfer.state, "done")
        self.assertRecordValues(
            self.line,
            [{"qty_delivered": 98, "qty_to_invoice": 0, "replaced_qty": 3, "cancelled_qty": 2}],
        )
        self.assertEqual(len(self.order.order_line), 1)

        with self._refused("35 can be claimed"):
            self._claim(self.order, "damaged", 36, self.delivery_2)
        with self._refused("55 can be claimed"):
            self._claim(self.order, "damaged", 56, self.delivery_1)

        invoices = self.order.invoice_ids
        self.assertEqual(invoices, self.invoice_1 | self.invoice_2 | credit)
        books = sum(invoices.mapped(lambda move: -move.direction_sign * move.amount_total))
        self.assertAlmostEqual(books, 1255.5)
        self.assertAlmostEqual(books, 93 * 11.25 * 1.2)
        self.assertEqual(self.order.desk_stage, "closed")

    def test_crediting_56_of_60_is_refused_where_5_were_credited(self):
        damaged = self._claim(self.order, "damaged", 5, self.delivery_1)
        self._resolve(damaged, "credit_quantity")
        billed = self._claim(self.order, "quantity_billed", 56, invoice=self.invoice_1)
        resolution = self._propose(billed, "credit_quantity", quantity=55)
        resolution.line_ids.quantity = 56
        with self._refused("56 .* cannot be credited .* 55 left"):
            resolution.with_user(self.specialist)._run()

    def test_what_is_gone_when_the_customer_cancels_is_billed_returned_and_credited(self):
        order = self._confirm(30, 9.0)
        line = order.order_line
        self._recall_too_late(order)
        self.assertEqual(order.state, "sale")
        self._ship(order)
        invoice = self._invoice(order)
        self.assertRecordValues(
            invoice, [{"amount_untaxed": 270.0, "amount_tax": 54.0, "amount_total": 324.0}]
        )

        case = order.case_ids.with_user(self.specialist)
        claimed = {"order_line_id": line.id, "expected_quantity": 0, "actual_quantity": 30}
        case.write({"line_ids": [Command.create(claimed)]})
        self.assertEqual(case.amount_claimed, 270.0)
        back = self._resolve(case, "goods_return").picking_id
        credit = self._resolve(case, "credit_quantity")
        self.assertEqual((credit.state, case.state), ("to_approve", "waiting"))
        credit.with_user(self.supervisor).action_approve()
        self.assertRecordValues(
            credit.account_move_id,
            [{"amount_untaxed": 270.0, "amount_tax": 54.0, "amount_total": 324.0}],
        )
        self.assertEqual(case.state, "settled")
        self.assertEqual(line.qty_to_invoice, 0)
        back = back.with_user(self.warehouse_lead)
        back.move_ids.write({"quantity": 30, "picked": True})
        back.button_validate()
        self.assertRecordValues(
            line,
            [
                {
                    "qty_delivered": 0,
                    "qty_invoiced": 0,
                    "qty_to_invoice": 0,
                    "amount_to_invoice": 0.0,
                    "qty_to_deliver": 0,
                }
            ],
        )
        self.assertEqual(order.desk_stage, "closed")
        books = sum(order.invoice_ids.mapped(lambda move: -move.direction_sign * move.amount_total))
        self.assertEqual(books, 0.0)

    def _recall_too_late(self, order):
        """Cancel an order that the warehouse has accepted; it answers that the goods are gone."""
        handoff = order.handoff_ids.with_user(self.warehouse_lead)
        handoff.action_accept()
        order.with_user(self.specialist).action_cancel()
        self.assertEqual(handoff.state, "recalled")
        action = handoff.action_gone()
        reason = self.env["order.reason"].search([("usage", "=", "goods_left")], limit=1)
        wizard = self.env[action["res_model"]].with_user(self.warehouse_lead)
        wizard = wizard.with_context(**action["context"]).create({"reason_id": reason.id})
        wizard.action_gone()
