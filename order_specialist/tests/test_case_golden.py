"""Numbers and refusals that a system of the same kind publishes for its claims: ours are the same.

One article at 10.00, two order lines of 3 and of 2, delivered and billed: 50.00.
"""

from odoo.fields import Command
from odoo.tests import Form, tagged

from .case_common import ClaimCase


@tagged("post_install", "-at_install")
class TestCaseGolden(ClaimCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.taxes_id = False
        cls.order = cls._create_order([(cls.product, 3, 10.0), (cls.product, 2, 10.0)])
        cls.order.action_confirm()
        cls._ship(cls.order)
        cls.invoice = cls._invoice(cls.order)
        cls.three, cls.two = cls.order.order_line

    def _claim_units(self, kind="customer_ordered_wrong", **by_line):
        """Claim units of the lines called three and two."""
        case = self.env["order.case"].with_user(self.specialist)
        return case.create(
            {
                "order_id": self.order.id,
                "type_id": self._type(kind).id,
                "line_ids": [
                    Command.create(
                        {"order_line_id": getattr(self, name).id, "expected_quantity": quantity}
                    )
                    for name, quantity in by_line.items()
                ],
            }
        )

    def _claim_one_at_five(self):
        """Claim that one of the three should have cost 5.00."""
        return self._create_case(
            self.order,
            "wrong_price",
            actual_quantity=1,
            actual_price=10.0,
            expected_price=5.0,
        )

    def _have_back(self, case):
        """Have all that is claimed returned, and receive it; returns the moves."""
        transfer = self._resolve(case, "goods_return").picking_id.sudo()
        transfer.move_ids.write({"picked": True})
        for move in transfer.move_ids:
            move.quantity = move.product_uom_qty
        transfer.with_user(self.warehouse_lead).button_validate()
        return transfer.move_ids

    def _credit(self, case, code="credit_quantity"):
        return self._resolve(case, code).account_move_id.amount_total_signed

    def test_invoiced_is_50(self):
        self.assertEqual(self.invoice.amount_total, 50.0)

    def test_full_return_is_two_lines_and_five_units(self):
        case = self._claim_units(three=3, two=2)
        moves = self._have_back(case)
        self.assertEqual((len(moves), sum(moves.mapped("quantity"))), (2, 5))
        self.assertEqual(self.order.order_line.mapped("qty_to_invoice"), [-3, -2])
        self.assertEqual(self._credit(case), -50.0)
        self.assertEqual(self.order.order_line.mapped("qty_to_invoice"), [0, 0])

    def test_partial_return_of_one_at_5_and_two_at_10_is_25(self):
        case = self._claim_units(two=2)
        self._have_back(case)
        total = self._credit(case) + self._credit(self._claim_one_at_five(), "credit_price")
        self.assertEqual(total, -25.0)
        self.assertEqual(self.order.credited_amount, 25.0)

    def test_return_of_one_line_quantity_1_is_10(self):
        case = self._claim_units(three=1)
        self.assertEqual(sum(self._have_back(case).mapped("quantity")), 1)
        self.assertEqual(self._credit(case), -10.0)

    def test_full_credit_is_50(self):
        self.assertEqual(self._credit(self._claim_units("damaged", three=3, two=2)), -50.0)

    def test_partial_credit_of_one_at_5_and_one_at_10_is_15(self):
        total = self._credit(self._claim_one_at_five(), "credit_price")
        total += self._credit(self._claim_units("damaged", two=1))
        self.assertEqual(total, -15.0)

    def test_credit_of_one_line_quantity_1_is_10(self):
        self.assertEqual(self._credit(self._claim_units("damaged", three=1)), -10.0)

    def test_a_second_claim_of_the_same_origin_says_that_a_similar_one_exists(self):
        case = self._claim_units("damaged", three=1)
        wizard = self.env["order.case.create.wizard"].with_user(self.specialist)
        form = Form(wizard.with_context(default_order_id=self.order.id))
        form.type_id = self._type("damaged")
        self.assertIn(case.name, form.similar)

    def test_a_return_of_more_than_was_delivered_is_refused(self):
        with self._refused("3 can be claimed"):
            self._claim_units(three=4)
        case = self._claim_units(three=3)
        self._have_back(case)
        with self._refused("cannot come back: 0 were delivered"):
            self._resolve_again(case, "goods_return", 3)

    def _resolve_again(self, case, code, quantity):
        part = {"case_line_id": case.line_ids.id, "quantity": quantity}
        resolution = case.env["order.case.resolution"].create(
            {"case_id": case.id, "code": code, "line_ids": [Command.create(part)]}
        )
        resolution.action_settle()

    def test_a_credit_price_above_the_sold_price_is_refused(self):
        case = self._claim_one_at_five()
        case.line_ids.expected_price = -0.01
        with self._refused("more than its price, .*10.00"):
            self._resolve(case, "credit_price")

    def test_the_same_lot_as_delivered_comes_back(self):
        article = self._create_product("Lots", 10.0, tracking="lot", taxes_id=False)
        for name in ("L1", "L2"):
            lot = self.env["stock.lot"].create({"name": name, "product_id": article.id})
            self.env["stock.quant"]._update_available_quantity(
                article, self.warehouse.lot_stock_id, 2, lot_id=lot
            )
        order = self._create_order([(article, 3, 10.0)])
        order.action_confirm()
        self._ship(order)
        sent = order.order_line.sudo().move_ids.move_line_ids
        back = self._resolve(self._claim(order, "refused_delivery", 3), "goods_return")
        returned = back.sudo().picking_id.move_line_ids
        self.assertEqual(
            sorted((line.lot_id.name, line.quantity) for line in returned),
            sorted((line.lot_id.name, line.quantity) for line in sent),
        )

    def test_the_rate_of_the_invoice_is_the_rate_of_the_credit(self):
        currency = self.env["res.currency"].create(
            {
                "name": "ZED",
                "symbol": "Z",
                "rate_ids": [
                    Command.create({"name": "2020-01-01", "company_rate": 2.0}),
                    Command.create({"name": "2021-01-01", "company_rate": 4.0}),
                ],
            }
        )
        prices = self.env["product.pricelist"].create({"name": "Z", "currency_id": currency.id})
        order = self._create_order([(self.product, 5, 10.0)], pricelist_id=prices.id)
        order.action_confirm()
        self._ship(order)
        invoice = order.sudo()._create_invoices()
        invoice.invoice_date = "2020-06-01"
        invoice.action_post()
        self.assertEqual(invoice.amount_total_signed, 25.0)
        by_price = self._claim_price(order, 9.0, invoice)
        self.assertEqual(by_price.amount_claimed, 5.0)
        self.assertEqual(self._credit(by_price, "credit_price"), -2.5)
        self.assertEqual(self._credit(self._claim(order, "damaged", 2)), -9.0)

    def test_a_hold_stops_delivery_and_invoice_also_when_many_are_done_at_once(self):
        orders = self.env["sale.order"]
        for _each in range(3):
            orders |= self._create_order([(self.product, 3, 10.0)])
        orders.action_confirm()
        held = orders[1]
        stop = self.env["order.hold.type"].create(
            {"name": "Stop", "code": "stop", "stops_ship": True, "stops_invoice": True}
        )
        self.env["order.hold"].with_user(self.specialist)._place(
            held.with_user(self.specialist), stop
        )
        transfers = orders.picking_ids
        transfers.move_ids.write({"quantity": 3, "picked": True})
        transfers.with_user(self.warehouse_lead).button_validate()
        self.assertEqual(transfers.mapped("state"), ["done", "assigned", "done"])
        invoices = orders.sudo()._create_invoices()
        self.assertEqual(invoices.line_ids.sale_line_ids.order_id, orders - held)
