"""What the rules about terms, prices, units, places and days find on Northwind's orders, counted by
hand from the files; where the files have no such fault, some orders get it first."""

import math
import re
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from inspect import getsource
from unittest.mock import patch

from freezegun import freeze_time

from odoo.fields import Command
from odoo.sql_db import Cursor

from ..demo import keys

TODAY = date(2024, 5, 7)


class NorthwindRest:
    """Mixed into the class that has the 830 orders loaded, to share the seconds that this takes."""

    def find_lines(self, kind, **values):
        """Return ``{(order number, product number): finding}`` of a rule with some settings."""
        names = {line.id: line.product_id.default_code for line in self.orders.order_line}
        found = [
            ((number, names[finding.line_id]), finding)
            for number, finding in self.find_on_orders(kind, recheck=True, **values)
        ]
        self.assertEqual(len(dict(found)), len(found))
        self.assertTrue(all(finding.amount for _key, finding in found), "nothing is at stake?")
        return dict(found)

    def get_orders_of(self, country):
        """Return the numbers of the orders of customers in a country."""
        codes = {key for key, row in self.customers.items() if row["country"] == country}
        return sorted(row["orderID"] for row in self.headers if row["customerID"] in codes)

    def get_customers(self, country):
        """Return the customers of a country as they were loaded."""
        partners = keys.find(self.env, "res.partner", "customer")
        codes = [key for key, row in self.customers.items() if row["country"] == country]
        return self.env["res.partner"].union(*(partners[code] for code in codes))

    def assert_orders(self, found, expected):
        self.assertEqual(sorted(number for number, _finding in found), sorted(expected))
        self.assertTrue(expected)

    def get_pairs(self):
        """Return ``{(customer, product): rows}``, the earliest first."""
        pairs = defaultdict(list)
        by_order = defaultdict(list)
        for row in self.rows:
            by_order[row["orderID"]].append(row)
        for header in self.headers:
            for row in by_order[header["orderID"]]:
                pairs[header["customerID"], row["productID"]].append(row)
        return pairs

    # --- who orders, and on what terms ------------------------------------------------------------

    def test_customers_with_a_fault_are_found_with_all_their_orders(self):
        self.get_customers("Germany").write(
            {"order_blocked": True, "order_block_reason": "Paid nothing"}
        )
        found = self.find_on_orders("customer_blocked")
        self.assert_orders(found, self.get_orders_of("Germany"))
        totals = self.get_totals()
        for number, finding in found:
            self.assertAlmostEqual(finding.amount, float(totals[number]), delta=0.2)

        self.get_customers("Austria").write({"vat": "ATU12345678"})
        self.get_customers("Switzerland").write({"vat": "CHE-123.456.788 TVA"})
        self.assert_orders(self.find_on_orders("vat_invalid"), self.get_orders_of("Austria"))

        numbers = self.get_orders_of("UK")
        self.get_customers("UK").order_reference_required = True
        self.get_customers("Spain").order_reference_required = True
        ids = {order.id: order.client_order_ref for order in self.orders}
        self.write_numbers(("client_order_ref",), dict.fromkeys(numbers, ("n/a",)))
        found = self.create_check("customer_reference")._find(self.orders).findings
        self.assertEqual(sorted(ids[finding.order_id] for finding in found), numbers)
        self.assertTrue(all(finding.amount > 0 for finding in found))

    def test_terms_that_are_not_the_customers_own(self):
        """The orders that employee 5 took are on other payment terms than all customers have."""
        term = self.env["account.payment.term"].create({"name": "Some day"})
        expected = [row["orderID"] for row in self.headers if row["employeeID"] == "5"]
        self.write_numbers(("payment_term_id",), dict.fromkeys(expected, (term.id,)))
        found = self.find_on_orders("customer_terms")
        self.assert_orders(found, expected)
        self.assertEqual({finding.actual for _number, finding in found}, {"Some day"})

    def test_invoices_that_are_overdue(self):
        """One customer owes an invoice for a day more than he may, one for a day less."""
        partners = keys.find(self.env, "res.partner", "customer")
        for code, days in (("ALFKI", 16), ("BONAP", 15)):
            day = date.today() - timedelta(days=days)
            line = {"name": "Goods", "price_unit": 100.0, "tax_ids": [Command.clear()]}
            self.env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "partner_id": partners[code].id,
                    "invoice_date": day,
                    "invoice_date_due": day,
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [Command.create(line)],
                }
            ).action_post()
        expected = [row["orderID"] for row in self.headers if row["customerID"] == "ALFKI"]
        self.assert_orders(self.find_on_orders("overdue_invoices", overdue_days=15), expected)

    # --- prices -----------------------------------------------------------------------------------

    def test_prices_that_differ_from_the_last_one(self):
        """Net, per customer and product, against his latest order line of an earlier day."""
        expected = {}
        for rows in self.get_pairs().values():
            for place, row in enumerate(rows):
                day = self.dates[row["orderID"]]
                before = [r for r in rows[:place] if self.dates[r["orderID"]] < day]
                if before:
                    now, last = get_net(row), get_net(before[-1])
                    if abs(now - last) > last * Decimal("0.05"):
                        expected[row["orderID"], row["productID"]] = (last, now)
        self.assertEqual(self.find_lines("last_price"), {}, "quotations are no past")
        self.let_all_be_confirmed()
        found = self.find_lines("last_price")
        self.assertEqual(set(found), set(expected))
        for key, (last, now) in expected.items():
            self.assertAlmostEqual(found[key].expected, float(last), places=4)
            self.assertAlmostEqual(found[key].actual, float(now), places=4)

    def test_lines_without_a_price(self):
        """None in the files; every fiftieth order is given away, with the price of its day told."""
        self.assertEqual(self.find_lines("price_not_positive"), {})
        given = [row for row in self.rows if int(row["orderID"]) % 50 == 0]
        for order in self.orders:
            if int(order.client_order_ref) % 50 == 0:
                order.order_line.price_unit = 0.0
        found = self.find_lines("price_not_positive")
        expected = {
            (row["orderID"], row["productID"]): float(
                self.old[row["productID"]]
                if self.dates[row["orderID"]] <= "1997-04-04"
                else self.products[row["productID"]]["unitPrice"]
            )
            for row in given
        }
        self.assertEqual({key: finding.expected for key, finding in found.items()}, expected)

    def test_lines_sold_below_cost(self):
        """Each product costs nine tenths of its list price: what is sold net below that."""
        costs = {key: round(float(row["unitPrice"]) * 0.9, 2) for key, row in self.products.items()}
        for key, product in keys.find(self.env, "product.product", "product").items():
            product.standard_price = costs[key]
        expected = {
            (row["orderID"], row["productID"]): (float(net) - cost) * int(row["quantity"])
            for row in self.rows
            for net, cost in [(get_net(row), costs[row["productID"]])]
            if cost - float(net) > 1e-6
        }
        found = self.find_lines("margin_floor")
        self.assertEqual(set(found), set(expected))
        for key, amount in expected.items():
            self.assertAlmostEqual(found[key].amount, amount, places=4)

    def test_lines_without_the_tax_of_their_product(self):
        """No line of the files has a tax; beverages shall have one."""
        self.assertEqual(self.find_lines("tax_mismatch"), {})
        tax = self.env["account.tax"].create({"name": "Drinks", "amount": 10.0})
        drinks = {key for key, row in self.products.items() if row["categoryID"] == "1"}
        products = keys.find(self.env, "product.product", "product")
        for key in drinks:
            products[key].taxes_id = tax
        found = self.find_lines("tax_mismatch")
        expected = {(r["orderID"], r["productID"]) for r in self.rows if r["productID"] in drinks}
        self.assertEqual(set(found), expected)

    def test_orders_below_the_least_order(self):
        expected = {
            number: total - 100 for number, total in self.get_totals().items() if total < 100
        }
        found = self.find_on_orders("order_minimum", min_order_amount=100.0)
        self.assert_orders(found, expected)
        for number, finding in found:
            self.assertAlmostEqual(finding.amount, float(expected[number]), delta=0.05)

    # --- quantities -------------------------------------------------------------------------------

    def test_last_lines_in_an_unusual_unit(self):
        """The last line of each customer and product is in dozens: three in units were before."""
        self.let_all_be_confirmed()
        self.assertEqual(self.find_lines("unit_unusual"), {})
        changed, expected = set(), set()
        for rows in self.get_pairs().values():
            last = rows[-1]["orderID"], rows[-1]["productID"]
            earlier = [r for r in rows if self.dates[r["orderID"]] < self.dates[last[0]]]
            changed.add(last)
            if len(earlier) >= 3:
                expected.add(last)
        ids = [
            line.id
            for line in self.orders.order_line
            if (line.order_id.client_order_ref, line.product_id.default_code) in changed
        ]
        dozen = self.env.ref("uom.product_uom_dozen")
        self.env.cr.execute(
            "UPDATE sale_order_line SET product_uom_id = %s WHERE id = ANY(%s)", [dozen.id, ids]
        )
        self.env.invalidate_all()
        found = self.find_lines("unit_unusual")
        self.assertEqual(set(found), expected)
        self.assertTrue(expected)

    def test_quantities_that_are_no_whole_packs(self):
        """ "24 - 12 oz bottles" is a pack of 24, "10 boxes x 20 bags" one of 10."""
        packs = {
            key: int(re.match(r"\d*", row["quantityPerUnit"])[0] or 1)
            for key, row in self.products.items()
        }
        for key, product in keys.find(self.env, "product.product", "product").items():
            product.order_step_qty = packs[key]
        expected = {
            (row["orderID"], row["productID"]): math.ceil(quantity / pack) * pack
            for row in self.rows
            for quantity, pack in [(int(row["quantity"]), packs[row["productID"]])]
            if quantity % pack
        }
        found = self.find_lines("quantity_step")
        self.assertEqual({key: finding.expected for key, finding in found.items()}, expected)

    def test_lines_that_are_there_twice(self):
        """None in the files; every fortieth order repeats its first line."""
        self.assertEqual(self.find_lines("line_repeated"), {})
        first = {}
        for row in self.rows:
            if int(row["orderID"]) % 40 == 0:
                first.setdefault(row["orderID"], row["productID"])
        for order in self.orders:
            if order.client_order_ref in first:
                line = order.order_line.sorted("sequence")[0]
                line.copy({"order_id": order.id, "sequence": 99, "price_unit": line.price_unit})
        self.assertEqual(set(self.find_lines("line_repeated")), set(first.items()))

    def test_lines_that_a_filter_names(self):
        filters = {"found_model": "sale.order.line", "found_domain": "[('discount', '>', 20)]"}
        rows = [row for row in self.rows if float(row["discount"]) > 0.20]
        found = self.find_lines("domain", **filters)
        self.assertEqual(set(found), {(row["orderID"], row["productID"]) for row in rows})

    # --- places and days --------------------------------------------------------------------------

    def test_addresses_that_lack_what_their_country_has(self):
        """What a country has is Odoo's to say, what an address says the file's."""
        self.send_where_the_customer_wanted()
        names = {"USA": "United States", "UK": "United Kingdom"}
        countries = {
            country.name: country
            for country in self.env["res.country"].search([("code", "!=", False)])
        }
        expected = {}
        for row in self.headers:
            country = countries[names.get(row["shipCountry"], row["shipCountry"])]
            has_code = country.zip_required and "%(zip)s" in country.address_format
            missing = ["zip"] if has_code and not row["shipPostalCode"] else []
            if country.state_required and not row["shipRegion"]:
                missing.append("state")
            if missing:
                expected[row["orderID"]] = missing
        found = self.find_on_orders("address_incomplete")
        self.assertEqual({number: finding.actual for number, finding in found}, expected)
        totals = self.get_totals()
        for number, finding in found:
            self.assertAlmostEqual(finding.amount, float(totals[number]), delta=0.2)
        self.assertTrue(expected)

    def test_what_no_route_brings(self):
        """The warehouse delivers no more; another route still brings seafood."""
        self.assertEqual(self.find_lines("route_missing"), {})
        warehouse = self.orders.warehouse_id
        warehouse.delivery_route_id.rule_ids.active = False
        route = self.env["stock.route"].create(
            {
                "name": "From the harbour",
                "product_categ_selectable": True,
                "rule_ids": [
                    Command.create(
                        {
                            "name": "Harbour",
                            "action": "pull",
                            "picking_type_id": warehouse.out_type_id.id,
                            "location_src_id": warehouse.lot_stock_id.id,
                            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                        }
                    )
                ],
            }
        )
        keys.find(self.env, "product.category", "category")["8"].route_ids = route
        expected = {
            (row["orderID"], row["productID"])
            for row in self.rows
            if self.products[row["productID"]]["categoryID"] != "8"
        }
        self.assertEqual(set(self.find_lines("route_missing")), expected)

    def test_days_that_cannot_be_kept(self):
        """Nothing is in stock or comes in: today is the first day, or a week later with lead."""
        shift = TODAY - timedelta(days=1) - max(map(date.fromisoformat, self.dates.values()))
        wanted = {
            row["orderID"]: date.fromisoformat(row["requiredDate"]) + shift for row in self.headers
        }
        with freeze_time(datetime(2024, 5, 7, 8)):
            found = self.find_on_orders("date_infeasible")
        self.assert_orders(found, [number for number, day in wanted.items() if day < TODAY])
        self.env.cr.execute(
            "UPDATE sale_order_line SET customer_lead = 7 WHERE order_id = ANY(%s)",
            [self.orders.ids],
        )
        self.env.invalidate_all()
        with freeze_time(datetime(2024, 5, 7, 8)):
            found = self.find_on_orders("date_infeasible")
        later = TODAY + timedelta(days=7)
        self.assert_orders(found, [number for number, day in wanted.items() if day < later])
        self.assertEqual({finding.expected["text"] for _n, finding in found}, {str(later)})

    # --- all of them ------------------------------------------------------------------------------

    def test_all_rules_together_cost_the_same_for_1_50_and_500_orders(self):
        self.orders.company_id.account_use_credit_limit = True
        self.orders.partner_id.commercial_partner_id.credit_limit = 1500.0
        checks = self.env["order.check"]
        for kind, _label in checks._fields["kind"].selection:
            checks += self.create_check(kind, found_domain="[('amount_total', '>', 1000)]")
        # one that is short and has a high discount: of others, nobody asks who is before whom,
        # nor who may give it
        asked = checks.filtered(lambda check: check.kind in ("stock_short", "discount_limit"))
        kinds = (
            (order, {finding.check.kind for finding in asked._find(order).findings})
            for order in self.orders
        )
        one = next(order for order, found in kinds if len(found) == len(asked))
        orders = one + (self.orders - one)
        asked = {size: self._list_queries(checks, orders[:size]) for size in (1, 50, 500)}
        for size in (50, 500):
            self.assertEqual(len(asked[size]), len(asked[1]), "\n".join(asked[size]))
        self.assertLessEqual(len(asked[500]), 24)

    def _list_queries(self, checks, orders):
        """Return the queries of the checks once all is prepared and cached."""
        for _time in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            # as every request has
            self.env.company.fetch()
            self.assertIsNotNone(self.env.user.tz)
            with patch.object(Cursor, "execute", autospec=True, side_effect=Cursor.execute) as run:
                evaluation = checks._find(orders)
            self.assertFalse(evaluation.errors)
        texts = (str(getattr(call.args[1], "code", call.args[1])) for call in run.mock_calls)
        return [" ".join(text.split())[:150] for text in texts]

    def test_every_rule_is_compared_with_the_files(self):
        sources = "".join(map(getsource, (*type(self).__bases__[:-1], type(self))))
        kinds = {kind for kind, _label in self.env["order.check"]._fields["kind"].selection}
        self.assertEqual({kind for kind in kinds if f'"{kind}"' not in sources}, set())


def get_net(row):
    """Return what a row of the file says a piece costs, its discount taken off."""
    return Decimal(row["unitPrice"]) * (1 - Decimal(row["discount"]))
