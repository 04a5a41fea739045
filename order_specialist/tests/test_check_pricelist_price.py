from datetime import datetime

from odoo.fields import Command
from odoo.tests import tagged

from .common import DeskCase

DAY = datetime(2026, 3, 10, 9, 0)


@tagged("post_install", "-at_install")
class TestCheckPricelistPrice(DeskCase):
    """The price of a line is the price of its day, as Odoo itself would have put it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist("pricelist_price")
        cls.check = cls.checklist.check_ids
        cls.pricelist = cls.env["product.pricelist"].create({"name": "Test"})
        cls.category = cls.env["product.category"].create({"name": "Cheese"})
        cls.soft = cls.env["product.category"].create(
            {"name": "Soft Cheese", "parent_id": cls.category.id}
        )
        cls.product.categ_id = cls.soft
        cls.customer.property_product_pricelist = cls.pricelist

    @classmethod
    def _create_item(cls, **values):
        return cls.env["product.pricelist.item"].create(
            {"pricelist_id": cls.pricelist.id, "applied_on": "3_global", **values}
        )

    def _order(self, quantity=10, price=None, product=None, **values):
        values = {"date_order": DAY, "pricelist_id": self.pricelist.id, **values}
        return self._create_order([(product, quantity, price)], **values)

    def _get_expected(self, order):
        """Return the price that the rule expects; asks with a price that is wrong anyway."""
        order.order_line.price_unit = 1_000_000
        return self._get_finding(order, "pricelist_price").expected

    def _assert_odoos_price(self, **values):
        """The rule expects what Odoo computes for a new line."""
        order = self._order(**values)
        price = order.order_line.price_unit
        self.assertEqual(self._find(order, "pricelist_price"), [])
        self.assertAlmostEqual(self._get_expected(order), price)
        return price

    # --- what is expected -------------------------------------------------------------------------

    def test_without_an_item_the_list_price_counts(self):
        self.assertEqual(self._assert_odoos_price(), 9.0)

    def test_without_a_pricelist_the_list_price_counts(self):
        self.assertEqual(self._assert_odoos_price(pricelist_id=False), 9.0)

    def test_minimum_quantity_counts(self):
        self._create_item(compute_price="fixed", fixed_price=8.0, min_quantity=10)
        self._create_item(compute_price="fixed", fixed_price=7.0, min_quantity=50)
        for quantity, price in ((9, 9.0), (10, 8.0), (49, 8.0), (50, 7.0)):
            self.assertEqual(self._assert_odoos_price(quantity=quantity), price)

    def test_line_of_nothing_is_priced_like_one_unit(self):
        self._create_item(compute_price="fixed", fixed_price=8.0, min_quantity=1)
        self.assertEqual(self._assert_odoos_price(quantity=0), 8.0)

    def test_day_of_the_order_counts(self):
        self._create_item(
            compute_price="fixed",
            fixed_price=8.0,
            date_start="2026-03-01",
            date_end="2026-03-31 23:59:59",
        )
        for day, price in (
            (datetime(2026, 2, 28), 9.0),
            (datetime(2026, 3, 1), 8.0),
            (datetime(2026, 3, 31, 23), 8.0),
            (datetime(2026, 4, 1), 9.0),
        ):
            self.assertEqual(self._assert_odoos_price(date_order=day), price)

    def test_narrower_scope_goes_first(self):
        expected = 9.0
        for values, price in (
            ({"applied_on": "3_global"}, 8.5),
            ({"applied_on": "2_product_category", "categ_id": self.category.id}, 8.4),
            ({"applied_on": "2_product_category", "categ_id": self.soft.id}, 8.3),
            ({"applied_on": "1_product", "product_tmpl_id": self.product.product_tmpl_id.id}, 8.2),
            ({"applied_on": "0_product_variant", "product_id": self.product.id}, 8.1),
        ):
            self.assertEqual(self._assert_odoos_price(), expected)
            self._create_item(compute_price="fixed", fixed_price=price, **values)
            expected = price
        self.assertEqual(self._assert_odoos_price(), 8.1)

    def test_of_two_categories_the_larger_minimum_goes_first(self):
        scope = {"applied_on": "2_product_category", "compute_price": "fixed"}
        self._create_item(**scope, categ_id=self.category.id, fixed_price=7.0, min_quantity=10)
        self._create_item(**scope, categ_id=self.soft.id, fixed_price=8.0)
        self.assertEqual(self._assert_odoos_price(quantity=10), 7.0)
        self.assertEqual(self._assert_odoos_price(quantity=9), 8.0)

    def test_percentage_that_is_not_shown_lowers_the_price(self):
        self.env.user.group_ids -= self.env.ref("sale.group_discount_per_so_line")
        self._create_item(compute_price="percentage", percent_price=10)
        self.assertAlmostEqual(self._assert_odoos_price(), 8.1)

    def test_percentage_that_is_shown_leaves_the_price_alone(self):
        self.env["res.config.settings"].create({"group_discount_per_so_line": True}).execute()
        self._create_item(compute_price="percentage", percent_price=10)
        order = self._order()
        self.assertEqual((order.order_line.price_unit, order.order_line.discount), (9.0, 10.0))
        self.assertEqual(self._get_expected(order), 9.0)

    def test_formula_counts_with_surcharge_and_rounding(self):
        self._create_item(
            compute_price="formula",
            base="list_price",
            price_discount=7,
            price_surcharge=0.25,
            price_round=0.5,
        )
        self._assert_odoos_price()

    def test_formula_on_cost_counts(self):
        self.product.standard_price = 6.0
        self._create_item(compute_price="formula", base="standard_price", price_markup=20)
        self.assertAlmostEqual(self._assert_odoos_price(), 7.2)

    def test_pricelist_on_a_pricelist_counts(self):
        base = self.env["product.pricelist"].create({"name": "Base"})
        self._create_item(
            pricelist_id=base.id, compute_price="fixed", fixed_price=5.0, min_quantity=10
        )
        self._create_item(
            compute_price="formula", base="pricelist", base_pricelist_id=base.id, price_discount=10
        )
        self.assertAlmostEqual(self._assert_odoos_price(quantity=10), 4.5)

    def test_price_is_that_of_the_unit_of_the_line(self):
        order = self._order(quantity=2)
        order.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        self.assertAlmostEqual(order.order_line.price_unit, 108.0)
        self.assertEqual(self._find(order, "pricelist_price"), [])

    def test_minimum_quantity_is_counted_in_the_products_unit(self):
        self._create_item(compute_price="fixed", fixed_price=8.0, min_quantity=24)
        order = self._order(quantity=2)
        order.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        self.assertAlmostEqual(self._get_expected(order), 96.0)

    def test_price_is_in_the_currency_of_the_order(self):
        dollar = self.env.ref("base.USD")
        currency = self.env.ref("base.EUR") if self.company.currency_id == dollar else dollar
        currency.active = True
        self.env["res.currency.rate"].create(
            {"name": "2026-01-01", "currency_id": currency.id, "rate": 2.0}
        )
        self.pricelist.currency_id = currency
        order = self._order(price=16.0)
        finding = self._get_finding(order, "pricelist_price")
        self.assertAlmostEqual(finding.expected, 18.0)
        self.assertAlmostEqual(finding.amount, -10.0, msg="10 × 2.00 at 2 for 1")

    def test_tax_that_the_price_includes_is_taken_out_by_the_fiscal_position(self):
        tax = self.env["account.tax"].create(
            {"name": "20 % incl.", "amount": 20.0, "price_include_override": "tax_included"}
        )
        free = self.env["account.tax"].create({"name": "0 %", "amount": 0.0})
        abroad = self.env["account.fiscal.position"].create({"name": "Abroad"})
        free.write({"fiscal_position_ids": abroad.ids, "original_tax_ids": tax.ids})
        self.product.taxes_id = tax
        self.assertAlmostEqual(self._assert_odoos_price(fiscal_position_id=abroad.id), 7.5)
        self.assertAlmostEqual(self._assert_odoos_price(fiscal_position_id=False), 9.0)

    def test_attributes_without_a_variant_have_their_price(self):
        attribute = self.env["product.attribute"].create(
            {
                "name": "Engraving",
                "create_variant": "no_variant",
                "value_ids": [Command.create({"name": "Yes", "default_extra_price": 3.0})],
            }
        )
        line = self.env["product.template.attribute.line"].create(
            {
                "product_tmpl_id": self.product.product_tmpl_id.id,
                "attribute_id": attribute.id,
                "value_ids": [Command.set(attribute.value_ids.ids)],
            }
        )
        order = self._order()
        order.order_line.product_no_variant_attribute_value_ids = line.product_template_value_ids
        order.order_line.price_unit = 12.0
        self.assertEqual(self._find(order, "pricelist_price"), [])

    def test_price_that_a_combo_shares_out_is_not_compared(self):
        combo = self.env["product.combo"].create(
            {"name": "Lunch", "combo_item_ids": [Command.create({"product_id": self.product.id})]}
        )
        lunch = self._create_product(
            "Lunch", 5.0, type="combo", is_storable=False, combo_ids=[Command.set(combo.ids)]
        )
        order = self._order(product=lunch, quantity=1)
        order.order_line = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "combo_item_id": combo.combo_item_ids.id,
                    "linked_line_id": order.order_line.id,
                    "product_uom_qty": 1,
                    "price_unit": 5.0,
                }
            )
        ]
        self.assertEqual(self._find(order, "pricelist_price"), [])

    # --- what passes ------------------------------------------------------------------------------

    def _get_found(self, price, **values):
        return bool(self._find(self._order(price=price, **values), "pricelist_price"))

    def test_without_tolerance_a_cent_is_found(self):
        self.assertTrue(self._get_found(8.99))
        self.assertTrue(self._get_found(9.01))
        self.assertFalse(self._get_found(9.0))

    def test_tolerance_in_percent_includes_its_edge(self):
        self.check.tolerance_percent = 10
        self.assertFalse(self._get_found(8.1))
        self.assertFalse(self._get_found(9.9))
        self.assertTrue(self._get_found(8.09))
        self.assertTrue(self._get_found(9.91))

    def test_larger_of_two_tolerances_counts(self):
        self.check.write({"tolerance_percent": 0.5, "tolerance_amount": 0.05})
        self.assertFalse(self._get_found(8.95))
        self.assertTrue(self._get_found(8.94))
        self.product.list_price = 100
        self.assertFalse(self._get_found(99.5))
        self.assertTrue(self._get_found(99.49))

    def test_tolerance_of_the_customer_widens_ours(self):
        self.check.tolerance_percent = 1
        self.customer.order_price_tolerance = 10
        self.assertFalse(self._get_found(8.1))
        self.customer.order_price_tolerance = 0.1
        self.assertFalse(self._get_found(8.92))

    def test_price_for_free_is_found(self):
        self.check.tolerance_percent = 0.5
        self.assertTrue(self._get_found(0.0))

    # --- what it says and mends -------------------------------------------------------------------

    def test_scenario_of_ten_percent_off(self):
        """48 × A at 8.10, list 9.00: the company gives 43.20 away."""
        self.check.tolerance_percent = 0.5
        order = self._order(48, 8.1)
        finding = self._get_finding(order, "pricelist_price")
        self.assertAlmostEqual(finding.amount, -43.2)
        self.assertEqual(finding.key, f"{self.product.id}:8.1")
        self.assertEqual(
            self._get_messages(order),
            ["Camembert: price 8.10, the price of the day is 9.00 (-43.20)"],
        )

    def test_amount_is_net_of_the_discount(self):
        order = self._order(48, 8.1)
        order.order_line.discount = 50
        self.assertAlmostEqual(self._get_finding(order, "pricelist_price").amount, -21.6)

    def test_button_takes_the_price_of_the_day(self):
        order = self._order(48, 8.1)
        blocker = order.get_blockers()[0]
        self.assertEqual(blocker["actions"][0], "fix")
        order.action_blocker(blocker, "fix")
        self.assertEqual(order.order_line.price_unit, 9.0)
        self.assertEqual(order.get_blockers(), [])
        self.assertRecordValues(
            order.message_ids[0], [{"author_id": self.specialist.partner_id.id}]
        )

    def test_button_that_comes_too_late_says_so(self):
        order = self._order(48, 8.1)
        blocker = order.get_blockers()[0]
        order.order_line.price_unit = 9.0
        with self.assertRaisesRegex(Exception, "solved already"):
            order.action_blocker(blocker, "fix")

    # --- overrides --------------------------------------------------------------------------------

    def test_override_covers_milder_prices_and_no_worse_one(self):
        order = self._order(48, 8.1)
        self._override(order, "pricelist_price", self.supervisor)
        for price, stopped in ((8.1, 0), (8.5, 0), (9.0, 0), (8.09, 1), (9.5, 1), (8.1, 0)):
            order.order_line.price_unit = price
            self.assertEqual(len(self._get_messages(order)), stopped, price)

    def test_override_survives_a_new_price_list(self):
        order = self._order(48, 8.1)
        self._override(order, "pricelist_price", self.supervisor)
        self.product.list_price = 12.0
        self.assertEqual(self._get_messages(order), [])

    def test_override_is_not_for_another_product(self):
        order = self._order(48, 8.1)
        self._override(order, "pricelist_price", self.supervisor)
        other = self._create_product("Gorgonzola", 9.0)
        order.order_line.write({"product_id": other.id, "price_unit": 8.1})
        self.assertEqual(len(self._get_messages(order)), 1)
