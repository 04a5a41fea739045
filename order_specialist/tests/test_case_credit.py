"""Credits of claims: what the books say afterwards, and what never happens twice."""

from odoo.fields import Command
from odoo.tests import Form, tagged

from .case_common import ClaimCase


@tagged("post_install", "-at_install")
class TestCaseCreditPrice(ClaimCase):
    """A price credit gives money back and nothing else."""

    delivers = (5, 10.0)

    def test_a_price_credit_leaves_what_is_to_invoice_as_it_was(self):
        for policy in ("delivery", "order"):
            self.product.invoice_policy = policy
            order, invoice = self._deliver_and_invoice(5, 10.0)
            line = order.order_line
            before = line.read(
                ["qty_delivered", "qty_invoiced", "qty_to_invoice", "untaxed_amount_to_invoice"]
            )
            amount = line.amount_to_invoice
            credit = self._resolve(self._claim_price(order, 9.0, invoice), "credit_price")
            credit = credit.account_move_id
            self.assertRecordValues(credit, [{"amount_untaxed": 5.0, "amount_total": 6.0}])
            self.assertFalse(credit.invoice_line_ids.sale_line_ids)
            self.assertEqual(
                credit.invoice_line_ids.order_credited_line_id, invoice.invoice_line_ids
            )
            self.assertEqual(line.read(list(before[0])), before)
            self.assertEqual(line.amount_to_invoice, amount)
            self.assertEqual(order.invoice_status, "invoiced")
            self.assertIn(credit, order.invoice_ids)
            self.assertEqual(order.invoice_count, 2)
            self.assertEqual(order.credited_amount, 6.0)
            self.assertEqual(
                self.env["sale.order"].search([("invoice_ids", "in", credit.ids)]), order
            )

    def test_a_price_credit_takes_account_taxes_and_analytic_of_the_invoice_line(self):
        plan = self.env["account.analytic.plan"].create({"name": "Plan"})
        account = self.env["account.analytic.account"].create({"name": "X", "plan_id": plan.id})
        order = self._confirm(5, 10.0)
        order.order_line.analytic_distribution = {str(account.id): 100}
        self._ship(order)
        invoice = self._invoice(order)
        credit = self._resolve(self._claim_price(order, 9.0, invoice), "credit_price")
        billed = invoice.invoice_line_ids
        self.assertRecordValues(
            credit.account_move_id.invoice_line_ids,
            [
                {
                    "product_id": billed.product_id.id,
                    "account_id": billed.account_id.id,
                    "tax_ids": billed.tax_ids.ids,
                    "analytic_distribution": {str(account.id): 100},
                    "quantity": 5,
                    "price_unit": 1.0,
                }
            ],
        )

    def test_a_credit_above_the_price_is_refused(self):
        order, invoice = self.delivered
        case = self._claim_price(order, 9.0, invoice)
        resolution = self._propose(case, "credit_price")
        resolution.line_ids.amount = 55.0
        with self._refused("cannot be settled"):
            resolution.action_settle()
        case.line_ids.expected_price = -1.0
        with self._refused("more than its price"):
            resolution.action_settle()

    def test_price_credits_never_exceed_the_invoice_line(self):
        order, invoice = self.delivered
        self._resolve(self._claim_price(order, 4.0, invoice), "credit_price")
        again = self._claim_price(order, 4.0, invoice)
        again.line_ids.write({"actual_price": 4.0, "expected_price": -1.0})
        with self._refused("credited twice"):
            self._resolve(again, "credit_price")

    def test_a_quantity_credit_after_a_price_credit_gives_only_the_rest(self):
        order, invoice = self.delivered
        self._resolve(self._claim_price(order, 9.0, invoice), "credit_price")
        case = self._claim(order, "damaged", 2)
        credit = self._resolve(case, "credit_quantity").account_move_id
        self.assertEqual(credit.amount_untaxed, 18.0)
        rest = self._resolve(self._claim(order, "damaged", 3), "credit_quantity").account_move_id
        self.assertEqual(rest.amount_untaxed, 27.0)

    def test_with_a_tax_in_the_price_the_customer_gets_back_what_he_paid(self):
        self.tax.price_include_override = "tax_included"
        order, invoice = self._deliver_and_invoice(3, 12.0)
        self.assertEqual(invoice.amount_total, 36.0)
        credit = self._resolve(self._claim_price(order, 11.0, invoice), "credit_price")
        self.assertEqual(credit.account_move_id.amount_total, 3.0)


