from datetime import datetime

from odoo.fields import Command
from odoo.tests import tagged

from .price_common import TODAY, PriceCase

SOURCES = ("product_terms", "price_book", "taxes", "habits")


@tagged("post_install", "-at_install")
class TestPriceSpeed(PriceCase):
    """The rules about price and quantity cost the same queries for 1, 50 and 500 orders."""

    kinds = (
        "pricelist_price",
        "price_not_positive",
        "discount_limit",
        "margin_floor",
        "tax_mismatch",
        "quantity_step",
        "line_repeated",
        "order_minimum",
        "last_price",
        "unit_unusual",
        "quantity_unusual",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = cls.product + cls.product.create(
            [{"name": f"Cheese {number}", "list_price": 9.0} for number in range(4)]
        )
        base, top = cls.env["product.pricelist"].create([{"name": "Base"}, {"name": "Top"}])
        cls.env["product.pricelist.item"].create(
            [
                {"pricelist_id": base.id, "compute_price": "percentage", "percent_price": 10},
                {
                    "pricelist_id": top.id,
                    "compute_price": "formula",
                    "base": "pricelist",
                    "base_pricelist_id": base.id,
                    "price_surcharge": 0.5,
                },
            ]
        )
        cls.pricelist = top
        cls._buy((6, 8, 10, 12, 14, 24))

    def _create_orders(self, count):
        """Create orders in SQL: a thousand through the ORM would take ten seconds."""
        lines = [
            Command.create({"product_id": product.id, "product_uom_qty": 12, "discount": 25})
            for product in self.products
        ]
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "pricelist_id": self.pricelist.id,
                "date_order": TODAY,
                "order_line": lines,
            }
        )
        self.env.flush_all()
        self._copy("sale_order", "id = %s", [order.id], count, "name || n.n")
        self.env.cr.execute("SELECT id FROM sale_order WHERE name LIKE %s", [f"{order.name}_%"])
        ids = [row[0] for row in self.env.cr.fetchall()]
        for order_id in ids:
            self._copy("sale_order_line", "order_id = %s", [order.id], 1, None, order_id)
        return self.env["sale.order"].browse(ids)

    def _copy(self, table, where, args, count, name, order_id=None):
        """Copy the rows of ``table`` ``count`` times, on another order where it is given."""
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
        )
        columns = [row[0] for row in self.env.cr.fetchall() if row[0] != "id"]
        special = {"name": name or "t.name", "order_id": str(order_id)}
        values = [special.get(column, f"t.{column}") for column in columns]
        self.env.cr.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"
            f"  FROM {table} t CROSS JOIN generate_series(1, {count}) AS n(n) WHERE t.{where}",
            args,
        )

    def _measure(self, orders):
        checks = self.env["order.check"].sudo().browse(self.checklist.check_ids.ids)
        self.env.flush_all()
        self.env.invalidate_all()
        self.company.currency_id.sudo().fetch()
        before = self.env.cr.sql_log_count
        evaluation = checks._find(orders)
        self.assertEqual(evaluation.errors, {})
        return self.env.cr.sql_log_count - before, evaluation.findings

    def test_queries_are_the_same_for_one_order_and_for_five_hundred(self):
        orders = self._create_orders(500)
        self._measure(orders[:1])
        counted = {}
        for size in (1, 50, 500):
            counted[size], findings = self._measure(orders[:size])
            kinds = {finding.check.kind for finding in findings}
            self.assertLessEqual({"discount_limit", "last_price"}, kinds)
            self.assertNotIn("pricelist_price", kinds, "8.60 is what both pricelists make of 9.00")
        self.assertEqual(len(set(counted.values())), 1, counted)

    def test_every_source_is_one_query(self):
        orders = self._create_orders(3)
        self._measure(orders)
        facts = self.env["order.gate"]._get_facts(orders)
        facts.orders, facts.lines  # noqa: B018 - loaded by whatever asks first
        for source in SOURCES:
            with self.subTest(source):
                before = self.env.cr.sql_log_count
                facts[source]  # noqa: B018
                self.assertEqual(self.env.cr.sql_log_count - before, 1)

    def test_rates_of_all_days_are_one_query(self):
        abroad = self._use_foreign_pricelist(rate=2.0)
        orders = self._order(price=None, pricelist_id=abroad.id)
        orders += self._order(price=None, pricelist_id=abroad.id, date_order=datetime(2025, 5, 1))
        facts = self.env["order.gate"]._get_facts(orders)
        facts["price_book"], facts.orders  # noqa: B018 - loaded by whatever asks first
        before = self.env.cr.sql_log_count
        prices = [price.price for price in facts["day_price"].values()]
        self.assertEqual(self.env.cr.sql_log_count - before, 1)
        self.assertEqual(prices, orders.order_line.mapped("price_unit"), "as Odoo converts them")

    def test_check_that_is_not_in_use_loads_nothing(self):
        orders = self._create_orders(1)
        facts = self.env["order.gate"]._get_facts(orders)
        self.checks["quantity_step"]._find(facts)
        self.assertEqual(set(facts._sources) & set(SOURCES), {"product_terms"})
