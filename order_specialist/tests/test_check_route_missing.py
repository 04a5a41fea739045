from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DeskCase


@tagged("post_install", "-at_install")
class TestCheckRouteMissing(DeskCase):
    """The rule says what Odoo would say when it procures: route by route, and no query more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist("route_missing")
        cls.order = cls._create_order()
        cls.delivery = cls.warehouse.delivery_route_id
        cls.customers = cls.env.ref("stock.stock_location_customers")

    def _tell(self, order=None):
        return self._get_messages(order or self.order, "confirm")

    def _create_route(self, name, dest=None, src=None, **values):
        return self.env["stock.route"].create(
            {
                "name": name,
                "product_selectable": True,
                "product_categ_selectable": True,
                "sale_selectable": True,
                "rule_ids": [
                    Command.create(
                        {
                            "name": name,
                            "action": "pull",
                            "location_dest_id": (dest or self.customers).id,
                            "location_src_id": (src or self.warehouse.lot_stock_id).id,
                            "picking_type_id": self.warehouse.out_type_id.id,
                            "procure_method": "make_to_stock",
                            **values,
                        }
                    )
                ],
            }
        )

    def _close_delivery(self):
        self.delivery.rule_ids.active = False

    def test_standard_delivery_brings_it(self):
        self.assertEqual(self._tell(), [])

    def test_without_a_rule_odoo_refuses_and_the_desk_says_so_before(self):
        self._close_delivery()
        self.assertEqual(
            self._tell(),
            ["Camembert: no route brings it to Customers: Odoo would refuse to confirm."],
        )
        self.assertEqual(self._get_finding(self.order, "route_missing").amount, 90.0)
        self.checklist.mode = "draft"
        with self.assertRaisesRegex(UserError, "No rule has been found"), self.cr.savepoint():
            self.order.action_confirm()

    def test_route_of_line_product_category_or_warehouse_brings_it(self):
        self._close_delivery()
        route = self._create_route("By courier")
        line = self.order.order_line
        category = self.env["product.category"].create({"name": "Cheese"})
        self.product.categ_id = self.env["product.category"].create(
            {"name": "Soft", "parent_id": category.id}
        )
        for record in (line, self.product, category, self.warehouse):
            record.sudo().route_ids |= route
            self.assertEqual(self._tell(), [], record)
            record.sudo().route_ids -= route
            self.assertEqual(len(self._tell()), 1, record)

    def test_rule_of_another_warehouse_or_company_does_not_help(self):
        self._close_delivery()
        other = self.env["stock.warehouse"].create({"name": "Linz", "code": "LNZ"})
        company = self.env["res.company"].create({"name": "Other"})
        route = self._create_route("By courier", warehouse_id=other.id)
        self.product.route_ids = route
        self.assertEqual(len(self._tell()), 1)
        route.rule_ids.warehouse_id = False
        self.assertEqual(self._tell(), [])
        self.env.cr.execute(
            "UPDATE stock_rule SET company_id = %s WHERE id = %s", [company.id, route.rule_ids.id]
        )
        self.assertEqual(len(self._tell()), 1)

    def test_rule_to_a_place_above_the_customer_brings_it(self):
        place = self.env["stock.location"].create(
            {"name": "Styria", "usage": "customer", "location_id": self.customers.id}
        )
        self.customer.property_stock_customer = place
        self.assertEqual(self._tell(), [])
        self._close_delivery()
        self.assertEqual(len(self._tell()), 1)

    def test_on_order_needs_a_rule_where_it_comes_from(self):
        stock = self.warehouse.lot_stock_id
        route = self._create_route("On order", procure_method="make_to_order")
        self.product.route_ids = route
        self.warehouse.reception_route_id.rule_ids.active = False
        self.assertEqual(
            self._tell(),
            [
                f"Camembert: no route brings it to {stock.complete_name}: "
                "Odoo would refuse to confirm."
            ],
        )
        vendors = self.env.ref("stock.stock_location_suppliers")
        self.product.route_ids |= self._create_route("From vendors", stock, vendors)
        self.assertEqual(self._tell(), [])

    def test_rest_that_stock_does_not_cover_needs_a_rule_too(self):
        stock = self.warehouse.lot_stock_id
        self.product.route_ids = self._create_route("Else on order", procure_method="mts_else_mto")
        self.warehouse.reception_route_id.rule_ids.active = False
        self.order.order_line.product_uom_qty = 1000
        self.assertEqual(self._tell(), [])
        self.order.order_line.product_uom_qty = 999
        self.order.order_line.copy({"order_id": self.order.id, "product_uom_qty": 2})
        refused = f"Camembert: no route brings it to {stock.complete_name}"
        self.assertEqual({text.partition(":")[0] for text in self._tell()}, {"Camembert"})
        self.assertIn(refused, self._tell()[0])
        with self.assertRaisesRegex(UserError, "No rule has been found"), self.cr.savepoint():
            self.checklist.mode = "draft"
            self.order.action_confirm()

    def test_rules_in_a_ring_end_somewhere(self):
        stock, values = self.warehouse.lot_stock_id, {"procure_method": "make_to_order"}
        there = self._create_route("There", **values)
        self.product.route_ids = there | self._create_route("Back", stock, self.customers, **values)
        self.assertEqual(self._tell(), [])

    def test_customer_without_a_place_is_said(self):
        self.env["ir.default"].search([("field_id.name", "=", "property_stock_customer")]).unlink()
        self.assertEqual(self._tell(), ["Camembert: no route: the customer has no stock location."])

    def test_what_is_no_goods_or_delivered_needs_no_route(self):
        self._close_delivery()
        service = self._create_product("Advice", 50.0, type="service", is_storable=False)
        self.assertEqual(self._tell(self._create_order([(service, 1, None)])), [])
        self.order.sudo().order_line.cancelled_qty = 10
        self.assertEqual(self._tell(), [])

    def test_one_query_for_any_batch(self):
        many = self.env["sale.order"].union(*(self._create_order() for _number in range(4)))
        self.env["order.check"]._load_routes(self.env["order.gate"]._get_facts(many))
        for orders in (self.order, many):
            facts = self.env["order.gate"]._get_facts(orders)
            self.assertTrue(facts.orders and facts.lines)
            with self.assertQueryCount(1):
                facts["routes"]