@tagged("post_install", "-at_install")
class TestCaseCreditQuantity(ClaimCase):
    """A quantity credit never becomes billable again, and adds up to the cent."""

    delivers = (5, 10.0)

    def test_credited_units_do_not_become_billable_again(self):
        for policy in ("delivery", "order"):
            self.product.invoice_policy = policy
            order, _invoice = self._deliver_and_invoice(5, 10.0)
            line = order.order_line
            self._resolve(self._claim(order, "damaged", 2), "credit_quantity")
            self.assertRecordValues(
                line,
                [
                    {
                        "qty_delivered": 5,
                        "qty_invoiced": 3,
                        "qty_to_invoice": 0,
                        "amount_to_invoice": 0,
                        "untaxed_amount_to_invoice": 0,
                        "credited_qty": 2,
                        "invoice_status": "invoiced",
                    }
                ],
            )
            self.assertEqual(order.invoice_status, "invoiced")

    def test_what_is_delivered_later_is_billed_in_full(self):
        order = self._confirm(10, 10.0)
        self._ship(order, 6)
        self._invoice(order)
        self._resolve(self._claim(order, "damaged", 2), "credit_quantity")
        self._ship(order)
        self.assertEqual(order.order_line.qty_to_invoice, 4)
        self.assertEqual(self._invoice(order).amount_untaxed, 40.0)
        self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_what_was_billed_too_early_is_billed_when_it_is_shipped(self):
        order = self._confirm(10, 10.0)
        self._ship(order, 6)
        invoice = order.sudo()._create_invoices()
        invoice.invoice_line_ids.quantity = 8
        invoice.action_post()
        case = self._claim(order, "quantity_billed", 2, invoice=invoice)
        self._resolve(case, "credit_quantity")
        self.assertRecordValues(order.order_line, [{"credited_qty": 0, "qty_to_invoice": 0}])
        self._ship(order)
        self.assertEqual(order.order_line.qty_to_invoice, 4)

    def test_goods_that_come_back_after_all_are_not_credited_again(self):
        order, _invoice = self.delivered
        self._resolve(self._claim(order, "damaged", 2), "credit_quantity")
        wizard = self.env["stock.return.picking"].with_context(
            active_id=order.picking_ids.id, active_model="stock.picking"
        )
        wizard = wizard.create({})
        wizard.product_return_moves.quantity = 2
        back = wizard._create_return()
        back.move_ids.write({"quantity": 2, "picked": True})
        back.button_validate()
        self.assertRecordValues(order.order_line, [{"qty_delivered": 3, "qty_to_invoice": 0}])

    def test_golden_numbers_of_credits(self):
        order = self._create_order(lines=((self.product, 3, 10.0), (self.product, 2, 10.0)))
        order.order_line.tax_ids = False
        order.action_confirm()
        self._ship(order)
        invoice = self._invoice(order)
        self.assertEqual(invoice.amount_total, 50.0)
        first, second = order.order_line
        partial = self._create_case(
            order, "wrong_price", actual_quantity=1, actual_price=10.0, expected_price=5.0
        )
        credit = self._resolve(partial, "credit_price").account_move_id
        self.assertEqual(credit.amount_total, 5.0)
        one = self._create_case(
            order,
            "damaged",
            order_line_id=second.id,
            expected_quantity=2,
            actual_quantity=1,
        )
        credit = self._resolve(one, "credit_quantity").account_move_id
        self.assertEqual(credit.amount_total, 10.0)
        self.assertEqual(order.credited_amount, 15.0)
        self.assertEqual(first.qty_to_invoice + second.qty_to_invoice, 0)

    def test_a_full_credit_is_the_invoice_to_the_cent(self):
        order = self._confirm(7, 0.33, 10.0)
        self._ship(order)
        invoice = self._invoice(order)
        credit = self._resolve(self._claim(order, "damaged", 7), "credit_quantity").account_move_id
        for name in ("amount_untaxed", "amount_tax", "amount_total"):
            self.assertEqual(credit[name], invoice[name])

    def test_the_last_credit_takes_the_rounding(self):
        order = self._confirm(7, 0.33, 10.0)
        self._ship(order)
        invoice = self._invoice(order)
        self.assertRecordValues(invoice, [{"amount_untaxed": 2.08, "amount_tax": 0.42}])
        credits = self.env["account.move"]
        for quantity in (1, 1, 1, 1, 1, 1, 1):
            case = self._claim(order, "damaged", quantity)
            credits |= self._resolve(case, "credit_quantity").account_move_id
        self.assertAlmostEqual(sum(credits.mapped("amount_untaxed")), 2.08)
        self.assertAlmostEqual(sum(credits.mapped("amount_tax")), 0.42)
        self.assertEqual(set(credits.mapped("state")), {"posted"})

    def test_the_last_credit_takes_the_rounding_of_the_tax(self):
        order = self._confirm(3, 0.11)
        self._ship(order)
        self.assertRecordValues(
            self._invoice(order), [{"amount_untaxed": 0.33, "amount_tax": 0.07}]
        )
        taxes = []
        for _third in range(3):
            case = self._claim(order, "damaged", 1)
            taxes.append(self._resolve(case, "credit_quantity").account_move_id.amount_tax)
        self.assertEqual(taxes, [0.02, 0.02, 0.03])

    def test_in_foreign_currency_the_company_gets_the_rate_of_the_invoice(self):
        currency = self.env["res.currency"].create(
            {
                "name": "ZED",
                "symbol": "Z",
                "rate_ids": [
                    Command.create({"name": "2020-01-01", "company_rate": 2.0}),
                    Command.create({"name": "2021-01-01", "company_rate": 3.7}),
                ],
            }
        )
        pricelist = self.env["product.pricelist"].create({"name": "Z", "currency_id": currency.id})
        order = self._confirm(3, 9.99, pricelist_id=pricelist.id)
        self._ship(order)
        invoice = order.sudo()._create_invoices()
        invoice.invoice_date = "2020-06-01"
        invoice.action_post()
        self.assertEqual(invoice.invoice_currency_rate, 2.0)
        case = self._claim(order, "damaged", 3)
        credit = self._resolve(case, "credit_quantity").account_move_id
        self.assertEqual(credit.invoice_currency_rate, 2.0)
        self.assertEqual(credit.amount_total, invoice.amount_total)
        self.assertEqual(credit.amount_total_signed, -invoice.amount_total_signed)
        self.assertEqual(credit.amount_tax_signed, -invoice.amount_tax_signed)

    def test_credits_of_a_price_are_about_no_goods(self):
        order, invoice = self.delivered
        credit = self._resolve(self._claim_price(order, 9.0, invoice), "credit_price")
        line = credit.account_move_id.invoice_line_ids
        self.assertFalse(line._eligible_for_stock_account())

    def test_only_what_is_invoiced_can_be_credited(self):
        order = self._confirm(5, 10.0)
        self._ship(order)
        case = self._claim(order, "damaged", 2)
        self.assertFalse(self.env["order.resolution.credit_quantity"]._applies_to(case))
        with self._refused("Only what is invoiced"):
            self._resolve(case, "credit_quantity")

    def test_a_cancelled_credit_note_opens_its_claim_again(self):
        self.company.order_credit_note_posting = "draft"
        order, _invoice = self._deliver_and_invoice(5, 10.0)
        case = self._claim(order, "damaged", 2)
        resolution = self._resolve(case, "credit_quantity")
        self.assertEqual(resolution.account_move_id.state, "draft")
        self.assertEqual(order.order_line.qty_to_invoice, 0)
        self.assertEqual(case.state, "settling")
        with self._refused("closed when accounting has posted"):
            case.action_done()
        resolution.account_move_id.with_user(self.accountant).button_cancel()
        self.assertEqual(resolution.state, "cancelled")
        self.assertEqual(case.state, "investigating")
        self.assertRecordValues(
            order.order_line, [{"credited_qty": 0, "qty_invoiced": 5, "qty_to_invoice": 0}]
        )


