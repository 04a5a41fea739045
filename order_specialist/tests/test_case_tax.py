"""Wrong taxes on an invoice: what is claimed, and the document that puts them right."""

from odoo.fields import Command
from odoo.tests import Form, tagged

from .case_common import ClaimCase

FIGURES = ("qty_delivered", "qty_invoiced", "qty_to_invoice", "amount_to_invoice")


@tagged("post_install", "-at_install")
class TestCaseTax(ClaimCase):
    """The order says 20 %; the invoice says something else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.high, cls.low = cls._create_tax(25.0), cls._create_tax(10.0)
        cls.in_high = cls._create_tax(20.0, "tax_included")
        cls.in_low = cls._create_tax(10.0, "tax_included")

    @classmethod
    def _create_tax(cls, amount, included="tax_excluded"):
        return cls.env["account.tax"].create(
            {"name": f"{amount} {included}", "amount": amount, "price_include_override": included}
        )

    @classmethod
    def _bill(cls, taxes, sold=None, price=10.0, **values):
        """Return an order of five with ``sold`` taxes, and its invoice with ``taxes``."""
        order = cls._confirm(5, price, **values)
        if sold is not None:
            order.order_line.tax_ids = sold
        cls._ship(order)
        invoice = order.sudo()._create_invoices()
        invoice.invoice_line_ids.write({"tax_ids": [Command.set(taxes.ids)], "price_unit": price})
        invoice.with_user(cls.accountant).action_post()
        return order, invoice

    @classmethod
    def _claim_tax(cls, order, invoice, user=None, **values):
        line = invoice.invoice_line_ids
        return cls._create_case(order, "tax", user, invoice_line_id=line.id, **values)

    def _sum_taxes(self, moves):
        """Return ``{tax: (base, tax)}`` of documents, credit notes taken off; no zeros."""
        sums = {}
        for line in moves.line_ids:
            sign = -1 if line.balance > 0 else 1
            for tax in line.tax_ids:
                sums.setdefault(tax, [0.0, 0.0])[0] += sign * abs(line.amount_currency)
            if line.tax_line_id:
                sums.setdefault(line.tax_line_id, [0.0, 0.0])[1] -= line.amount_currency
        rounded = {tax: tuple(round(value, 2) for value in both) for tax, both in sums.items()}
        return {tax: both for tax, both in rounded.items() if any(both)}

    def _figures(self, order):
        return [order.order_line[name] for name in FIGURES]

    def test_too_much_tax_is_credited_and_nothing_else(self):
        order, invoice = self._bill(self.high)
        before = self._figures(order)
        case = self._claim_tax(order, invoice)
        self.assertEqual(case.line_ids.expected_tax_ids, self.tax)
        self.assertAlmostEqual(case.amount_claimed, 2.5)
        resolution = self._propose(case, "correct_tax")
        self.assertRegex(resolution.preview, r"Credit note of .*2\.50.* of tax on invoice")
        self.assertIn("20 % instead of 25.0", resolution.preview)
        resolution.action_settle()
        credit = resolution.sudo().account_move_id
        self.assertRecordValues(
            credit,
            [
                {
                    "move_type": "out_refund",
                    "state": "posted",
                    "reversed_entry_id": invoice.id,
                    "amount_untaxed": 0.0,
                    "amount_tax": 2.5,
                    "amount_total": 2.5,
                }
            ],
        )
        self.assertEqual(self._sum_taxes(invoice | credit), {self.tax: (50.0, 10.0)})
        self.assertEqual(case.state, "settled")
        self.assertEqual(self._figures(order), before)
        self.assertAlmostEqual(order.credited_amount, 2.5)

    def test_too_little_tax_is_billed(self):
        order, invoice = self._bill(self.env["account.tax"])
        before = self._figures(order)
        case = self._claim_tax(order, invoice)
        self.assertAlmostEqual(case.amount_claimed, -10.0)
        resolution = self._propose(case, "correct_tax")
        self.assertRegex(resolution.preview, r"Invoice of .*10\.00.* of tax that invoice")
        resolution.action_settle()
        charge = resolution.sudo().account_move_id
        self.assertRecordValues(
            charge,
            [
                {
                    "move_type": "out_invoice",
                    "state": "posted",
                    "amount_untaxed": 0.0,
                    "amount_tax": 10.0,
                    "amount_total": 10.0,
                }
            ],
        )
        self.assertEqual(self._sum_taxes(invoice | charge), {self.tax: (50.0, 10.0)})
        self.assertEqual(case.state, "settled")
        self.assertEqual(self._figures(order), before)

    def test_money_without_tax_stays_where_the_price_holds_its_tax(self):
        order, invoice = self._bill(self.in_high, self.in_low, price=24.0)
        self.assertAlmostEqual(invoice.amount_untaxed, 100.0)
        case = self._claim_tax(order, invoice)
        self.assertAlmostEqual(case.amount_claimed, 10.0)
        credit = self._resolve(case, "correct_tax").sudo().account_move_id
        self.assertRecordValues(credit, [{"amount_untaxed": 0.0, "amount_total": 10.0}])
        self.assertEqual(self._sum_taxes(invoice | credit), {self.in_low: (100.0, 10.0)})

    def test_included_tax_becomes_one_on_top_to_the_cent(self):
        order, invoice = self._bill(self.in_high, self.low, price=9.99)
        net = invoice.amount_untaxed
        case = self._claim_tax(order, invoice)
        difference = invoice.amount_tax - round(net * 0.1, 2)
        self.assertAlmostEqual(case.amount_claimed, difference)
        credit = self._resolve(case, "correct_tax").sudo().account_move_id
        self.assertAlmostEqual(credit.amount_total, difference)
        self.assertEqual(
            self._sum_taxes(invoice | credit), {self.low: (round(net, 2), round(net * 0.1, 2))}
        )

    def test_foreign_invoice_is_put_right_at_its_own_rate(self):
        currency = self.env["res.currency"].create({"name": "ZED", "symbol": "Z"})
        rates = [
            Command.create({"name": day, "company_rate": rate})
            for day, rate in (("2000-01-01", 2.0), ("2024-06-01", 4.0))
        ]
        currency.rate_ids = rates
        pricelist = self.env["product.pricelist"].create({"name": "Z", "currency_id": currency.id})
        order = self._confirm(5, 10.0, pricelist_id=pricelist.id)
        self._ship(order)
        invoice = order.sudo()._create_invoices()
        invoice.write({"invoice_date": "2010-01-01"})
        invoice.invoice_line_ids.tax_ids = self.high
        invoice.action_post()
        self.assertAlmostEqual(invoice.invoice_currency_rate, 2.0)
        case = self._claim_tax(order, invoice)
        self.assertEqual((case.currency_id, case.amount_claimed), (currency, 2.5))
        credit = self._resolve(case, "correct_tax").sudo().account_move_id
        self.assertAlmostEqual(credit.amount_total, 2.5)
        taxes = (invoice | credit).line_ids.filtered("tax_line_id")
        by_tax = {
            tax: sum(found.mapped("balance")) for tax, found in taxes.grouped("tax_line_id").items()
        }
        self.assertAlmostEqual(by_tax[self.high], 0.0)
        self.assertAlmostEqual(by_tax[self.tax], -5.0)

    def test_what_is_credited_afterwards_bears_the_right_tax(self):
        for taxes in (self.high, self.low, self.env["account.tax"]):
            with self.subTest(taxes.name):
                order, invoice = self._bill(taxes)
                put_right = self._resolve(self._claim_tax(order, invoice), "correct_tax")
                credit = self._resolve(self._claim(order, "damaged", 5), "credit_quantity")
                self.assertAlmostEqual(credit.sudo().account_move_id.amount_total, 60.0)
                moves = invoice | (put_right | credit).sudo().account_move_id
                self.assertFalse(self._sum_taxes(moves))
                owed = moves.line_ids.filtered(
                    lambda item: item.account_id.account_type == "asset_receivable"
                )
                self.assertAlmostEqual(sum(owed.mapped("balance")), 0.0)

    def test_what_was_credited_before_stays_as_it_was(self):
        order, invoice = self._bill(self.high)
        self._resolve(self._claim(order, "damaged", 2), "credit_quantity")
        case = self._claim_tax(order, invoice)
        self.assertAlmostEqual(case.amount_claimed, 1.5)
        credit = self._resolve(case, "correct_tax").sudo().account_move_id
        self.assertAlmostEqual(credit.amount_tax, 1.5)

    def test_included_price_is_credited_with_the_right_tax_afterwards(self):
        order, invoice = self._bill(self.in_high, self.in_low, price=24.0)
        self._resolve(self._claim_tax(order, invoice), "correct_tax")
        credit = self._resolve(self._claim_price(order, 21.6, invoice), "credit_price")
        self.assertRecordValues(
            credit.sudo().account_move_id, [{"amount_untaxed": 10.0, "amount_tax": 1.0}]
        )
        goodwill = self._propose(self._claim(order, "damaged", 1), "goodwill", extra_amount=5.0)
        goodwill.action_settle()
        self.assertRecordValues(
            goodwill.sudo().account_move_id, [{"amount_untaxed": 5.0, "amount_tax": 0.5}]
        )

    def test_it_is_put_right_once_and_whole(self):
        order, invoice = self._bill(self.high)
        first, second = (self._claim_tax(order, invoice) for _time in range(2))
        resolution = self._propose(first, "correct_tax")
        resolution.line_ids.amount = 1.0
        with self._refused("differs by .*2.50, not by .*1.00"):
            resolution.action_settle()
        resolution.line_ids.amount = 2.5
        resolution.action_settle()
        with self._refused("differs by .*0.00, not by .*2.50"):
            self._resolve(second, "correct_tax")

    def test_draft_is_posted_as_it_was_settled(self):
        self.company.order_credit_note_posting = "draft"
        order, invoice = self._bill(self.high)
        case = self._claim_tax(order, invoice)
        credit = self._resolve(case, "correct_tax").sudo().account_move_id
        self.assertEqual((credit.state, case.state), ("draft", "settling"))
        with self._refused("another amount now"):
            credit.invoice_line_ids.filtered(lambda aml: aml.quantity < 0).tax_ids = self.low
            credit.action_post()
        credit.with_user(self.accountant).action_post()
        self.assertEqual(case.state, "settled")

    def test_reversed_it_is_open_again_and_can_be_put_right_again(self):
        order, invoice = self._bill(self.high)
        case = self._claim_tax(order, invoice)
        resolution = self._resolve(case, "correct_tax").sudo()
        credit = resolution.account_move_id
        credit._reverse_moves([{"invoice_date": credit.invoice_date}]).action_post()
        self.assertEqual((resolution.state, case.state), ("cancelled", "investigating"))
        again = self._resolve(case, "correct_tax").sudo().account_move_id
        self.assertAlmostEqual(again.amount_total, 2.5)
        self.assertEqual(case.state, "settled")

    def test_beyond_the_limit_it_waits_for_a_supervisor(self):
        order, invoice = self._bill(self.high, price=1000.0)
        case = self._claim_tax(order, invoice)
        self.assertAlmostEqual(case.amount_claimed, 250.0)
        self.assertEqual(self._resolve(case, "correct_tax").state, "to_approve")
        order, invoice = self._bill(self.low, price=1000.0)
        charge = self._resolve(self._claim_tax(order, invoice), "correct_tax")
        self.assertEqual(charge.state, "done")

    def test_two_lines_of_one_invoice_make_one_document(self):
        order = self._create_order([(self.product, 5, 10.0), (self.product, 2, 10.0)])
        order.action_confirm()
        self._ship(order)
        invoice = order.sudo()._create_invoices()
        more, less = invoice.invoice_line_ids
        more.tax_ids, less.tax_ids = self.high, self.low
        invoice.action_post()
        case = (
            self.env["order.case"]
            .with_user(self.specialist)
            .create(
                {
                    "order_id": order.id,
                    "type_id": self._type("tax").id,
                    "line_ids": [
                        Command.create({"invoice_line_id": aml.id}) for aml in (more, less)
                    ],
                }
            )
        )
        self.assertEqual(case.line_ids.mapped("claimed_amount"), [2.5, -2.0])
        credit = self._resolve(case, "correct_tax").sudo().account_move_id
        self.assertRecordValues(credit, [{"move_type": "out_refund", "amount_total": 0.5}])
        self.assertEqual(self._sum_taxes(invoice | credit), {self.tax: (70.0, 14.0)})
        self.assertEqual(case.state, "settled")

    def test_other_ways_are_not_for_taxes(self):
        order, invoice = self._bill(self.high)
        case = self._claim_tax(order, invoice)
        self.assertEqual(case._get_likely_code(), "correct_tax")
        self.assertFalse(
            {"credit_price", "charge", "correct_line"} & set(case._get_fitting_codes())
        )
        prices = self._claim_price(order, 9.0, invoice)
        self.assertNotIn("correct_tax", prices._get_fitting_codes())

    def test_dialog_asks_which_taxes_are_right(self):
        order, invoice = self._bill(self.high)
        wizard = self.env["order.case.create.wizard"].with_user(self.specialist)
        form = Form(wizard.with_context(default_order_id=order.id))
        form.type_id = self._type("tax")
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.billed_tax_ids[:], self.high)
            self.assertEqual(line.expected_tax_ids[:], self.tax)
            line.expected_tax_ids.clear()
        form.save().action_open_and_settle()
        [case] = order.case_ids
        self.assertRecordValues(case, [{"state": "settled", "amount_claimed": 12.5}])
        with self._refused("no tax on sales"):
            purchase = self.high.copy({"type_tax_use": "purchase"})
            self._claim_tax(order, invoice, expected_tax_ids=[Command.set(purchase.ids)])
