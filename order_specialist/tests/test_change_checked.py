from odoo.fields import Command
from odoo.tests import Form, tagged

from ..exceptions import GateClosed
from .change_common import ChangeCase


@tagged("post_install", "-at_install")
class TestOverrideCeiling(ChangeCase):
    """An override of a price is for the quantity that was accepted, or less."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_checklist("pricelist_price")
        cls.order = cls._create_order([(None, 10, 8.1)])

    def _let_pass(self):
        return self._override(self.order, "pricelist_price", self.supervisor)

    def test_a_higher_quantity_is_looked_at_again(self):
        override = self._let_pass()
        self.assertEqual(override.quantity, 10)
        self.assertFalse(self._get_messages(self.order))
        self.order.order_line.product_uom_qty = 1000
        self.order.order_line.price_unit = 8.1
        self.assertEqual(len(self._get_messages(self.order, "confirm")), 1)
        with self._refused("cannot be confirmed yet", GateClosed):
            self.order.action_confirm()
        self._let_pass()
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_a_lower_quantity_and_the_same_again_stay_accepted(self):
        self._let_pass()
        for quantity in (4, 10):
            self.order.order_line.write({"product_uom_qty": quantity, "price_unit": 8.1})
            self.assertFalse(self._get_messages(self.order), quantity)

    def test_another_unit_counts_as_what_it_is(self):
        self._let_pass()
        dozen = self.env.ref("uom.product_uom_dozen")
        self.order.order_line.write({"product_uom_id": dozen.id, "price_unit": 8.1})
        self.assertEqual(len(self._get_messages(self.order)), 1)
        self.order.order_line.write({"product_uom_qty": 10 / 12, "price_unit": 8.1})

    def test_where_no_money_is_at_stake_the_quantity_does_not_matter(self):
        self._create_checklist("product_unavailable")
        sample = self._create_product("Sample", 0.0, sale_ok=False)
        order = self._create_order([(sample, 10, None)])
        self._override(order, "product_unavailable", self.supervisor)
        order.order_line.product_uom_qty = 20
        self.assertFalse(self._get_messages(order))


@tagged("post_install", "-at_install")
class TestChangedLineIsChecked(ChangeCase):
    """What is added or raised after the confirmation passes its checks before it moves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_checklist("pricelist_price")
        cls.order = cls._create_confirmed()
        cls.line = cls.order.order_line

    def _assert_stops(self, way):
        """Do ``way``, see that nothing of the order moves, and that it does once it is right."""
        way(self.order)
        with self._refused("cannot be shipped yet", GateClosed):
            self._ship(self.order)
        self.order.order_line.price_unit = 9.0
        self._ship(self.order)
        self.assertEqual(self.order.delivery_status, "full")

    def test_line_by_command(self):
        values = {"product_id": self.product.id, "product_uom_qty": 5, "price_unit": 1.0}
        self._assert_stops(lambda order: order.write({"order_line": [Command.create(values)]}))

    def test_line_by_create(self):
        values = {"product_id": self.product.id, "product_uom_qty": 5, "price_unit": 1.0}
        self._assert_stops(lambda order: order.order_line.create({**values, "order_id": order.id}))

    def test_line_by_form(self):
        def add(order):
            with Form(order) as form, form.order_line.new() as line:
                line.product_id = self.product
                line.price_unit = 1.0

        self._assert_stops(add)

    def test_line_by_import(self):
        def load(order):
            line = order.env["sale.order.line"]
            names = ["order_id/.id", "product_id/.id", "product_uom_qty", "price_unit"]
            row = [str(order.id), str(self.product.id), "5", "1.0"]
            self.assertTrue(line.load(names, [row])["ids"])

        self._assert_stops(load)

    def test_line_of_another_order(self):
        other = self._create_order([(None, 5, 1.0)])

        def move(order):
            other.order_line.order_id = order
            order.order_line._action_launch_stock_rule()

        self._assert_stops(move)

    def test_price_and_quantity_of_a_line(self):
        self._assert_stops(lambda order: order.order_line.write({"price_unit": 1.0}))

    def test_raised_quantity_voids_what_was_accepted_for_less(self):
        order = self._create_order([(None, 10, 8.1)])
        self._override(order, "pricelist_price", self.supervisor)
        order.action_confirm()
        order.order_line.write({"product_uom_qty": 500, "price_unit": 8.1})
        with self._refused("cannot be shipped yet", GateClosed):
            self._ship(order)
        self._override(order, "pricelist_price", self.supervisor)
        self._ship(order)
        self.assertEqual(order.delivery_status, "full")
