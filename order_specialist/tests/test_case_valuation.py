"""Perpetual valuation: after each way of settling stock and cost are where goods and money are."""

from odoo.tests import tagged

from .case_common import ClaimCase


@tagged("post_install", "-at_install")
class TestCaseValuation(ClaimCase):
    """Three pieces at 4.00, then nine at 8.00 on stock: 7.00 on average; five are sold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        accounts = cls.env["account.account"].create(
            [
                {"name": "Stock", "code": "STCK", "account_type": "asset_current"},
                {"name": "Cost", "code": "COGS", "account_type": "expense_direct_cost"},
            ]
        )
        cls.stock_account, cls.cost_account = accounts
        cls.company.anglo_saxon_accounting = True
        journal = cls.env["account.journal"].create(
            {"name": "Stock", "code": "STJX", "type": "general"}
        )
        cls.company.account_stock_journal_id = journal
        cls.articles = {method: cls._create_valued(method) for method in ("average", "fifo")}

    @classmethod
    def _create_valued(cls, method):
        category = cls.env["product.category"].create(
            {
                "name": method,
                "property_valuation": "real_time",
                "property_cost_method": method,
                "property_stock_valuation_account_id": cls.stock_account.id,
                "property_account_expense_categ_id": cls.cost_account.id,
            }
        )
        article = cls._create_product(
            method, 10.0, categ_id=category.id, taxes_id=[(6, 0, cls.tax.ids)]
        )
        for quantity, cost in ((3, 4.0), (9, 8.0)):
            cls._receive_stock(article, quantity, cost)
        return article

    @classmethod
    def _receive_stock(cls, article, quantity, cost):
        """Have goods come in at a cost, and book them as a bill would."""
        move = cls.env["stock.move"].create(
            {
                "product_id": article.id,
                "product_uom_qty": quantity,
                "location_id": cls.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": cls.warehouse.lot_stock_id.id,
            }
        )
        move._action_confirm()
        move.write({"quantity": quantity, "picked": True})
        move._action_done()
        move.value_manual = quantity * cost
        cls._book(quantity * cost)

    @classmethod
    def _book(cls, amount):
        other = cls.env["account.account"].search([("account_type", "=", "equity")], limit=1)
        entry = cls.env["account.move"].create(
            {
                "line_ids": [
                    (0, 0, {"account_id": cls.stock_account.id, "debit": amount}),
                    (0, 0, {"account_id": other.id, "credit": amount}),
                ]
            }
        )
        entry.action_post()

    def _get_balance(self, account):
        items = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return sum(items.mapped("balance"))

    def _get_stock_value(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return sum(article.total_value for article in self.articles.values())

    def _assert_valued(self, cost, message=None):
        """The stock account is what is on stock, and ``cost`` is what was spent on goods."""
        value = self._get_stock_value()
        self.assertAlmostEqual(self._get_balance(self.stock_account), value, 2, message)
        self.assertAlmostEqual(self._get_balance(self.cost_account), cost, 2, message)

    def _each_method(self):
        """Yield an order of five pieces, delivered and billed, for each cost method and policy."""
        policies = ("delivery", "order")
        for (method, article), policy in zip(self.articles.items(), policies, strict=True):
            with self.subTest(method=method, policy=policy), self._undone():
                article.invoice_policy = policy
                yield self._sell_five(article)

    def _sell_five(self, article):
        order = self._create_order([(article, 5, 10.0)])
        order.action_confirm()
        self._ship(order)
        invoice = self._invoice(order)
        cost = {"average": 35.0, "fifo": 28.0}[article.name]
        self._assert_valued(cost, "as Odoo books it")
        return order, invoice, cost

    def _receive_back(self, resolution, location=None):
        """Receive what a claim asked back, on stock or elsewhere."""
        back = self.env["stock.picking"].search(
            [
                ("order_case_resolution_id", "=", resolution.id),
                ("picking_type_code", "=", "incoming"),
            ]
        )
        if location:
            back.move_ids.location_dest_id = location
        back.move_ids.write({"quantity": 2, "picked": True})
        back.with_user(self.warehouse_lead).button_validate()
        self.assertEqual(back.state, "done")
        return back

    def test_what_the_customer_keeps_or_lost_stays_spent(self):
        for order, _invoice, cost in self._each_method():
            self._resolve(self._claim(order, "damaged", 2), "credit_quantity")
            self._assert_valued(cost)

    def test_money_alone_moves_no_goods(self):
        for order, invoice, cost in self._each_method():
            self._resolve(self._claim_price(order, 9.0, invoice), "credit_price")
            given = self._claim(order, "lost", 1)
            self._resolve(given, "goodwill", extra_amount=3.0)
            self._resolve(self._claim_price(order, 11.0, invoice), "charge")
            self._assert_valued(cost)

    def test_goods_that_come_back_and_are_credited_are_stock_again(self):
        for order, _invoice, cost in self._each_method():
            case = self._claim(order, "refused_delivery", 2)
            self._receive_back(self._resolve(case, "goods_return"))
            self._resolve(case, "credit_quantity")
            self._assert_valued(cost * 3 / 5)

    def test_goods_that_were_credited_and_come_back_later_are_stock_again(self):
        for order, _invoice, cost in self._each_method():
            case = self._claim(order, "refused_delivery", 2)
            back = self._resolve(case, "goods_return")
            self._resolve(case, "credit_quantity")
            self._assert_valued(cost, "they are still out")
            received = self._receive_back(back)
            self._assert_valued(cost * 3 / 5)
            wizard = self.env["stock.return.picking"].create({"picking_id": received.id})
            wizard.product_return_moves.quantity = 2
            again = wizard._create_return()
            again.move_ids.write({"quantity": 2, "picked": True})
            again.button_validate()
            # what goes out now is of those at 8.00, where the first in are the first out
            again = {"average": 14.0, "fifo": 16.0}[order.order_line.product_id.name]
            self._assert_valued(cost * 3 / 5 + again, "and out again, given away")

    def test_goods_that_come_back_broken_are_no_stock(self):
        scrap = self.env["stock.location"].search(
            [("usage", "=", "inventory"), ("company_id", "=", self.company.id)], limit=1
        )
        for order, _invoice, cost in self._each_method():
            case = self._claim(order, "damaged", 2)
            back = self._resolve(case, "goods_return")
            self._receive_back(back, scrap)
            self._resolve(case, "credit_quantity")
            self._assert_valued(cost)
            self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_what_is_sent_instead_is_spent_too(self):
        for order, _invoice, cost in self._each_method():
            self._resolve(self._claim(order, "lost", 2), "replacement")
            self._assert_valued(cost, "nothing is sent yet")
            self._ship(order)
            again = {"average": 14.0, "fifo": 16.0}[order.order_line.product_id.name]
            self._assert_valued(cost + again)

    def test_an_exchange_costs_what_the_one_costs_more_than_the_other(self):
        for order, _invoice, cost in self._each_method():
            exchange = self._resolve(self._claim(order, "wrong_item", 2), "exchange")
            exchange.picking_id.sudo().move_ids.write({"quantity": 2, "picked": True})
            exchange.picking_id.sudo().button_validate()
            self._receive_back(exchange)
            more = {"average": 0.0, "fifo": 16.0 - 2 * 5.6}[order.order_line.product_id.name]
            self._assert_valued(cost + more)

    def test_what_is_kept_and_billed_costs_as_much_as_is_gone(self):
        for order, _invoice, cost in self._each_method():
            move = order.order_line.move_ids.copy(
                {"product_uom_qty": 2, "sale_line_id": order.order_line.id}
            )
            move._action_confirm()
            move.write({"quantity": 2, "picked": True})
            move.sudo()._action_done()
            self._resolve(self._claim(order, "over", 2), "keep_and_bill")
            self._invoice(order)
            more = {"average": 14.0, "fifo": 16.0}[order.order_line.product_id.name]
            self._assert_valued(cost + more)

    def test_what_was_billed_and_never_left_is_stock_again(self):
        for method, article in self.articles.items():
            with self.subTest(method=method), self._undone():
                article.invoice_policy = "order"
                order = self._create_order([(article, 5, 10.0)])
                order.action_confirm()
                self._invoice(order)
                case = self._create_case(
                    order, "short_shipped", expected_quantity=5, actual_quantity=0
                )
                self._resolve(case, "credit_quantity")
                self._assert_valued(0.0)

    def test_a_credit_that_is_taken_back_spends_the_cost_again(self):
        for order, _invoice, cost in self._each_method():
            case = self._claim(order, "refused_delivery", 2)
            self._receive_back(self._resolve(case, "goods_return"))
            credit = self._resolve(case, "credit_quantity").account_move_id
            self._assert_valued(cost * 3 / 5)
            wizard = self.env["account.move.reversal"].with_user(self.accountant)
            wizard = wizard.with_context(active_model="account.move", active_ids=credit.ids)
            wizard = wizard.create({"journal_id": credit.journal_id.id})
            wizard.refund_moves()
            wizard.new_move_ids.action_post()
            # billed again, and not sent again: as before the credit
            self.assertEqual(order.order_line.qty_to_invoice, -2)
            spent = self._get_balance(self.cost_account)
            self.assertAlmostEqual(spent, cost, 2)
