from psycopg2.errors import CheckViolation

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DeskCase


@tagged("post_install", "-at_install")
class TestCheckControlTotal(DeskCase):
    """What the customer says that his order comes to, against what was entered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist("control_total")
        cls.other = cls._create_product("Scones", 10.0)
        cls.order = cls._create_order(((None, 40, 9.0), (cls.other, 10, 10.0)))

    def _get_found(self):
        return [(f.key, f.expected, f.actual) for f in self._find(self.order, "control_total")]

    def test_customer_who_states_nothing_is_not_compared(self):
        self.assertEqual(self._get_found(), [])

    def test_what_agrees_is_fine(self):
        self.order.write({"control_lines": 2, "control_quantity": 50, "control_amount": 460.0})
        self.assertEqual(self._get_found(), [])

    def test_each_difference_is_a_finding(self):
        self.order.write({"control_lines": 3, "control_quantity": 53, "control_amount": 500.0})
        self.assertEqual(
            self._get_found(),
            [("lines:2", 3, 2), ("quantity:50", 53.0, 50.0), ("amount:460", 500.0, 460.0)],
        )
        amounts = [round(f.amount, 2) for f in self._find(self.order, "control_total")]
        # a line and a unit at the average of the order
        self.assertEqual(amounts, [-230.0, -27.6, -40.0])
        self.assertEqual(
            self._get_messages(self.order),
            [
                "The customer states 3 lines, the order has 2.",
                "The customer states a quantity of 53 in all, the order has 50.",
                "The customer states a total of 500.00, the order comes to 460.00.",
            ],
        )

    def test_total_with_or_without_taxes(self):
        tax = self.env["account.tax"].create({"name": "20 %", "amount": 20.0})
        self.order.order_line.tax_ids = tax
        for amount, found in ((460.0, 0), (552.0, 0), (500.0, 1)):
            self.order.control_amount = amount
            self.assertEqual(len(self._get_found()), found, amount)

    def test_tolerance_is_in_money_of_the_company(self):
        for amount, found in ((460.05, 0), (460.06, 1), (459.95, 0), (459.94, 1)):
            self.order.control_amount = amount
            self.assertEqual(len(self._get_found()), found, amount)
        self.checklist.check_ids.total_tolerance = 1.0
        self.assertEqual(self._get_found(), [])
        self.order.sudo().write({"currency_rate": 0.01})
        self.assertEqual(len(self._get_found()), 1)

    def test_tolerance_is_not_negative(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.checklist.check_ids.total_tolerance = -1
            self.env.flush_all()

    def test_notes_and_down_payments_are_none_of_his_lines(self):
        self.order.order_line = [
            Command.create({"display_type": "line_note", "name": "Thank you"}),
            Command.create({"name": "Paid", "is_downpayment": True, "product_uom_qty": 0}),
        ]
        self.order.write({"control_lines": 2, "control_quantity": 50, "control_amount": 460.0})
        self.assertEqual(self._get_found(), [])

    def test_override_covers_what_comes_nearer(self):
        self.order.control_quantity = 53
        self._override(self.order, "control_total", self.specialist)
        self.order.order_line[1].product_uom_qty = 12
        self.assertEqual(self._get_messages(self.order), [])
        self.order.order_line[1].product_uom_qty = 5
        self.assertEqual(len(self._get_messages(self.order)), 1)

    def test_copy_knows_nothing_of_it(self):
        self.order.write({"control_lines": 3, "control_quantity": 53, "control_amount": 500.0})
        copy = self.order.copy()
        self.assertEqual(
            (copy.control_lines, copy.control_quantity, copy.control_amount), (0, 0, 0)
        )
