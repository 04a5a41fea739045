import csv
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

from odoo.tests import TransactionCase, tagged

from ..demo import keys, loader, northwind, quotations
from ..demo.days import SHIPPED, Calendar
from .northwind_customer import NorthwindCustomer
from .northwind_places import NorthwindPlaces
from .northwind_prices import NorthwindPrices
from .northwind_rest import NorthwindRest

TODAY = date(2024, 5, 7)


def read_rows(file):
    with open(northwind.FOLDER / file, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@tagged("post_install", "-at_install")
class TestNorthwindRules(
    NorthwindCustomer, NorthwindPlaces, NorthwindPrices, NorthwindRest, TransactionCase
):
    """What the rules find on Northwind's 830 orders, against the files counted by hand.

    Nothing of the loader is used to say what must come out: the files are read with csv alone.
    The price of the day is the list price, or up to 4 April 1997 the price that most order lines
    of that product have up to that day.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = keys.quiet(cls.env)
        cls.data = northwind.read()
        calendar = Calendar.ending(cls.data, TODAY)
        world = loader._load_world(env, cls.data, calendar)
        orders = quotations.load_quotations(
            env, cls.data, calendar, world, cls.data.orders, lambda: None
        )
        cls.orders = env["sale.order"].union(*orders.values())
        cls.old_prices = env["product.pricelist.item"].union(
            *keys.find(env, "product.pricelist.item", "old_price").values()
        )
        cls.checklist = env["order.checklist"].create({"name": "Northwind", "mode": "observe"})

        cls.customers = {row["customerID"]: row for row in read_rows("customers.csv")}
        cls.headers = sorted(
            read_rows("orders.csv"), key=lambda row: (row["orderDate"], int(row["orderID"]))
        )
        cls.dates = {row["orderID"]: row["orderDate"] for row in cls.headers}
        cls.products = {row["productID"]: row for row in read_rows("products.csv")}
        cls.rows = read_rows("order_details.csv")
        seen = defaultdict(Counter)
        for row in cls.rows:
            if cls.dates[row["orderID"]] <= "1997-04-04":
                seen[row["productID"]][row["unitPrice"]] += 1
        cls.old = {product: prices.most_common(1)[0][0] for product, prices in seen.items()}

    def create_check(self, kind, **values):
        place = {"checklist_id": self.checklist.id, "gate": "confirm"}
        return self.env["order.check"].create({"name": kind, "kind": kind, **place, **values})

    def find(self, kind):
        """Return {(order number, product number)} of the lines that our rule finds."""
        evaluation = self.create_check(kind)._find(self.orders)
        self.assertFalse(evaluation.errors)
        lines = self.env["sale.order.line"].browse([f.line_id for f in evaluation.findings])
        return [(line.order_id.client_order_ref, line.product_id.default_code) for line in lines]

    def assert_found(self, kind, rows, lines, orders):
        expected = {(row["orderID"], row["productID"]) for row in rows}
        self.assertEqual(
            (len(expected), len({order for order, _product in expected})), (lines, orders)
        )
        found = self.find(kind)
        self.assertEqual(len(found), lines)
        self.assertEqual(set(found), expected)

    def test_every_order_is_a_quotation_with_its_lines(self):
        self.assertEqual(len(self.orders), 830)
        self.assertEqual(len(self.orders.order_line), 2155)
        self.assertEqual(set(self.orders.mapped("state")), {"draft"})
        net, lines = Counter(), Counter(row["orderID"] for row in self.rows)
        for row in self.rows:
            price = Decimal(row["unitPrice"]) * (1 - Decimal(row["discount"]))
            net[row["orderID"]] += price * int(row["quantity"])
        for order in self.orders:
            number = order.client_order_ref
            allowed = 0.005 * lines[number] + 1e-6  # Odoo rounds each line to cents
            self.assertAlmostEqual(order.amount_total, float(net[number]), delta=allowed)

    def test_three_lines_are_not_at_the_price_of_their_day(self):
        rows = [
            row
            for row in self.rows
            if row["unitPrice"]
            != (
                self.old[row["productID"]]
                if self.dates[row["orderID"]] <= "1997-04-04"
                else self.products[row["productID"]]["unitPrice"]
            )
        ]
        self.assertEqual({row["orderID"] for row in rows}, {"10248"})
        self.assert_found("pricelist_price", rows, 3, 1)

    def test_without_the_dated_prices_old_orders_are_all_stale(self):
        self.old_prices.unlink()
        rows = [
            row
            for row in self.rows
            if row["unitPrice"] != self.products[row["productID"]]["unitPrice"]
        ]
        self.assert_found("pricelist_price", rows, 658, 250)

    def test_lines_of_discontinued_products(self):
        rows = [row for row in self.rows if self.products[row["productID"]]["discontinued"] == "1"]
        self.assert_found("product_unavailable", rows, 228, 207)

    def test_late_deliveries_are_those_of_the_files(self):
        """Shipped after the required day: 37 orders from one day on, 15 from seven."""
        late = {
            row["orderID"]: (
                date.fromisoformat(row["shippedDate"]) - date.fromisoformat(row["requiredDate"])
            ).days
            for row in read_rows("orders.csv")
            if row["shippedDate"]
        }
        self._ship_on_their_days()
        case_type = self.env.ref("order_specialist.order_case_type_late")
        for days, number in ((1, 37), (7, 15)):
            case_type.detection_days = days
            suspects = self.env["order.detector"]._detect(
                case_type, self.env.company, date(1990, 1, 1)
            )
            found = {
                self.env["sale.order"].browse(s.order_id).client_order_ref: s.days for s in suspects
            }
            expected = {order: over for order, over in late.items() if over >= days}
            self.assertEqual(found, expected)
            self.assertEqual(len(found), number)

    def _ship_on_their_days(self):
        """Give each shipped order a done delivery on its day, as rows of the table."""
        calendar = Calendar.ending(self.data, TODAY)
        days = {
            row["orderID"]: calendar.at(date.fromisoformat(row["shippedDate"]), SHIPPED)
            for row in read_rows("orders.csv")
            if row["shippedDate"]
        }
        stock = self.env.ref("stock.stock_location_stock")
        customers = self.env.ref("stock.stock_location_customers")
        moves = self.env["stock.move"].create(
            [
                {
                    "product_id": order.order_line[0].product_id.id,
                    "product_uom_qty": 1,
                    "location_id": stock.id,
                    "location_dest_id": customers.id,
                    "sale_line_id": order.order_line[0].id,
                }
                for order in self.orders
                if order.client_order_ref in days
            ]
        )
        self.env.flush_all()
        for move in moves:
            self.env.cr.execute(
                "UPDATE stock_move SET state = 'done', date = %s WHERE id = %s",
                [days[move.sale_line_id.order_id.client_order_ref], move.id],
            )
        self.env.invalidate_all()
