from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .credit_common import CreditCase


@tagged("post_install", "-at_install")
class TestCreditExposure(CreditCase):
    """What each customer owes, has ordered and may: the figures that he is held on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._create_customer("Gourmet Lanchonetes")

    def _get_row(self, partner=None, user=None):
        rows = self.env["order.customer.credit"].with_user(user or self.controller)
        return rows.search([("partner_id", "=", (partner or self.customer).id)])

    def _list(self, row, button):
        """Return what a figure's button lists, as the one who presses it sees it."""
        action = getattr(row, button)()
        return row.env[action["res_model"]].search(action["domain"])

    def test_figures_are_those_that_he_is_held_on(self):
        self._bill(50.0, days=20)
        self._bill(30.0, days=2, partner=self.branch)
        held = self._confirm(6)
        self.assertRecordValues(
            self._get_row(),
            [
                {
                    "credit_limit": 100.0,
                    "receivable": 80.0,
                    "orders": 60.0,
                    "exposure": 140.0,
                    "over": 40.0,
                    "overdue": 80.0,
                    "overdue_since": fields.Date.today() - timedelta(days=20),
                    "held_count": 1,
                }
            ],
        )
        figures = self._get_active(held).figures
        self.assertEqual((figures["invoices"], figures["over"]), (80.0, 40.0))
        self.assertEqual(self.customer.credit, 80.0)

    def test_customer_without_anything_is_not_listed(self):
        self.assertFalse(self._get_row(self.other))
        self.assertEqual(self._get_row().exposure, 0.0)

    def test_customer_without_a_limit_is_never_over_it(self):
        self._confirm(500, partner_id=self.other.id)
        row = self._get_row(self.other)
        self.assertEqual((row.credit_limit, row.exposure, row.over), (0.0, 5000.0, 0.0))

    def test_limits_of_a_company_that_uses_none_count_for_nothing(self):
        self.company.account_use_credit_limit = False
        self._confirm(11)
        row = self._get_row()
        self.assertEqual((row.credit_limit, row.exposure, row.over), (0.0, 110.0, 0.0))

    def test_limit_that_everybody_has_counts_for_who_has_none_of_his_own(self):
        self.env["ir.default"].set("res.partner", "credit_limit", 70.0, company_id=self.company.id)
        self._confirm(8, partner_id=self.other.id)
        self.assertEqual(self._get_row(self.other).over, 10.0)

    def test_what_is_paid_is_owed_no_more(self):
        self._pay(self._bill(50.0, days=20))
        row = self._get_row()
        self.assertEqual((row.receivable, row.overdue, row.overdue_since), (0.0, 0.0, False))

    def test_each_figure_opens_what_it_is_made_of(self):
        late, young = self._bill(50.0, days=20), self._bill(30.0, days=-5)
        order = self._confirm(6)
        self._bill(7.0, partner=self.other)
        row = self._get_row()
        items = self._list(row, "action_open_receivable")
        self.assertEqual(items.move_id.sudo(), late | young)
        self.assertEqual(sum(items.mapped("amount_residual")), row.receivable)
        self.assertEqual(self._list(row, "action_open_overdue").move_id.sudo(), late)
        orders = self._list(row, "action_open_orders")
        self.assertEqual(orders.sudo(), order)
        self.assertEqual(orders.not_invoiced_amount, row.orders)
        self.assertEqual(self._list(row, "action_open_held").sudo(), self._get_active(order))

    def test_hold_of_another_trade_is_not_among_those_of_credit(self):
        order = self._confirm(1)
        quality = self.env.ref("order_specialist.order_hold_type_quality")
        self.env["order.hold"].with_user(self.specialist)._place(order, quality)
        self.assertEqual(self._get_row().held_count, 0)

    def test_customer_and_hold_open_his_row(self):
        order = self._confirm(11)
        row = self._get_row()
        branch = self.branch.with_user(self.controller)
        self.assertEqual(branch.action_open_credit()["res_id"], row.id)
        hold = self._get_active(order).with_user(self.controller)
        self.assertEqual(hold.action_open_credit()["res_id"], row.id)
        action = self.other.with_user(self.controller).action_open_credit()
        self.assertEqual(action["domain"], [("partner_id", "=", self.other.id)])
        self.assertEqual(action["views"][0], (False, "list"))

    def test_orders_are_held_from_the_list(self):
        order = self._confirm(1)
        rows = self._get_row()
        wizards = self.env["order.hold.wizard"].with_user(self.controller)
        form = Form(wizards.with_context(**wizards._open_for(rows)["context"]))
        form.type_id = self.credit
        form.save().action_place()
        self.assertEqual(self._get_active(order).placed_by_id, self.controller)

    def test_page_is_for_few_and_for_their_companies(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._bill(50.0)
        for user in (self.controller, self.supervisor, self.auditor, self.accountant):
            self.assertEqual(self._get_row(user=user).receivable, 50.0)
        for user in (self.specialist, self.salesperson, self.warehouse_lead):
            with self.assertRaises(AccessError):
                self._get_row(user=user)
        self.controller.write({"company_ids": other.ids, "company_id": other.id})
        self.assertFalse(self._get_row())

    def test_queries_are_as_many_for_one_as_for_many(self):
        def count():
            self.env.invalidate_all()
            rows = self.env["order.customer.credit"].with_user(self.controller)
            before = self.env.cr.sql_log_count
            rows.search_fetch([], ["partner_id", "over", "overdue", "held_count"])
            return self.env.cr.sql_log_count - before

        self._bill(50.0)
        count()
        one = count()
        for number in range(5):
            self._bill(5.0, partner=self._create_customer(f"Customer {number}"))
        self.assertEqual(count(), one)
        self.assertLessEqual(one, 2)
