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


def spell(row, *columns):
    """Return the values of ``columns`` without accents, case and punctuation."""
    texts = (unicodedata.normalize("NFD", row[column]).lower() for column in columns)
    return [
        " ".join(re.sub("[^a-z0-9]", "", word) for word in text.split() if word) for text in texts
    ]
