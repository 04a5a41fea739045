from odoo.tests import tagged

from .common import DeskCase

KINDS = ("address_new", "address_incomplete", "route_missing", "date_infeasible")
STOCK = ("scarce", "shortage")
SOURCES = ("known", "places", "routes", "workdays", *STOCK)


@tagged("post_install", "-at_install")
class TestPlaceQueries(DeskCase):
    """What the rules about place, date and stock read: one query a source for any batch."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orders = cls.env["sale.order"].union(
            *(cls._create_order(client_order_ref=str(number)) for number in range(12))
        )
        # each rule finds something on each order
        place = cls._create_customer("Lager", type="delivery", street="A 1", country_id=False)
        cls.orders.write({"partner_shipping_id": place.id, "requested_date": "2020-01-01"})
        cls.orders[:6].write({"ship_to_request": "Huber, Hauptstraße 33, 8010 Graz"})
        cls.orders.order_line.product_uom_qty = 1999

    def _count(self, orders):
        self.env.flush_all()
        self.env["order.gate"]._get_blockers(orders)
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        blockers = self.env["order.gate"]._get_blockers(orders)
        return self.env.cr.sql_log_count - before, blockers

    def test_one_order_costs_the_same_as_many_and_at_most_five_more(self):
        self._create_checklist("stock_short")
        least, _blockers = self._count(self.orders[0])
        self._create_checklist(*KINDS)
        one, _blockers = self._count(self.orders[0])
        many, blockers = self._count(self.orders)
        self.assertEqual(one, many)
        self.assertEqual(one - least, len(set(SOURCES) - set(STOCK)))
        found = {(blocker.order_id, blocker.finding.check.kind) for blocker in blockers}
        self.assertEqual(len({order_id for order_id, kind in found if kind == "address_new"}), 12)
        self.assertEqual(
            {kind for _order_id, kind in found},
            {"address_new", "address_incomplete", "date_infeasible", "stock_short"},
        )

    def test_nothing_is_read_that_no_check_asks_for(self):
        loaded = []
        for source in SOURCES:
            name = f"_load_{source}"
            self.patch(
                self.registry["order.check"], name, lambda *_, name=name: loaded.append(name) or {}
            )
        self._create_checklist("customer_reference", "pricelist_price")
        self.env["order.gate"]._get_blockers(self.orders)
        self.assertEqual(loaded, [])

    def test_each_source_is_one_query(self):
        for orders in (self.orders[0], self.orders):
            facts = self.env["order.gate"]._get_facts(orders)
            self.assertTrue(facts.orders and facts.lines)
            for source in SOURCES:
                with self.assertQueryCount(1):
                    facts[source]
