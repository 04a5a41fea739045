from odoo import fields
from odoo.tests import tagged

from .case_common import ClaimCase


@tagged("post_install", "-at_install")
class TestCaseTakenBack(ClaimCase):
    """A posted credit note of a claim that accounting reverses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order, cls.invoice = cls._deliver_and_invoice(5, 10.0)
        cls.line = cls.order.order_line

    def _reverse(self, credit, quantity=None):
        """Reverse a posted credit note as accounting does; return the posted invoice."""
        wizard = self.env["account.move.reversal"].with_user(self.accountant)
        wizard = wizard.with_context(active_model="account.move", active_ids=credit.ids)
        wizard = wizard.create({"journal_id": credit.journal_id.id})
        wizard.refund_moves()
        move = wizard.new_move_ids
        if quantity:
            move.invoice_line_ids.quantity = quantity
        move.invoice_date = fields.Date.today()
        move.action_post()
        return move

    def _credit(self, quantity=2):
        case = self._claim(self.order, "damaged", quantity, invoice=self.invoice)
        resolution = self._resolve(case, "credit_quantity")
        credit = resolution.account_move_id.sudo()
        if credit.state == "draft":
            credit.with_user(self.accountant).action_post()
        return case, resolution, credit

    def test_full_credit_after_one_was_taken_back_has_its_tax(self):
        case, _resolution, first = self._credit(5)
        self._reverse(first)
        second = self._resolve(case, "credit_quantity").sudo().account_move_id
        self.assertRecordValues(second, [{"amount_tax": 10.0, "amount_total": 60.0}])

    def test_credit_that_refers_to_no_invoice_counts_too(self):
        wizard = self.env["stock.return.picking"].create({"picking_id": self.order.picking_ids.id})
        wizard.product_return_moves.write({"quantity": 2, "to_refund": True})
        back = wizard._create_return()
        back.move_ids.write({"quantity": 2, "picked": True})
        back.button_validate()
        credit = self.order.sudo()._create_invoices(final=True)
        self.assertEqual((credit.move_type, credit.reversed_entry_id.ids), ("out_refund", []))
        credit.with_user(self.accountant).action_post()
        self.assertEqual(
            credit.invoice_line_ids.order_credited_line_id, self.invoice.invoice_line_ids
        )
        case = self._claim(self.order, "quantity_billed", 5, invoice=self.invoice)
        with self._refused("3 left"):
            self._resolve(case, "credit_quantity", quantity=5)

    def test_what_came_back_is_credited_less_what_was_given_before(self):
        case = self._claim(self.order, "damaged", 5)
        self._propose(case, "goodwill", extra_amount=4.0).action_settle()
        wizard = self.env["stock.return.picking"].create({"picking_id": self.order.picking_ids.id})
        wizard.product_return_moves.write({"quantity": 5, "to_refund": True})
        back = wizard._create_return()
        back.move_ids.write({"quantity": 5, "picked": True})
        back.button_validate()
        credit = self.order.sudo()._create_invoices(final=True).with_user(self.accountant)
        with self._refused("4.00 more than was invoiced"):
            credit.action_post()
        credit.invoice_line_ids.price_unit = 9.2
        credit.action_post()
        self.assertEqual(self.line.qty_to_invoice, 0)

    def test_the_claim_is_open_again(self):
        case, resolution, credit = self._credit()
        self.assertEqual((case.state, resolution.state), ("settled", "done"))
        self._reverse(credit)
        self.assertEqual((case.state, resolution.state), ("investigating", "cancelled"))
        self.assertEqual(case.line_ids.open_quantity, 2)
        self.assertRecordValues(
            self.line, [{"qty_invoiced": 5, "credited_qty": 0, "qty_to_invoice": 0}]
        )

    def test_it_can_be_credited_again_and_not_twice(self):
        case, _resolution, credit = self._credit(5)
        self._reverse(credit)
        self.assertEqual(self.line._get_invoiced_gross(), 5)
        again = self._resolve(case, "credit_quantity")
        self.assertEqual(again.state, "done")
        self.assertEqual(again.account_move_id.amount_untaxed, 50)
        self.assertEqual(again.line_ids.invoice_line_id.move_id, self.invoice)
        [left] = self.env["order.credit"].sudo()._get_left(self.invoice.invoice_line_ids).values()
        self.assertEqual((left.quantity, left.amount), (0, 0))

    def test_of_a_part_that_is_reversed_the_claim_is_open_again(self):
        case, resolution, credit = self._credit(3)
        self._reverse(credit, quantity=1)
        self.assertEqual((case.state, resolution.state), ("investigating", "done"))
        self.assertEqual((case.line_ids.settled_quantity, case.line_ids.open_quantity), (2, 1))
        self.assertRecordValues(
            self.line, [{"qty_invoiced": 3, "credited_qty": 2, "qty_to_invoice": 0}]
        )
        self.assertEqual(self.order.credited_amount, 24.0)
        [left] = self.env["order.credit"].sudo()._get_left(self.invoice.invoice_line_ids).values()
        self.assertEqual((left.quantity, left.amount), (3, 30))

        again = self._resolve(case, "credit_quantity")
        self.assertEqual(again.account_move_id.amount_untaxed, 10.0)
        self.assertEqual(case.state, "settled")
        self._reverse(credit, quantity=2)
        self.assertEqual((case.state, resolution.state), ("investigating", "cancelled"))
        self.assertEqual(case.line_ids.open_quantity, 2)
        self.assertEqual(self.order.credited_amount, 12.0)

    def test_of_a_price_that_is_partly_reversed_the_claim_is_open_again(self):
        case = self._claim_price(self.order, 8.0, self.invoice)
        credit = self._resolve(case, "credit_price").account_move_id.sudo()
        self._reverse(credit, quantity=2)
        self.assertEqual((case.state, case.amount_open), ("investigating", 4.0))
        self.assertEqual(self._resolve(case, "credit_price").account_move_id.amount_untaxed, 4.0)


@tagged("post_install", "-at_install")
class TestLimitOfTheCompany(ClaimCase):
    """Of two rows for one group the one of the company counts."""

    def _get_ceiling(self, code="credit_quantity"):
        limits = self.env["order.limit"]
        rows = limits._get_rows(self.specialist, code, self.company)
        return sorted(rows.mapped("amount_case"))

    def _limit(self, amount, code=False, company=None):
        return self.env["order.limit"].create(
            {
                "group_id": self.env.ref("order_specialist.group_specialist").id,
                "amount_case": amount,
                "resolution_code": code,
                "company_id": (company or self.company).id,
            }
        )

    def test_stricter_row_of_the_company_overrides_the_general_one(self):
        self.assertEqual(self._get_ceiling(), [100])
        self._limit(20)
        self.assertEqual(self._get_ceiling(), [20])
        order, _invoice = self._deliver_and_invoice(20, 10.0)
        resolution = self._resolve(self._claim(order, "quantity_billed", 5), "credit_quantity")
        self.assertEqual(resolution.state, "to_approve")

    def test_within_the_company_the_resolution_counts_first(self):
        self._limit(20)
        self._limit(7, "credit_quantity")
        self.assertEqual(self._get_ceiling(), [7])
        self.assertEqual(self._get_ceiling("credit_price"), [20])

    def test_row_of_another_company_says_nothing(self):
        self._limit(20, company=self.env["res.company"].create({"name": "Other"}))
        self.assertEqual(self._get_ceiling(), [100])

    def test_stake_of_an_invoice_in_another_currency_is_converted(self):
        order, invoice = self._deliver_and_invoice(10, 10.0)
        case = self._claim(order, "quantity_billed", 2, invoice=invoice)
        resolution = self._propose(case, "credit_quantity")
        self.assertEqual(resolution._get_executor()._get_stake(resolution), 20)
        currency = self.env["res.currency"].create(
            {
                "name": "XCS",
                "symbol": "x",
                "rate_ids": [(0, 0, {"name": "2000-01-01", "rate": 4.0})],
            }
        )
        self.env.cr.execute(
            "UPDATE account_move_line SET currency_id = %s WHERE move_id = %s",
            [currency.id, invoice.id],
        )
        self.env.invalidate_all()
        self.assertEqual(resolution._get_executor()._get_stake(resolution), 5)