@tagged("post_install", "-at_install")
class TestCaseCreditByHand(ClaimCase):
    """Credit notes that accounting makes beside the claims count as well."""

    delivers = (5, 10.0)

    def _reverse(self, invoice, quantity=None):
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard = wizard.with_user(self.accountant).create({"journal_id": invoice.journal_id.id})
        wizard.refund_moves()
        credit = wizard.new_move_ids
        if quantity:
            credit.invoice_line_ids.quantity = quantity
        return credit

    def test_a_hand_made_credit_note_is_matched_when_it_is_posted(self):
        order, invoice = self.delivered
        credit = self._reverse(invoice, 4)
        credit.action_post()
        self.assertEqual(credit.invoice_line_ids.order_credited_line_id, invoice.invoice_line_ids)
        case = self._claim(order, "quantity_billed", 2, invoice=invoice)
        resolution = self._propose(case, "credit_quantity", quantity=1)
        resolution.line_ids.quantity = 2
        with self._refused("1 left"):
            resolution.action_settle()

    def test_a_hand_made_draft_counts_against_the_invoice(self):
        order, invoice = self.delivered
        self._reverse(invoice, 4)
        with self._refused("credited twice"):
            self._resolve(self._claim(order, "damaged", 2), "credit_quantity")

    def test_a_full_reversal_after_a_claim_is_refused(self):
        order, invoice = self.delivered
        self._resolve(self._claim(order, "damaged", 2), "credit_quantity")
        credit = self._reverse(invoice)
        with self._refused("credited twice"):
            credit.action_post()
        credit.invoice_line_ids.quantity = 3
        credit.action_post()
        self.assertEqual(credit.state, "posted")

    def test_without_a_claim_accounting_credits_as_in_odoo_alone(self):
        _order, invoice = self.delivered
        for credit in (self._reverse(invoice), self._reverse(invoice)):
            credit.action_post()
            self.assertEqual(credit.state, "posted")


