from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .price_common import TODAY, PriceCase


@tagged("post_install", "-at_install")
class TestCheckLine(PriceCase):
    """What the rules say of the lines of one order, whatever was before."""

    kinds = (
        "price_not_positive",
        "margin_floor",
        "tax_mismatch",
        "quantity_step",
        "line_repeated",
        "order_minimum",
    )

    # --- a price above zero -----------------------------------------------------------------------

    def test_line_without_a_price_is_found(self):
        order = self._order(price=0.0)
        self.assertEqual(self._get_found(order, "price_not_positive"), [(9.0, 0.0, -90.0)])
        self.assertEqual(
            self._get_messages(order),
            ["Camembert: has no price, and does not say why it is free."],
        )

    def test_button_takes_the_price_of_the_day_where_none_was_entered(self):
        order = self._order(price=0.0)
        self._fix(order, "price_not_positive")
        self.assertEqual(order.order_line.price_unit, 9.0)
        self.assertEqual(self._find(order, "price_not_positive"), [])

    def test_line_all_of_which_is_discounted_is_found(self):
        order = self._order()
        order.order_line.discount = 100
        self.assertEqual(len(self._find(order, "price_not_positive")), 1)
        (blocker,) = order.get_blockers()
        self.assertNotIn("fix", blocker["actions"], "it may be meant")

    def test_price_below_zero_is_found(self):
        order = self._order(price=-1.0)
        self.assertEqual(self._get_messages(order), ["Camembert: the price is below zero: -1.00."])

    def test_free_line_passes_when_it_says_why(self):
        order = self._order(price=0.0)
        order.order_line.free_reason_id = self.env.ref("order_specialist.order_reason_free_sample")
        self.assertEqual(self._find(order, "price_not_positive"), [])
        self.assertFalse(order.copy().order_line.free_reason_id, "asked again for the next order")

    def test_price_above_zero_a_return_and_nothing_pass(self):
        order = self._create_order([(None, 1, 0.01), (None, -2, 0.0), (None, 0, 0.0)])
        self.assertEqual(self._find(order, "price_not_positive"), [])

    def test_discount_on_the_whole_order_passes(self):
        order = self._order()
        self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "amount",
                "discount_amount": 5,
            }
        ).action_apply_discount()
        self.assertLess(min(order.order_line.mapped("price_unit")), 0)
        self.assertEqual(self._find(order, "price_not_positive"), [])
        self.assertEqual(self._find(order, "tax_mismatch"), [])

    def test_combo_has_its_price_on_its_parts(self):
        combo = self.env["product.combo"].create(
            {"name": "Cheese", "combo_item_ids": [Command.create({"product_id": self.product.id})]}
        )
        plate = self._create_product(
            "Plate", 10.0, type="combo", is_storable=False, combo_ids=[Command.set(combo.ids)]
        )
        order = self._order(product=plate, price=None)
        self.assertEqual(order.order_line.price_unit, 0.0)
        self.assertEqual(self._find(order, "price_not_positive"), [])

    # --- margin -----------------------------------------------------------------------------------

    def test_what_is_sold_below_cost_is_found(self):
        self.product.standard_price = 8.0
        order = self._order(price=9.0)
        order.order_line.discount = 20
        found = self._get_found(order, "margin_floor")
        self.assertEqual(found, [(8.0, 7.2, -8.0)])

    def test_least_margin_counts_from_the_price(self):
        self.product.standard_price = 7.2
        self.checks["margin_floor"].min_margin_percent = 20
        self.assertEqual(self._find(self._order(price=9.0), "margin_floor"), [])
        self.assertEqual(
            self._get_found(self._order(price=8.99), "margin_floor"), [(9.0, 8.99, -0.1)]
        )

    def test_product_without_a_cost_has_no_margin(self):
        self.assertEqual(self._find(self._order(price=0.01), "margin_floor"), [])

    def test_cost_is_that_of_the_unit_and_currency_of_the_line(self):
        self.product.standard_price = 8.0
        pricelist = self._use_foreign_pricelist(rate=2.0)
        order = self._order(quantity=1, price=190.0, pricelist_id=pricelist.id)
        order.order_line.write(
            {"product_uom_id": self.env.ref("uom.product_uom_dozen").id, "price_unit": 190.0}
        )
        self.assertEqual(self._get_found(order, "margin_floor"), [(192.0, 190.0, -1.0)])

    def test_cost_of_another_company_is_not_looked_at(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.product.with_company(other).standard_price = 100.0
        self.assertEqual(self._find(self._order(), "margin_floor"), [])

    def test_override_of_a_margin_outlives_the_cost_and_no_lower_price(self):
        self.product.standard_price = 8.0
        order = self._order(price=7.0)
        self._override(order, "margin_floor", self.specialist)
        self.product.standard_price = 8.5
        self.assertEqual(self._get_messages(order), [])
        order.order_line.price_unit = 6.5
        self.assertEqual(len(self._get_messages(order)), 1)

    def test_only_who_sells_is_told_the_margin(self):
        self.product.standard_price = 8.0
        order = self._order(price=7.0)
        seller = order.with_user(self.specialist).get_blockers()[0]
        self.assertIn("lowest price is 8.00", seller["message"])
        self.assertEqual(seller["expected"], 8.0)
        member = order.with_user(self.warehouse_lead).get_blockers()[0]
        self.assertEqual(member["message"], "Camembert: the margin is too small.")
        self.assertEqual((member["expected"], member["actual"], member["amount"]), (None, None, 0))

    # --- taxes ------------------------------------------------------------------------------------

    def _create_tax(self, name, amount, **values):
        return self.env["account.tax"].create({"name": name, "amount": amount, **values})

    def test_tax_that_is_not_the_products_is_found_and_taken_back(self):
        due, other = self._create_tax("20 %", 20), self._create_tax("10 %", 10)
        self.product.taxes_id = due
        order = self._order()
        self.assertEqual(self._find(order, "tax_mismatch"), [])
        order.order_line.tax_ids = other
        self.assertEqual(self._get_messages(order), ["Camembert: taxes 10 %, due are 20 %."])
        self.assertEqual(round(self._find(order, "tax_mismatch")[0].amount, 2), -9.0)
        self._fix(order, "tax_mismatch")
        self.assertEqual(order.order_line.tax_ids, due)
        self.assertEqual(self._get_messages(order), [])

    def test_missing_and_needless_taxes_are_found(self):
        tax = self._create_tax("20 %", 20)
        order = self._order()
        order.order_line.tax_ids = tax
        self.assertEqual(self._get_messages(order), ["Camembert: taxes 20 %, due are none."])
        self.product.taxes_id = tax
        self.assertEqual(self._get_messages(order), [])
        order.order_line.tax_ids = False
        self.assertEqual(self._get_messages(order), ["Camembert: taxes none, due are 20 %."])

    def test_due_are_the_taxes_of_the_fiscal_position(self):
        tax, free = self._create_tax("20 %", 20), self._create_tax("0 %", 0)
        abroad, nowhere = self.env["account.fiscal.position"].create(
            [{"name": "Abroad"}, {"name": "Nowhere"}]
        )
        free.write({"fiscal_position_ids": abroad.ids, "original_tax_ids": tax.ids})
        self.product.taxes_id = tax
        for position, taxes in ((abroad, free), (nowhere, tax.browse())):
            order = self._order(fiscal_position_id=position.id)
            self.assertEqual(order.order_line.tax_ids, taxes, "as Odoo maps them")
            self.assertEqual(self._find(order, "tax_mismatch"), [])
        order.fiscal_position_id = abroad
        self.assertEqual(self._get_messages(order), ["Camembert: taxes none, due are 0 %."])

    def test_taxes_of_another_company_and_archived_ones_are_not_due(self):
        other = self.env["res.company"].create({"name": "Other"})
        tax = self._create_tax("20 %", 20)
        foreign = tax.copy({"company_id": other.id, "name": "Other"})
        old = self._create_tax("19 %", 19, active=False)
        self.product.taxes_id = tax + foreign + old
        self.assertEqual(self._find(self._order(), "tax_mismatch"), [])

    # --- packs ------------------------------------------------------------------------------------

    def test_quantity_is_rounded_up_to_whole_packs(self):
        self.product.order_step_qty = 6
        order = self._order(quantity=20)
        self.assertEqual(self._get_found(order, "quantity_step"), [(24.0, 20.0, 36.0)])
        self._fix(order, "quantity_step")
        self.assertEqual(order.order_line.product_uom_qty, 24)
        self.assertEqual(self._get_messages(order), [])

    def test_least_quantity_counts_before_the_pack(self):
        self.product.write({"order_step_qty": 6, "order_min_qty": 20})
        found = [
            self._get_found(self._order(quantity=quantity), "quantity_step")
            for quantity in (6, 24, 0, -3)
        ]
        self.assertEqual(found, [[(24.0, 6.0, 162.0)], [], [], []])

    def test_pack_is_counted_in_the_unit_of_the_product(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.product.order_step_qty = 36
        order = self._order(quantity=2)
        order.order_line.product_uom_id = dozen
        self.assertEqual(self._find(order, "quantity_step")[0].expected, 36.0)
        self._fix(order, "quantity_step")
        self.assertEqual(order.order_line.product_uom_qty, 3)
        self.product.order_step_qty = 40
        with self.assertRaisesRegex(UserError, "40 Units cannot be said in Dozens"):
            self._fix(order, "quantity_step")

    @mute_logger("odoo.sql_db")
    def test_pack_is_not_negative(self):
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.product.product_tmpl_id.order_step_qty = -1
            self.env.flush_all()

    # --- a line twice -----------------------------------------------------------------------------

    def test_repeated_line_is_found_once_and_merged(self):
        order = self._create_order([(None, 10, 9.0), (None, 5, 9.0)])
        self.assertEqual(self._get_found(order, "line_repeated"), [(None, 5.0, 45.0)])
        order.action_verify()
        self._fix(order, "line_repeated")
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [15])
        self.assertRecordValues(
            order.finding_ids, [{"outcome": "fixed", "line_id": False, "amount": 45.0}]
        )
        self.assertIn("is there twice", order.finding_ids.message)

    def test_what_differs_is_not_repeated(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._create_order([(None, 10, 9.0)] * 7)
        lines = order.order_line
        lines[1].price_unit = 8.0
        lines[2].discount = 5
        lines[3].requested_date = TODAY.date()
        lines[4].name = "With a card for Anna"
        lines[5].write({"product_uom_id": dozen.id, "price_unit": 9.0})
        lines[6].product_uom_qty = -10
        self.assertEqual(self._find(order, "line_repeated"), [])

    def test_lines_of_a_confirmed_order_are_not_merged(self):
        self.checks["line_repeated"].write({"severity": "info", "recheck": True})
        order = self._create_order([(None, 10, 9.0), (None, 5, 9.0)])
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "close one of the lines short"):
            self._fix(order, "line_repeated")

    # --- a least order ----------------------------------------------------------------------------

    def test_small_order_is_found_with_what_is_missing(self):
        self.checks["order_minimum"].min_order_amount = 100
        order = self._order()
        self.assertEqual(self._get_found(order, "order_minimum"), [(100.0, 90.0, -10.0)])
        self.assertEqual(
            self._get_messages(order), ["The order comes to 90.00; the minimum is 100.00."]
        )
        order.order_line.product_uom_qty = 12
        self.assertEqual(self._find(order, "order_minimum"), [])

    def test_least_order_of_the_customer_goes_first(self):
        self.checks["order_minimum"].min_order_amount = 100
        order = self._order()
        self.customer.order_minimum_amount = 50
        self.assertEqual(self._find(order, "order_minimum"), [])
        self.customer.order_minimum_amount = 91
        self.assertEqual(self._get_found(order, "order_minimum"), [(91.0, 90.0, -1.0)])

    def test_least_order_is_without_taxes_and_in_company_currency(self):
        self.checks["order_minimum"].min_order_amount = 100
        self.product.taxes_id = self._create_tax("50 %", 50)
        order = self._order(quantity=20, pricelist_id=self._use_foreign_pricelist(2.0).id)
        self.assertEqual(self._get_found(order, "order_minimum"), [(100.0, 90.0, -10.0)])

    def test_samples_and_returns_are_no_small_order(self):
        self.checks["order_minimum"].min_order_amount = 100
        orders = self._order(price=0.0) + self._order(quantity=-3)
        self.assertEqual(self._find(orders, "order_minimum"), [])
