"""Prices that hold their tax, and what of them a claim, a limit and a credit are about."""

from odoo.tests import tagged

from .case_common import ClaimCase


@tagged("post_install", "-at_install")
class TestCaseCreditNet(ClaimCase):
    """A claim and its limits are about money without tax, also where prices hold their tax."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax.price_include_override = "tax_included"
        cls.order, cls.invoice = cls._deliver_and_invoice(10, 12.0)

    def test_the_limit_of_100_is_120_with_the_tax_that_the_price_holds(self):
        case = self._claim(self.order, "lost", 10)
        self.assertEqual((case.amount_claimed, case.line_ids.unit_price), (100.0, 10.0))
        self.assertEqual(self._resolve(case, "replacement").state, "done")

    def test_a_price_is_credited_as_billed_and_claimed_without_its_tax(self):
        case = self._claim_price(self.order, 10.8, self.invoice)
        self.assertEqual(case.amount_claimed, 10.0)
        credit = self._resolve(case, "credit_price").account_move_id
        self.assertRecordValues(credit, [{"amount_untaxed": 10.0, "amount_total": 12.0}])
        self.assertAlmostEqual(credit.invoice_line_ids.price_unit, 1.2)

    def test_goodwill_is_without_the_tax_that_the_price_holds(self):
        given = self._propose(self._claim(self.order, "lost", 1), "goodwill", extra_amount=5.0)
        self.assertEqual(self.order.credited_amount, 0.0)
        given.action_settle()
        self.assertEqual(self.order.credited_amount, 6.0)
        self.assertRecordValues(
            given.account_move_id, [{"amount_untaxed": 5.0, "amount_total": 6.0}]
        )

    def test_a_charge_and_a_fee_are_without_the_tax_that_the_price_holds(self):
        charge = self._resolve(self._claim_price(self.order, 13.2, self.invoice), "charge")
        self.assertRecordValues(
            charge.account_move_id, [{"amount_untaxed": 10.0, "amount_total": 12.0}]
        )
        fee = self._create_product("Fee", 15.0, type="service", taxes_id=self.tax.ids)
        fee.is_storable = False
        charged = self._resolve(
            self._claim(self.order, "lost", 1),
            "charge_fee",
            extra_amount=10.0,
            fee_product_id=fee.id,
        )
        self.assertRecordValues(
            charged.account_move_id, [{"amount_untaxed": 10.0, "amount_total": 12.0}]
        )
        self.assertEqual(self.order.credited_amount, 0.0, "what is charged is not credited")

    def test_what_is_owed_by_the_piece_stays_owed_when_the_price_is_credited(self):
        eco = self.env["account.tax"].create({"name": "Eco", "amount": 0.5, "amount_type": "fixed"})
        order = self._confirm(10, 12.0)
        order.order_line.tax_ids |= eco
        self._ship(order)
        invoice = self._invoice(order)
        credit = self._resolve(self._claim_price(order, 10.8, invoice), "credit_price")
        self.assertEqual(credit.account_move_id.amount_total, 12.0)

    def test_what_was_paid_before_is_no_reason_to_credit_less(self):
        order = self._confirm(10, 12.0)
        wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids)
        wizard = wizard.create({"advance_payment_method": "fixed", "fixed_amount": 36.0})
        wizard._create_invoices(order.sudo()).action_post()
        self._ship(order)
        rest = order.sudo()._create_invoices(final=True)
        rest.action_post()
        self.assertEqual(rest.amount_total, 84.0)
        case = self._claim(order, "quantity_billed", 10)
        self.assertEqual(self._resolve(case, "credit_quantity").account_move_id.amount_total, 120.0)

    def test_another_article_is_sent_in_its_own_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        packed = self._create_product("Packed", 144.0, 10, uom_id=dozen.id)
        order, _invoice = self._deliver_and_invoice(12, 1.0)
        exchange = self._propose(
            self._claim(order, "wrong_item", 6), "exchange", sent_product_id=packed.id
        )
        self.assertIn("0.5 Dozens of Packed", exchange.preview)
        exchange.action_settle()
        move = exchange.picking_id.sudo().move_ids
        self.assertEqual((move.product_uom_qty, move.product_uom), (0.5, dozen))
        weighed = self._create_product(
            "Weighed", 1.0, uom_id=self.env.ref("uom.product_uom_kgm").id
        )
        other = self._propose(
            self._claim(order, "wrong_item", 6), "replacement", sent_product_id=weighed.id
        )
        with self._refused("is counted in kg"):
            other.action_settle()