@tagged("post_install", "-at_install")
class TestCaseClaimable(ClaimCase):
    """Nobody claims more than there was."""

    delivers = (5, 10.0)

    def test_more_than_was_shipped_cannot_be_claimed(self):
        order, _invoice = self.delivered
        self._claim(order, "damaged", 3)
        with self._refused("3 .* claimed, 2 can be claimed"):
            self._claim(order, "damaged", 3)

    def test_a_cancelled_claim_gives_its_units_back(self):
        order, _invoice = self.delivered
        self._claim(order, "damaged", 5).action_cancel()
        self._claim(order, "damaged", 5)

    def test_a_return_takes_nothing_from_what_can_be_claimed(self):
        order, _invoice = self.delivered
        wizard = self.env["stock.return.picking"].with_context(
            active_id=order.picking_ids.id, active_model="stock.picking"
        )
        wizard = wizard.create({})
        wizard.product_return_moves.quantity = 5
        back = wizard._create_return()
        back.move_ids.write({"quantity": 5, "picked": True})
        back.button_validate()
        self.assertEqual(order.order_line.qty_delivered, 0)
        self._claim(order, "damaged", 5)

    def test_a_replacement_can_be_claimed_once_more(self):
        order, _invoice = self.delivered
        self._resolve(self._claim(order, "damaged", 5), "replacement")
        self._ship(order)
        self._claim(order, "damaged", 5)
        with self._refused("0 can be claimed"):
            self._claim(order, "damaged", 1)

    def test_units_count_in_the_unit_of_the_order_line(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._create_order(lines=())
        order.order_line = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "product_uom_qty": 2,
                    "product_uom_id": dozen.id,
                    "price_unit": 120.0,
                }
            )
        ]
        order.action_confirm()
        self._ship(order)
        invoice = self._invoice(order)
        with self._refused("can be claimed"):
            self._claim(order, "damaged", 3)
        half = self._create_case(order, "damaged", expected_quantity=2, actual_quantity=1.5)
        self.assertEqual(half.amount_claimed, 60.0)
        self._attach_photo(half)
        credit = self._resolve(half, "credit_quantity").account_move_id
        self.assertRecordValues(
            credit.invoice_line_ids, [{"quantity": 0.5, "price_subtotal": 60.0}]
        )
        self.assertEqual(credit.reversed_entry_id, invoice)


