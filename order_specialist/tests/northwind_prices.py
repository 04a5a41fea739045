"""What Northwind's customers ordered and at which discount, counted from the files by hand."""

from collections import defaultdict
from math import log
from statistics import median


class NorthwindPrices:
    """Mixed into the class that has the 830 orders loaded, to share the seconds that this takes."""

    def let_all_be_confirmed(self):
        """Make orders of the quotations, each on its day: what was before an order is history."""
        self.env.flush_all()
        ids = self.orders._ids
        self.env.cr.execute("UPDATE sale_order SET state = 'sale' WHERE id IN %s", [ids])
        self.env.cr.execute("UPDATE sale_order_line SET state = 'sale' WHERE order_id IN %s", [ids])
        self.env.invalidate_all()

    def count_unusual(self, least, factor):
        """Return ``(unusual, judged)`` sets of (order number, product number).

        The modified z-score of Iglewicz and Hoaglin (1993) of the logarithm of a quantity against
        those that the customer ordered of the product on earlier days,
        0.6745 × (x - median) / MAD, is beyond 3.5; with a MAD of 0 the factor decides.
        """
        customer = {row["orderID"]: row["customerID"] for row in self.headers}
        bought = defaultdict(list)
        for row in self.rows:
            pair = (customer[row["orderID"]], row["productID"])
            bought[pair].append((self.dates[row["orderID"]], log(int(row["quantity"])), row))
        unusual, judged = set(), set()
        for rows in bought.values():
            for day, quantity, row in rows:
                before = [other for date, other, _row in rows if date < day]
                if len(before) < least:
                    continue
                line = (row["orderID"], row["productID"])
                judged.add(line)
                middle = median(before)
                spread = median(abs(other - middle) for other in before)
                distance = abs(quantity - middle)
                beyond = distance > log(factor) + 1e-9
                if beyond and (not spread or 0.6745 * distance / spread > 3.5):
                    unusual.add(line)
        return unusual, judged

    def assert_unusual(self, least, factor, judged, unusual):
        expected, looked_at = self.count_unusual(least, factor)
        self.assertEqual((len(looked_at), len(expected)), (judged, unusual))
        check = self.create_check("quantity_unusual")
        # the orders are past its gate: it looks at each as it was on its day
        check.write({"recheck": True, "unusual_least": least, "unusual_factor": factor})
        evaluation = check._find(self.orders)
        self.assertFalse(evaluation.errors)
        lines = self.env["sale.order.line"].browse([f.line_id for f in evaluation.findings])
        found = [(line.order_id.client_order_ref, line.product_id.default_code) for line in lines]
        self.assertEqual((len(found), set(found)), (unusual, expected))
        return evaluation.findings

    def test_discounts_above_twenty_percent(self):
        rows = [row for row in self.rows if float(row["discount"]) > 0.20]
        self.assert_found("discount_limit", rows, 154, 72)

    def test_quantities_out_of_the_pattern_of_customer_and_product(self):
        self.assertEqual(self.find("quantity_unusual"), [], "quotations are no past")
        self.let_all_be_confirmed()
        self.assert_unusual(3, 1.0, 17, 6)
        self.assert_unusual(3, 2.0, 17, 5)
        findings = self.assert_unusual(2, 1.5, 100, 25)
        self.assertTrue(all(finding.amount for finding in findings))
