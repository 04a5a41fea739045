"""Where Northwind's orders go and what stock covers, counted from the files by hand."""

import re
import unicodedata
from collections import Counter, defaultdict
from difflib import SequenceMatcher

from ..demo import keys
from ..demo.customers import find_or_create_ship_to


class NorthwindPlaces:
    """Mixed into the class that has the 830 orders loaded, to share the seconds that this takes."""

    def count_strangers(self):
        """Return ``(first, near)``: order numbers, ``{number: the parts that differ}``.

        In order of date and number, each customer's first order to an address that is neither his
        main one nor was used before; near where street (twice), code and town are 80 % alike.
        """
        known, first, near = defaultdict(list), [], {}
        for row in self.customers.values():
            known[row["customerID"]].append(spell(row, "address", "postalCode", "city"))
        for row in self.headers:
            place = spell(row, "shipAddress", "shipPostalCode", "shipCity")
            his = known[row["customerID"]]
            if place not in his:
                first.append(row["orderID"])
                for other in his:
                    pairs = list(zip(place, other, strict=True))
                    ratios = [SequenceMatcher(None, a, b).ratio() for a, b in pairs]
                    if (2 * ratios[0] + ratios[1] + ratios[2]) / 4 >= 0.8:
                        near[row["orderID"]] = [f"{a} / {b}" for a, b in pairs if a != b]
                his.append(place)
        return first, near

    def send_where_the_customer_wanted(self):
        """Give each order the delivery contact that its row names."""
        customers = keys.find(self.env, "res.partner", "customer")
        numbers = {order.id: int(order.client_order_ref) for order in self.orders}
        wanted = {
            order_id: (customers[self.data.orders[number].customer], self.data.orders[number])
            for order_id, number in numbers.items()
        }
        pairs = [(key, place.id) for key, place in find_or_create_ship_to(self.env, wanted).items()]
        self.env.cr.execute_values(
            "UPDATE sale_order o SET partner_shipping_id = v.place FROM (VALUES %s) v(id, place)"
            " WHERE o.id = v.id",
            pairs,
        )
        self.orders.invalidate_recordset(["partner_shipping_id"])

    def take_turns(self):
        """Yield the first order of each customer, then each one's second, and so on."""
        by_number = {order.client_order_ref: order for order in self.orders}
        turns = defaultdict(lambda: self.orders.browse())
        counted = Counter()
        for row in self.headers:
            turns[counted[row["customerID"]]] |= by_number[row["orderID"]]
            counted[row["customerID"]] += 1
        return turns.values()

    def test_first_and_nearly_right_addresses(self):
        first, near = self.count_strangers()
        self.assertEqual((len(first), sorted(near)), (6, ["10254", "10366"]))
        self.send_where_the_customer_wanted()
        check = self.create_check("address_new")
        specialist = keys.find(self.env, "res.users", "user")["specialist"]
        known = self.env["order.known"].with_user(specialist)
        found, told = [], {}
        for orders in self.take_turns():
            for finding in check._find(orders).findings:
                number = orders.browse(finding.order_id).client_order_ref
                found.append(number)
                if finding.expected["near"]:
                    ((_contact, _text, told[number]),) = finding.expected["near"]
                known._remember(finding)
        self.assertEqual(sorted(found), sorted(first))
        self.assertEqual(
            told,
            {
                "10254": ["Hauptstr. 31 / 29"],
                "10366": ["8022 / 08022", "gastronómo / gastrónomo"],
            },
        )
        self.assertEqual(near, {"10254": ["hauptstr 31 / hauptstr 29"], "10366": ["8022 / 08022"]})

    # --- stock ------------------------------------------------------------------------------------

    def count_short(self):
        """Return ``{(order number, product number): missing}`` of the orders not shipped.

        What is in stock goes to the earliest required date, then to the older order.
        """
        left = {key: float(row["unitsInStock"]) for key, row in self.products.items()}
        due = {
            row["orderID"]: (row["requiredDate"], int(row["orderID"]))
            for row in self.headers
            if row["shippedDate"] in ("", "NULL")
        }
        short = {}
        rows = [row for row in self.rows if row["orderID"] in due]
        for row in sorted(rows, key=lambda row: due[row["orderID"]]):
            wanted, product = float(row["quantity"]), row["productID"]
            given = min(wanted, left[product])
            left[product] -= given
            if wanted > given:
                short[row["orderID"], product] = wanted - given
        return short

    def open_only_what_was_not_shipped(self):
        """Cancel the shipped orders, put what the file says into stock; return the open ones."""
        numbers = {row["orderID"] for row in self.headers if row["shippedDate"] in ("", "NULL")}
        waiting = self.orders.filtered(lambda order: order.client_order_ref in numbers)
        self.env.cr.execute(
            "UPDATE sale_order SET state = 'cancel' WHERE id IN %s", [(self.orders - waiting)._ids]
        )
        products = keys.find(self.env, "product.product", "product")
        warehouse = waiting.warehouse_id
        warehouse.ensure_one()
        self.env["stock.quant"].sudo().create(
            [
                {
                    "product_id": product.id,
                    "location_id": warehouse.lot_stock_id.id,
                    "quantity": float(self.products[key]["unitsInStock"]),
                }
                for key, product in products.items()
            ]
        )
        return waiting

    def get_found(self, kind, orders):
        """Return ``{(order number, product number): finding}``."""
        found = self.create_check(kind)._find(orders).findings
        lines = {line.id: line for line in orders.order_line}
        return {
            (
                lines[f.line_id].order_id.client_order_ref,
                lines[f.line_id].product_id.default_code,
            ): f
            for f in found
        }

    def test_what_all_open_orders_together_run_short_of(self):
        short = self.count_short()
        self.assertEqual(
            sum(short[order, "60"] for order in ("11058", "11059", "11061", "11077")), 54
        )
        waiting = self.open_only_what_was_not_shipped()
        self.assertEqual(len(waiting), 21)
        found = self.get_found("stock_short", waiting)
        self.assertEqual({key: finding.actual[1] for key, finding in found.items()}, short)
        self.assertEqual({finding.severity for finding in found.values()}, {"info"})

        # discontinued: stops with what is missing, is told while stock covers the line
        unavailable = self.get_found("product_unavailable", waiting)
        discontinued = {
            (row["orderID"], row["productID"])
            for row in self.rows
            if self.products[row["productID"]]["discontinued"] == "1"
            and row["orderID"] in set(waiting.mapped("client_order_ref"))
        }
        self.assertEqual(set(unavailable), discontinued)
        stopped = {
            key: finding.actual - finding.expected
            for key, finding in unavailable.items()
            if finding.severity is None
        }
        self.assertEqual(stopped, {key: short[key] for key in discontinued if key in short})
        self.assertTrue(stopped)
        self.assertLess(len(stopped), len(discontinued))


def spell(row, *columns):
    """Return the values of ``columns`` without accents, case and punctuation."""
    texts = (unicodedata.normalize("NFD", row[column]).lower() for column in columns)
    return [
        " ".join(re.sub("[^a-z0-9]", "", word) for word in text.split() if word) for text in texts
    ]
