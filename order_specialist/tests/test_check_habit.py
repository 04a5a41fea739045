from datetime import timedelta

from odoo.tests import tagged

from .price_common import TODAY, PriceCase

USUAL = (6, 12, 8, 24, 12, 10, 18, 12, 6, 20, 12, 15)


@tagged("post_install", "-at_install")
class TestCheckHabit(PriceCase):
    """What the rules say that compare with what the customer did before."""

    kinds = ("quantity_unusual", "last_price", "unit_unusual")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.past = cls._buy(USUAL)
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.unit = cls.env.ref("uom.product_uom_unit")

    # --- quantity ---------------------------------------------------------------------------------

    def test_quantity_out_of_the_pattern_is_found_with_the_excess(self):
        order = self._order(quantity=240)
        self.assertEqual(
            self._get_found(order, "quantity_unusual"), [([6.0, 24.0], [240.0], 1944.0)]
        )
        self.assertEqual(self._get_messages(order)[0], "Camembert: usually 6–24, now 240")

    def test_too_little_is_found_too(self):
        found = self._get_found(self._order(quantity=1), "quantity_unusual")
        self.assertEqual(found, [([6.0, 24.0], 1.0, -45.0)])

    def test_usual_quantities_returns_and_nothing_pass(self):
        orders = self.env["sale.order"].union(
            *[self._order(quantity=quantity) for quantity in (6, 12, 24, 30, 0, -240)]
        )
        self.assertEqual(self._find(orders, "quantity_unusual"), [])

    def test_quantity_counts_in_the_unit_of_the_product(self):
        order = self._order(quantity=2)
        order.order_line.product_uom_id = self.dozen
        self.assertEqual(self._find(order, "quantity_unusual"), [])
        order.order_line.write({"product_uom_qty": 20, "price_unit": 108.0})
        self.assertEqual(
            self._get_found(order, "quantity_unusual"), [([6.0, 24.0], [240.0], 1944.0)]
        )

    def test_money_at_stake_is_in_company_currency_after_discount(self):
        order = self._order(quantity=240, price=18.0, pricelist_id=self._use_foreign_pricelist().id)
        order.order_line.discount = 10
        self.assertAlmostEqual(self._find(order, "quantity_unusual")[0].amount, 1944.0 * 0.9)

    def test_fewer_lines_than_needed_are_no_pattern(self):
        check = self.checks["quantity_unusual"]
        order = self._order(quantity=240)
        check.unusual_least = 13
        self.assertEqual(self._find(order, "quantity_unusual"), [])
        check.unusual_least = 12
        self.assertEqual(len(self._find(order, "quantity_unusual")), 1)

    def test_only_orders_confirmed_before_it_count(self):
        late = self._order(quantity=240, date_order=TODAY - timedelta(days=10))
        self.assertEqual(self._find(late, "quantity_unusual"), [], "two lines before it")
        self._create_order([(None, 240, 9.0)] * 20, date_order=TODAY - timedelta(days=1))
        self.assertEqual(len(self._find(self._order(quantity=240), "quantity_unusual")), 1)

    def test_orders_of_the_contacts_of_a_company_count_and_of_others_do_not(self):
        contact = self.env["res.partner"].create({"name": "Anna", "parent_id": self.customer.id})
        order = self._order(quantity=240, partner_id=contact.id)
        self.assertEqual(len(self._find(order, "quantity_unusual")), 1)
        order = self._order(quantity=240, partner_id=self._create_customer("Other").id)
        self.assertEqual(self._find(order, "quantity_unusual"), [])
        other = self._create_product("Gorgonzola", 9.0)
        self.assertEqual(self._find(self._order(240, product=other), "quantity_unusual"), [])

    def test_orders_of_one_batch_see_what_was_before_each(self):
        later = self._order(quantity=240)
        early = self._order(quantity=240, date_order=TODAY - timedelta(days=400))
        found = self._find(later + early, "quantity_unusual")
        self.assertEqual([finding.order_id for finding in found], [later.id])

    def test_only_the_last_thirty_lines_count(self):
        self.env.cr.execute(
            "UPDATE sale_order SET date_order = date_order - interval '1 year' WHERE id IN %s",
            [self.past._ids],
        )
        bulk = self._create_order([(None, 240, 9.0)] * 30)
        self._make_past(bulk)
        self.assertEqual(self._find(self._order(quantity=240), "quantity_unusual"), [])
        self.assertEqual(len(self._find(self._order(quantity=12), "quantity_unusual")), 1)

    def test_quantity_that_somebody_confirmed_is_known_and_all_that_is_milder(self):
        known = self._remember(self._order(240), "quantity_unusual")
        self.assertEqual(
            (known.kind, known.value, known.product_id), ("quantity", 240, self.product)
        )
        for quantity, found in ((240, 0), (200, 0), (300, 1), (1, 1)):
            order = self._order(quantity)
            self.assertEqual(len(self._find(order, "quantity_unusual")), found, quantity)
            self.assertEqual(bool(order.order_line.quantity_hint), bool(found), quantity)
        known.with_user(self.supervisor).action_forget()
        self.assertEqual(len(self._find(self._order(200), "quantity_unusual")), 1)

    def test_milder_quantity_is_covered_by_the_override_of_a_worse_one(self):
        order = self._order(quantity=240)
        self._override(order, "quantity_unusual", self.specialist)
        for quantity, messages in ((200, 0), (240, 0), (241, 1), (1, 1)):
            order.order_line.product_uom_qty = quantity
            found = [text for text in self._get_messages(order) if "usually" in text]
            self.assertEqual(len(found), messages, quantity)

    # --- last price -------------------------------------------------------------------------------

    def test_price_that_differs_from_the_last_one_is_found(self):
        order = self._order(quantity=12, price=9.5)
        self.assertEqual(self._get_found(order, "last_price"), [(9.0, 9.5, 6.0)])
        self.assertEqual(self._get_messages(order), ["Camembert: net 9.50, last time 9.00 (+6.00)"])

    def test_small_changes_and_returns_pass_and_discounts_count(self):
        orders = self._order(12, price=9.45) + self._order(12, price=8.55) + self._order(-12, 1.0)
        self.assertEqual(self._find(orders, "last_price"), [])
        orders.order_line.discount = 1
        self.assertEqual(len(self._find(orders, "last_price")), 1)

    def test_last_price_is_that_of_the_same_unit_and_currency(self):
        abroad = self._order(12, price=20.0, pricelist_id=self._use_foreign_pricelist().id)
        dozen = self._order(1, price=200.0)
        dozen.order_line.write({"product_uom_id": self.dozen.id, "price_unit": 200.0})
        self.assertEqual(self._find(abroad + dozen, "last_price"), [])

    def test_free_line_is_no_last_price(self):
        free = self._create_order([(None, 6, 0.0)])
        self._make_past(free)
        self.assertEqual(self._find(self._order(12), "last_price"), [])
        self.assertEqual(self._find(self._order(12, price=10.0), "last_price")[0].expected, 9.0)

    def test_price_that_somebody_confirmed_is_known(self):
        order = self._order(12, price=10.0)
        self._remember(order, "last_price")
        self.assertEqual(self._find(self._order(12, price=10.0), "last_price"), [])
        self.assertEqual(len(self._find(self._order(12, price=11.0), "last_price")), 1)

    def _remember(self, order, kind):
        finding = self._get_finding(order, kind)
        return self.env["order.known"].with_user(self.specialist)._remember(finding)

    # --- unit -------------------------------------------------------------------------------------

    def _order_in(self, unit, quantity):
        order = self._order(quantity)
        order.order_line.write({"product_uom_id": unit.id, "price_unit": 9 * unit.factor})
        return order

    def test_unit_that_he_never_took_is_found_and_the_usual_one_taken(self):
        order = self._order_in(self.dozen, 12)
        self.assertEqual(
            self._get_found(order, "unit_unusual"),
            [(str(self.unit.id), str(self.dozen.id), 1188.0)],
        )
        self.assertIn(
            "Camembert: in Dozens; this customer takes it in Units.", self._get_messages(order)
        )
        self._fix(order, "unit_unusual")
        self.assertRecordValues(
            order.order_line, [{"product_uom_id": self.unit.id, "product_uom_qty": 12}]
        )
        self.assertEqual(self._find(order, "unit_unusual"), [])

    def test_unit_is_set_by_a_button_only_where_the_number_tells(self):
        """2 dozen are well what he takes as 24 pieces: 2 pieces are not."""
        for quantity, can_fix in ((12, True), (2, False)):
            order = self._order_in(self.dozen, quantity)
            order.action_verify()
            finding = self._get_finding(order, "unit_unusual")
            self.assertEqual(finding.check._can_fix(finding), can_fix)
            rows = self.env["order.finding"].search(
                [("order_id", "=", order.id), ("check_id", "=", finding.check.id)]
            )
            self.assertEqual(finding.check._can_fix(rows._as_value()), can_fix, "as kept")

    def test_number_of_dozens_in_units_is_found(self):
        """He takes 2 or 3 dozen, or 30 pieces: 3 pieces are 3 dozen."""
        partner = self._create_customer("Baker")
        self._buy((2, 3, 2), partner=partner, unit=self.dozen, price=108.0)
        self._buy((30,), partner=partner)
        slip = self._order(3, partner_id=partner.id)
        self.product.product_tmpl_id.uom_ids = self.dozen
        self.assertEqual(
            self._get_found(slip, "unit_unusual"),
            [(str(self.dozen.id), str(self.unit.id), -297.0)],
        )
        right = self._order(36, partner_id=partner.id) + self._order(5, partner_id=partner.id)
        self.assertEqual(self._find(right, "unit_unusual"), [])

    def test_customer_of_several_units_and_of_few_lines_has_no_usual_one(self):
        pack = self.env.ref("uom.product_uom_pack_6")
        few, several = self._create_customer("Few"), self._create_customer("Several")
        self._buy((2, 2), partner=few)
        self._buy((2, 2), partner=several)
        self._buy((2, 2), partner=several, unit=self.dozen)
        for partner in (few, several):
            order = self._order_in(pack, 2)
            order.partner_id = partner
            self.assertEqual(self._find(order, "unit_unusual"), [], partner.name)

    def test_unit_that_somebody_confirmed_is_known(self):
        known = self._remember(self._order_in(self.dozen, 2), "unit_unusual")
        self.assertEqual((known.kind, known.product_id), ("unit", self.product))
        self.assertEqual(self._find(self._order_in(self.dozen, 1), "unit_unusual"), [])
        pack = self.env.ref("uom.product_uom_pack_6")
        self.assertEqual(len(self._find(self._order_in(pack, 1), "unit_unusual")), 1)

    # --- all --------------------------------------------------------------------------------------

    def test_one_query_tells_what_all_customers_did(self):
        orders = self._order() + self._order(partner_id=self._create_customer("Other").id)
        facts = self.env["order.gate"]._get_facts(orders)
        self.assertTrue(facts.orders and facts.lines, "what every rule reads is there")
        with self.assertQueryCount(1):
            facts["habits"]