@tagged("post_install", "-at_install")
class TestCaseDialogs(ClaimCase):
    """From the button on the order to the settled claim, with few clicks."""

    delivers = (5, 10.0)

    def test_one_dialog_opens_and_settles_a_small_claim(self):
        order, _invoice = self.delivered
        action = order.with_user(self.specialist).action_open_claim()
        wizard = self.env["order.case.create.wizard"].with_user(self.specialist)
        with Form(wizard.with_context(**action["context"])) as form:
            form.type_id = self._type("damaged")
            self.assertEqual(form.resolution_code, "credit_quantity")
            with form.line_ids.edit(0) as line:
                self.assertEqual(line.there, 5)
                line.quantity = 2
        result = form.save().action_open_and_settle()
        case = self.env["order.case"].browse(result["res_id"])
        self.assertRecordValues(
            case, [{"state": "settled", "amount_claimed": 20.0, "amount_open": 0.0}]
        )
        self.assertEqual(case.resolution_ids.account_move_id.amount_total, 24.0)
        self.assertIn("2 claimed = 2 credited", case.sum_check)

    def test_the_dialog_proposes_what_was_billed_for_a_wrong_price(self):
        order, _invoice = self.delivered
        wizard = self.env["order.case.create.wizard"].with_user(self.specialist)
        with Form(wizard.with_context(default_order_id=order.id)) as form:
            form.type_id = self._type("wrong_price")
            with form.line_ids.edit(0) as line:
                self.assertEqual(line.actual_price, 10.0)
                line.expected_price = 9.0
        form.save().action_open_and_settle()
        self.assertEqual(order.credited_amount, 6.0)

    def test_a_second_claim_of_the_kind_says_that_there_is_one(self):
        order, _invoice = self.delivered
        case = self._claim(order, "damaged", 1)
        wizard = self.env["order.case.create.wizard"].with_user(self.specialist)
        form = Form(wizard.with_context(default_order_id=order.id))
        form.type_id = self._type("damaged")
        self.assertIn(case.name, form.similar)

    def test_the_settling_dialog_says_what_it_makes(self):
        order, invoice = self.delivered
        case = self._claim(order, "damaged", 2)
        action = case.action_settle()
        wizard = self.env["order.case.settle.wizard"].with_user(self.specialist)
        with Form(wizard.with_context(**action["context"])) as form:
            self.assertEqual(form.code, "credit_quantity")
            self.assertIn(invoice.name, form.preview)
            self.assertIn("does not become billable again", form.preview)
            self.assertFalse(form.needs_approval)
            form.code = "replacement"
            self.assertIn("nothing to invoice", form.preview)
        form.save().action_settle()
        self.assertEqual(case.state, "settled")
        self.assertTrue(case.resolution_ids.picking_id)

    def test_a_claim_that_spans_invoices_makes_one_credit_note_for_each(self):
        order = self._confirm(6, 10.0)
        self._ship(order, 4)
        first = self._invoice(order)
        self._ship(order)
        second = self._invoice(order)
        case = self._create_case(order, "damaged", expected_quantity=6, actual_quantity=1)
        case._settle_by("credit_quantity")
        notes = case.resolution_ids.account_move_id
        self.assertEqual(notes.reversed_entry_id, first | second)
        self.assertEqual(sum(notes.mapped("amount_untaxed")), 50.0)
        self.assertEqual(case.state, "settled")
