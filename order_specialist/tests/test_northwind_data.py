import csv
import shutil
import tempfile
from datetime import date, datetime, time
from pathlib import Path

from odoo.tests import BaseCase, freeze_time, tagged

from ..demo import inbox, northwind
from ..demo.days import SHIPPED, Calendar
from ..demo.prices import OLD_UNTIL, old_prices
from ..demo.table import DataError


@tagged("post_install", "-at_install")
class TestNorthwindData(BaseCase):
    """The files as they are, and what the loader says of files that are broken."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.data = northwind.read()

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for file in northwind.FOLDER.glob("*.csv"):
            shutil.copy(file, self.folder)

    def change(self, file, old, new):
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def assert_faults(self, *messages):
        with self.assertRaises(DataError) as caught:
            northwind.read(self.folder)
        self.assertEqual([str(fault) for fault in caught.exception.faults], list(messages))

    def test_files_hold_all_of_northwind(self):
        self.assertEqual(len(self.data.orders), 830)
        self.assertEqual(sum(len(lines) for lines in self.data.lines.values()), 2155)
        self.assertEqual(len(self.data.customers), 91)
        self.assertEqual(len(self.data.products), 77)
        self.assertEqual(len(self.data.unshipped()), 21)
        self.assertEqual(len(self.data.shipped()), 809)

    def test_last_shipped_orders_are_the_last_that_came_in(self):
        self.assertEqual(self.data.shipped(2), [11067, 11069])
        self.assertEqual(self.data.shipped(0), [])
        self.assertEqual(len(self.data.shipped(5000)), 809)

    def test_old_prices_cover_every_product(self):
        prices = old_prices(self.data)
        self.assertEqual(set(prices), set(self.data.products))
        with open(northwind.FOLDER / "orders.csv", encoding="utf-8") as stream:
            old = {
                row["orderID"]
                for row in csv.DictReader(stream)
                if row["orderDate"] <= OLD_UNTIL.isoformat()
            }
        with open(northwind.FOLDER / "order_details.csv", encoding="utf-8") as stream:
            rows = [row for row in csv.DictReader(stream) if row["orderID"] in old]
        for product, price in prices.items():
            seen = [row["unitPrice"] for row in rows if row["productID"] == str(product)]
            self.assertEqual(f"{price:.2f}", max(set(seen), key=seen.count))

    def test_equally_frequent_prices_are_decided_by_the_later_order(self):
        lines = self.data.lines | {
            10250: [self.data.lines[10250][0]._replace(product=1, price=7)],
            10251: [self.data.lines[10251][0]._replace(product=1, price=8)],
        }
        few = {key: self.data.orders[key] for key in (10250, 10251)}
        data = self.data._replace(orders=few, lines=lines)
        self.assertEqual(old_prices(data), {1: 8})

    def test_calendar_moves_every_day_alike(self):
        calendar = Calendar.ending(self.data, date(2024, 5, 7))
        self.assertEqual(calendar.day(date(1998, 5, 6)), date(2024, 5, 6))
        self.assertEqual(calendar.day(date(1998, 5, 1)), date(2024, 5, 1))
        self.assertEqual(str(calendar.at(date(1998, 5, 1), SHIPPED)), "2024-05-01 14:00:00")

    def test_nothing_of_this_morning_is_still_to_come(self):
        calendar = Calendar.ending(self.data, date(2024, 5, 7))
        with freeze_time("2024-05-07 07:30:00"):
            self.assertEqual(calendar.this_morning(time(7, 5)), datetime(2024, 5, 7, 7, 5))
            self.assertEqual(calendar.this_morning(time(8, 10)), datetime(2024, 5, 7, 7, 30))
        with freeze_time("2024-05-06 07:30:00"):
            self.assertEqual(calendar.this_morning(time(8, 10)), datetime(2024, 5, 7, 8, 10))

    def test_unchanged_copy_is_read(self):
        self.assertEqual(northwind.read(self.folder), self.data)

    def test_broken_date_is_named(self):
        self.change("orders.csv", "1996-07-16", "1996-13-16")
        self.assert_faults(
            "orders.csv, line 2, column shippedDate: '1996-13-16' is not a date (YYYY-MM-DD)"
        )

    def test_broken_number_is_named(self):
        self.change("order_details.csv", "10248,42,9.80,10,0", "10248,42,9.80,ten,0")
        self.assert_faults(
            "order_details.csv, line 3, column quantity: 'ten' is not a whole number"
        )

    def test_broken_price_and_discount_are_named_together(self):
        self.change("order_details.csv", "10248,42,9.80,10,0", "10248,42,-9.80,10,1.5")
        self.assert_faults(
            "order_details.csv, line 3, column unitPrice: '-9.80' is negative",
            "order_details.csv, line 3, column discount: '1.5' is not between 0 and 1",
        )

    def test_missing_value_is_named(self):
        self.change("customers.csv", "ALFKI,Alfreds Futterkiste,", "ALFKI,,")
        self.assert_faults("customers.csv, line 2, column companyName: is empty")

    def test_missing_cell_is_named(self):
        self.change("products.csv", "1,Chai,1,1,", "1,Chai,1,")
        self.assert_faults("products.csv, line 2: 9 values where 10 are expected")

    def test_unknown_customer_is_named(self):
        self.change("orders.csv", "10248,VINET", "10248,NOONE")
        self.assert_faults("orders.csv, line 2, column customerID: NOONE is not in customers.csv")

    def test_unknown_product_and_order_are_named(self):
        self.change("order_details.csv", "10248,42,", "99999,142,")
        self.assert_faults(
            "order_details.csv, line 3, column orderID: 99999 is not in orders.csv",
            "order_details.csv, line 3, column productID: 142 is not in products.csv",
        )

    def test_order_twice_is_named(self):
        self.change("orders.csv", "10249,TOMSP", "10248,TOMSP")
        self.change("order_details.csv", "10249,14,18.60", "10248,14,18.60")
        self.change("order_details.csv", "10249,51,42.40", "10248,51,42.40")
        self.assert_faults("orders.csv, line 3, column orderID: 10248 is already on line 2")

    def test_product_twice_in_an_order_is_named(self):
        self.change("order_details.csv", "10248,42,9.80", "10248,11,9.80")
        self.assert_faults(
            "order_details.csv, line 3, column orderID, productID: 10248, 11 is already on line 2"
        )

    def test_shipping_before_ordering_is_named(self):
        self.change("orders.csv", "1996-07-16", "1996-07-01")
        self.assert_faults("orders.csv, line 2, column shippedDate: is before the order's date")

    def test_order_without_lines_is_named(self):
        self.change("orders.csv", "10248,VINET", "10247,VINET")
        self.change("order_details.csv", "10248,11,", "10249,11,")
        self.change("order_details.csv", "10248,42,", "10249,42,")
        self.change("order_details.csv", "10248,72,", "10249,72,")
        self.assert_faults(
            "orders.csv, line 2, column orderID: 10247 has no row in order_details.csv"
        )

    def test_other_columns_are_refused(self):
        self.change("shippers.csv", "shipperID,companyName,phone", "shipperID,name,phone")
        self.assert_faults(
            "shippers.csv, line 1: the columns must be shipperID,companyName,phone, "
            "found shipperID,name,phone"
        )

    def test_other_encoding_is_refused_and_its_line_named(self):
        (self.folder / "categories.csv").write_bytes(
            "categoryID,categoryName,description\n1,Tea,\n2,Café,\n".encode("latin-1")
        )
        self.assert_faults(
            "categories.csv, line 3: is not UTF-8 text (invalid continuation byte)",
        )

    def test_mark_that_excel_writes_before_the_text_is_no_fault(self):
        path = self.folder / "categories.csv"
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        self.assertEqual(northwind.read(self.folder), self.data)

    def test_quote_that_is_not_closed_is_named_where_it_opens(self):
        self.change("shippers.csv", "2,United Package", '2,"United Package')
        self.assert_faults("shippers.csv, line 3: is not a row of CSV (unexpected end of data)")

    def test_empty_file_is_named(self):
        (self.folder / "shippers.csv").write_text("")
        self.assert_faults(
            "shippers.csv, line 1: the columns must be shipperID,companyName,phone, found none"
        )

    def test_file_without_rows_is_named(self):
        (self.folder / "shippers.csv").write_text("shipperID,companyName,phone\n")
        self.assert_faults("shippers.csv: has no rows")

    def test_number_that_odoo_could_not_keep_is_named(self):
        self.change("order_details.csv", "10248,42,9.80,10,0", "10248,42,1e99999,98765432109,0")
        self.assert_faults(
            "order_details.csv, line 3, column unitPrice: '1e99999' is too large",
            "order_details.csv, line 3, column quantity: '98765432109' is too large",
        )

    def test_date_out_of_all_calendars_is_named(self):
        self.change("orders.csv", "1996-08-01", "9999-12-31")
        self.change("orders.csv", "1996-07-05", "19960705")
        self.assert_faults(
            "orders.csv, line 2, column requiredDate: '9999-12-31' is not between 1900 and 2099",
            "orders.csv, line 3, column orderDate: '19960705' is not a date (YYYY-MM-DD)",
        )

    def test_character_that_is_no_text_is_named(self):
        self.change("shippers.csv", "United Package", "United\0Package")
        self.assert_faults(
            "shippers.csv, line 3, column companyName: holds a character that is no text"
        )

    def test_missing_file_is_named(self):
        (self.folder / "products.csv").unlink()
        self.assert_faults("products.csv: the file is missing")

    def test_row_after_a_value_of_two_lines_keeps_its_number(self):
        self.change("customers.csv", "Alfreds Futterkiste", '"Alfreds\nFutterkiste"')
        self.change("customers.csv", "ANATR,Ana Trujillo Emparedados y helados", "ANATR,")
        self.assert_faults("customers.csv, line 4, column companyName: is empty")

    def test_inbox_has_twelve_orders_with_a_story_each(self):
        mail = inbox.read(self.data)
        self.assertEqual(sorted(mail), list(range(1, 13)))
        self.assertTrue(all(rows[0].story.endswith(".") for rows in mail.values()))

    def test_broken_change_in_the_inbox_is_named(self):
        for broken, message in (
            ("61:40 48", "column changes: '61:40 48' is not a list of PRODUCT:QUANTITY"),
            ("61:0", "column changes: must be 1 or more"),
            ("61:40 99:5", "column changes: 99 is not in products.csv"),
        ):
            shutil.copy(inbox.FOLDER / "inbox.csv", self.folder)
            self.change("inbox.csv", "61:40 48:5", broken)
            with self.assertRaises(DataError) as caught:
                inbox.read(self.data, self.folder)
            self.assertIn(message, str(caught.exception))

    def test_broken_inbox_is_named(self):
        shutil.copy(inbox.FOLDER / "inbox.csv", self.folder)
        self.change("inbox.csv", "1,BERGS,phone,07:05,", "1,BERG,pigeon,07:05+02:00,")
        with self.assertRaises(DataError) as caught:
            inbox.read(self.data, self.folder)
        self.assertIn("line 2, column channel: 'pigeon' is not one of", str(caught.exception))
        self.assertIn("line 2, column received: '07:05+02:00' is not a time", str(caught.exception))
