"""What the rules about the customer must find on Northwind's orders, counted from the files."""

from collections import Counter, defaultdict
from decimal import Decimal


class NorthwindCustomer:
    """Mixed into the class that has the 830 orders loaded, to share the seconds that this takes."""

    def get_quantities(self):
        """Return ``{order number: {product number: quantity}}``."""
        quantities = defaultdict(Counter)
        for row in self.rows:
            quantities[row["orderID"]][row["productID"]] += int(row["quantity"])
        return quantities

    def get_totals(self):
        """Return ``{order number: what it comes to}``, to the hundredth of a cent."""
        totals = Counter()
        for row in self.rows:
            price = Decimal(row["unitPrice"]) * (1 - Decimal(row["discount"]))
            totals[row["orderID"]] += price * int(row["quantity"])
        return totals

    def write_numbers(self, columns, values):
        """Write columns of the orders by SQL: ``{order number: values}``."""
        ids = {order.client_order_ref: order.id for order in self.orders}
        names = ["id", *columns]
        self.env.cr.execute_values(
            f"UPDATE sale_order o SET {', '.join(f'{name} = v.{name}' for name in columns)}"
            f" FROM (VALUES %s) v({', '.join(names)}) WHERE o.id = v.id",
            [(ids[number], *row) for number, row in values.items()],
        )
        self.env.invalidate_all()

    def find_on_orders(self, kind, **values):
        """Return the findings of a rule as ``[(order number, finding)]``."""
        numbers = {order.id: order.client_order_ref for order in self.orders}
        evaluation = self.create_check(kind, **values)._find(self.orders)
        self.assertFalse(evaluation.errors)
        return [(numbers[finding.order_id], finding) for finding in evaluation.findings]

    def test_totals_that_customers_state(self):
        """All state what the files say; those in France count a line, a piece or 10.00 too many."""
        quantities, totals = self.get_quantities(), self.get_totals()
        french = {key for key, row in self.customers.items() if row["country"] == "France"}
        stated, expected = {}, []
        for row in self.headers:
            number = row["orderID"]
            lines, pieces = len(quantities[number]), sum(quantities[number].values())
            wrong = int(number) % 3 if row["customerID"] in french else None
            stated[number] = (
                lines + (wrong == 0),
                float(pieces + (wrong == 1)),
                float(totals[number]) + 10.0 * (wrong == 2),
            )
            if wrong is not None:
                expected.append((number, ("lines", "quantity", "amount")[wrong]))
        self.write_numbers(("control_lines", "control_quantity", "control_amount"), stated)
        # Odoo rounds each line to cents
        found = self.find_on_orders("control_total", total_tolerance=0.2)
        self.assertEqual(
            sorted((number, finding.key.partition(":")[0]) for number, finding in found),
            sorted(expected),
        )
        self.assertEqual(len(expected), 77)

    def test_orders_of_one_number(self):
        """Each customer numbers his orders by the month: which of them look like sent twice."""
        quantities, expected = self.get_quantities(), {}
        number = {
            row["orderID"]: f"PO {row['customerID']}-{row['orderDate'][:7]}" for row in self.headers
        }
        by_number = defaultdict(list)
        for order in sorted(number, key=int):
            by_number[number[order]].append(order)
        for orders in by_number.values():
            for place, order in enumerate(orders):
                for other in orders[:place]:
                    expected[order, other] = self.compare(quantities[order], quantities[other])
        names = {order.name: order.client_order_ref for order in self.orders}
        ids = {order.client_order_ref: order.id for order in self.orders}
        self.assertEqual(sorted(ids, key=int), sorted(ids, key=ids.get))
        found = self.find_renumbered(number)
        self.assertEqual(
            {pair: how for pair, how in found.items() if how != "other"},
            {pair: how for pair, how in expected.items() if how != "other"},
        )
        self.assertEqual(found, expected)
        self.assertEqual(len(names), 830)

    def find_renumbered(self, number):
        """Return ``{(order number, other's): how they are alike}`` with other customer numbers."""
        numbers = {order.id: order.client_order_ref for order in self.orders}
        self.write_numbers(("client_order_ref",), {key: (text,) for key, text in number.items()})
        check = self.create_check("duplicate_order")
        return {
            (numbers[f.order_id], numbers[f.figures["other_id"]]): f.figures["how"]
            for f in check._find(self.orders).findings
        }

    @staticmethod
    def compare(mine, his):
        """Return how two orders are alike, from their quantities by product."""
        same = sum(min(mine[product], his[product]) for product in mine)
        if Decimal(same) / max(sum(mine.values()), sum(his.values())) >= Decimal("0.8"):
            return "lines"
        return "some" if any(mine[product] == his.get(product) for product in mine) else "other"

    def test_orders_beyond_a_limit_for_each(self):
        """With a limit of 1,500.10 for every customer: the orders that are dearer by themselves."""
        self.orders.company_id.account_use_credit_limit = True
        self.orders.partner_id.commercial_partner_id.credit_limit = 1500.10
        totals = self.get_totals()
        expected = {number for number, total in totals.items() if total > Decimal("1500.10")}
        found = self.find_on_orders("credit_limit")
        self.assertEqual({number for number, _finding in found}, expected)
        for number, finding in found:
            over = finding.figures["over"]
            self.assertAlmostEqual(over, float(totals[number]) - 1500.10, delta=0.15)
        self.assertEqual(len(found), len(expected))

    def test_nothing_else_is_wrong_with_the_customers(self):
        """No number is missing or repeated, nobody is blocked, overdue, or on other terms."""
        self.orders.partner_id.order_reference_required = True
        for kind in (
            "customer_reference",
            "duplicate_order",
            "customer_blocked",
            "customer_terms",
            "vat_invalid",
            "control_total",
            "overdue_invoices",
        ):
            self.assertEqual(self.find_on_orders(kind), [], kind)
