import shutil
import tempfile
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from pathlib import Path
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import TransactionCase, freeze_time, tagged

from ..demo import inbox, keys, load, northwind, payments, report
from ..demo.customers import check_countries, find_or_create_ship_to
from ..demo.days import Calendar
from ..demo.table import DataError
from .northwind_claims import NorthwindClaims
from .northwind_scarce import NorthwindScarce

TODAY = date(2024, 5, 7)
COUNTED = (
    "sale.order",
    "sale.order.line",
    "stock.picking",
    "stock.move",
    "account.move",
    "res.partner",
    "res.users",
    "product.product",
    "product.category",
    "product.pricelist",
    "product.pricelist.item",
    "order.hold",
    "order.finding",
    "order.verification",
    "mail.activity",
    "mail.message",
    "ir.model.data",
)


@tagged("post_install", "-at_install")
class TestDemoLoad(NorthwindClaims, NorthwindScarce, TransactionCase):
    """The loader on the last eight shipped orders: Odoo's documents, in their own time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.commits = []
        load(cls.env, orders=8, today=TODAY, commit=lambda: cls.commits.append(1), say=str)
        cls.data = northwind.read()
        cls.products = keys.find(cls.env, "product.product", "product")
        known = keys.find(cls.env, "sale.order", "order")
        cls.orders = {int(number): order for number, order in known.items()}
        cls.shipped = cls.data.shipped(8)
        cls.checklist = cls.env.ref("order_specialist.checklist_recommended")

    def test_orders_are_those_that_were_asked_for(self):
        self.assertEqual(set(self.orders), {*self.shipped, *self.data.unshipped()})

    def test_shipped_orders_went_their_whole_way(self):
        for number in self.shipped:
            order = self.orders[number]
            self.assertRecordValues(
                order,
                [
                    {
                        "state": "sale",
                        "client_order_ref": str(number),
                        "delivery_status": "full",
                        "invoice_status": "invoiced",
                        "desk_stage": "closed",
                    }
                ],
            )
            self.assertEqual(order.invoice_ids.state, "posted")
            self.assertEqual(order.invoice_ids.amount_total, order.amount_total)
            self.assertTrue(order.verification_ids.verified_on)

    def test_everything_happened_in_its_own_time(self):
        shift = TODAY - timedelta(days=1) - date(1998, 5, 6)
        for number in self.shipped:
            row, order = self.data.orders[number], self.orders[number]
            self.assertEqual(order.date_order.date(), row.ordered + shift)
            self.assertEqual(order.create_date, order.received_at)
            self.assertEqual(order.requested_date, row.required + shift)
            self.assertEqual(order.invoice_ids.invoice_date, row.shipped + shift)
            for moment in (
                *order.picking_ids.mapped("date_done"),
                *order.picking_ids.move_ids.mapped("date"),
                *order.picking_ids.move_line_ids.mapped("date"),
                order.fully_shipped_on,
            ):
                self.assertEqual(moment.date(), row.shipped + shift)
            moments = [
                order.received_at,
                order.first_verified_on,
                order.confirmed_on,
                order.released_on,
                order.accepted_on,
                order.first_shipped_on,
                order.invoiced_on,
            ]
            self.assertEqual(moments, sorted(moments))

    def _settle(self, days, mail=None):
        """Let the customers pay what is due so many days after the load."""
        calendar = Calendar.ending(self.data, TODAY)._replace(today=TODAY + timedelta(days=days))
        orders = {number: self.orders[number] for number in self.shipped}
        with patch.object(payments, "UNPAID", self.shipped[0]):
            payments.settle(self.data, calendar, orders, mail or {})
        everything = self.orders[self.shipped[0]].union(*orders.values())
        return payments.find_due(everything, calendar.today)

    def test_invoices_are_due_after_thirty_days(self):
        for number in self.shipped:
            invoice = self.orders[number].invoice_ids
            self.assertEqual(invoice.invoice_date_due - invoice.invoice_date, timedelta(days=30))
            self.assertEqual(invoice.payment_state, "not_paid")

    def test_customers_have_paid_what_was_due_but_for_few(self):
        self.assertFalse(self._settle(20))
        late = self.orders[self.shipped[0]].invoice_ids
        others = (
            self.orders[self.shipped[0]]
            .union(*(self.orders[number] for number in self.shipped[1:]))
            .invoice_ids
            - late
        )
        self.assertEqual(self._settle(40), late)
        self.assertEqual(set(others.mapped("payment_state")), {"paid"})
        self.assertEqual(set(others.mapped("amount_residual")), {0.0})
        moves = self.env["account.move"].search_count([])
        self.assertEqual(self._settle(40), late)
        self.assertEqual(self.env["account.move"].search_count([]), moves)

    def test_nobody_is_overdue_for_ever_or_orders_today(self):
        self.assertFalse(self._settle(100))

    def test_customers_of_the_inbox_pay_in_time(self):
        row = next(rows[0] for rows in inbox.read(self.data).values() if rows[0].customer)
        customer = self.data.orders[self.shipped[0]].customer
        self.assertFalse(self._settle(40, {1: [row._replace(customer=customer)]}))

    def test_transfers_were_planned_for_the_day_the_customer_wanted(self):
        shift = TODAY - timedelta(days=1) - date(1998, 5, 6)
        for number in self.shipped:
            picking = self.orders[number].picking_ids
            wanted = self.data.orders[number].required + shift
            self.assertEqual(picking.scheduled_date.date(), wanted)
            self.assertEqual(picking.date_deadline.date(), wanted)
            self.assertEqual({d.date() for d in picking.move_ids.mapped("date_deadline")}, {wanted})

    def test_the_log_of_old_documents_is_as_old_as_they_are(self):
        for number in self.shipped:
            order = self.orders[number]
            for message in order.picking_ids.message_ids | order.invoice_ids.message_ids:
                self.assertLess(message.date.date(), TODAY)

    def test_issues_of_the_history_went_with_their_orders(self):
        orders = self.env["sale.order"].union(*(self.orders[number] for number in self.shipped))
        handoffs = self.env["order.handoff"].search([("order_id", "in", orders.ids)])
        self.assertEqual(set(handoffs.mapped("state")), {"done"})
        for record, moment in (
            *((finding, finding.first_seen_on) for finding in orders.finding_ids),
            *((finding, finding.resolved_on) for finding in orders.finding_ids),
            *((handoff, handoff.offered_on) for handoff in handoffs),
        ):
            self.assertEqual(moment, record.order_id.confirmed_on)

    def test_last_order_came_in_yesterday(self):
        orders = self.env["sale.order"].union(*self.orders.values())
        self.assertEqual(max(orders.mapped("date_order")).date(), TODAY - timedelta(days=1))

    def test_goods_went_where_the_customer_wanted_them(self):
        for number in self.shipped:
            row, order = self.data.orders[number], self.orders[number]
            place = order.partner_shipping_id
            self.assertEqual(place.commercial_partner_id, order.partner_id)
            self.assertEqual((place.street, place.city), (row.ship_street, row.ship_city))
            self.assertIn(row.ship_street, order.ship_to_request)
            self.assertEqual(order.picking_ids.partner_id, place)

    def test_each_place_is_one_contact_however_many_orders_go_there(self):
        customers = keys.find(self.env, "res.partner", "customer")
        wanted = {
            number: (customers[row.customer], row) for number, row in self.data.orders.items()
        }
        places = find_or_create_ship_to(self.env, wanted)
        self.assertEqual(find_or_create_ship_to(self.env, wanted), places)
        main, other = set(), set()
        for row in self.data.orders.values():
            customer = self.data.customers[row.customer]
            (main if row[8:] == (customer.name, *customer[4:9]) else other).add(
                (row.customer, *row[8:])
            )
        self.assertEqual(len(set(places.values())), len(main | other))
        delivery = {place for place in places.values() if place.type == "delivery"}
        self.assertEqual(len(delivery), len(other))

    def test_unshipped_orders_are_open_and_verified(self):
        for number in self.data.unshipped():
            order = self.orders[number]
            self.assertEqual(order.state, "draft")
            self.assertEqual(order.partner_shipping_id, order.partner_id)
            self.assertTrue(order.first_verified_on)

    def test_stock_ends_where_the_files_say(self):
        for key, row in self.data.products.items():
            product = self.products[str(key)]
            self.assertEqual(product.qty_available, row.in_stock, product.name)
            self.assertEqual(product.incoming_qty, row.on_order, product.name)

    def test_stock_was_never_negative(self):
        moves = self.env["stock.move"].search(
            [("product_id", "in", [p.id for p in self.products.values()]), ("state", "=", "done")]
        )
        balance = defaultdict(float)
        for move in moves.sorted("date"):
            sign = 1 if move.location_dest_id.usage == "internal" else -1
            balance[move.product_id] += sign * move.quantity
            self.assertGreaterEqual(balance[move.product_id], 0, move.product_id.name)
        self.assertLess(max(moves.mapped("date")), datetime(2024, 5, 7))

    def test_nineteen_camembert_for_seventy_three(self):
        short = self.find_short(60)
        self.assertEqual(
            {number: values[:2] for number, values in short.items()},
            {11058: (21, 2), 11059: (35, 35), 11061: (15, 15), 11077: (2, 2)},
        )
        self.assertEqual({values[2:] for values in short.values()}, {(0, None)})

    def test_scones_on_order_are_announced_with_their_day(self):
        expected = (40, str(TODAY + timedelta(days=7)))
        self.assertEqual(
            self.find_short(21), {11040: (20, 17, *expected), 11058: (3, 3, *expected)}
        )

    def find_short(self, product):
        """Return {order number: (ordered, missing, incoming, expected on)} of what is short."""
        findings = self.env["order.finding"].search(
            [
                ("line_id.product_id", "=", self.products[str(product)].id),
                ("check_id", "=", self.env.ref("order_specialist.check_stock_short").id),
                ("is_open", "=", True),
            ]
        )
        self.assertFalse(any(findings.mapped("is_blocking")))
        return {
            int(finding.order_id.client_order_ref): (*finding.actual, *finding.expected[:2])
            for finding in findings
        }

    def test_checklist_observed_the_history_and_stops_the_inbox(self):
        self.assertEqual(self.checklist.mode, "enforce")
        self.assertTrue(self.env.company.order_desk_active)

    def test_loading_twice_doubles_nothing(self):
        before = {model: self.env[model].search_count([]) for model in COUNTED}
        written = self.env["sale.order"].search([], order="id").mapped("write_date")
        load(self.env, orders="8", today=TODAY + timedelta(days=3), say=str)
        after = {model: self.env[model].search_count([]) for model in COUNTED}
        self.assertEqual(after, before)
        self.assertEqual(len(written), before["sale.order"])
        self.assertEqual(self.orders[11076].date_order.date(), TODAY - timedelta(days=1))

    def test_loading_more_leaves_the_checklists_as_they_are(self):
        moment = datetime(2024, 5, 7, 9)
        self.checklist.effective_from = moment
        other = self.checklist.copy({"mode": "enforce"})
        load(self.env, orders="9", say=str)
        self.assertEqual((self.checklist.mode, self.checklist.effective_from), ("enforce", moment))
        self.assertEqual(other.mode, "enforce")

    def test_loading_more_leaves_the_desk_off_and_brings_its_own_goods(self):
        self.checklist.mode = "draft"
        self.env.company.order_desk_active = False
        number = self.data.shipped(9)[0]
        line = self.data.lines[number][0]
        product = self.products[str(line.product)]
        waiting = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Waits"}).id,
                "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 999})],
            }
        )
        waiting.action_confirm()
        load(self.env, orders="9", say=str)
        self.assertEqual(self.checklist.mode, "draft")
        self.assertFalse(self.env.company.order_desk_active)
        order = keys.find(self.env, "sale.order", "order")[str(number)]
        self.assertEqual((order.delivery_status, order.desk_stage), ("full", "closed"))
        self.assertEqual(product.qty_available, self.data.products[line.product].in_stock)

    def test_interrupted_load_is_finished_even_if_fewer_are_asked_for_then(self):
        commits = []

        def commit():
            commits.append(1)
            if len(commits) == 2:  # the quotations are there, nothing of them is confirmed
                raise InterruptedError

        try:
            load(self.env, orders="10", commit=commit, say=str)
        except InterruptedError:
            load(self.env, orders="8", say=str)
        known = keys.find(self.env, "sale.order", "order")
        self.assertEqual({known[str(n)].desk_stage for n in self.data.shipped(10)}, {"closed"})
        self.test_stock_ends_where_the_files_say()
        self.test_stock_was_never_negative()

    def test_more_orders_can_be_loaded_later(self):
        load(self.env, orders="10", say=str)
        known = keys.find(self.env, "sale.order", "order")
        self.assertEqual(len(known), 31)
        self.assertEqual({known[str(n)].desk_stage for n in self.data.shipped(10)}, {"closed"})
        self.test_stock_ends_where_the_files_say()
        self.test_stock_was_never_negative()

    def test_each_step_may_be_committed(self):
        self.assertGreaterEqual(len(self.commits), 4)

    def test_users_can_log_in_with_their_roles(self):
        users = keys.find(self.env, "res.users", "user")
        self.assertEqual(len(users), 7)
        self.assertTrue(users["specialist"].has_group("order_specialist.group_specialist"))
        self.assertTrue(users["warehouse"].has_group("stock.group_stock_user"))
        self.assertFalse(users["sales"].has_group("order_specialist.group_specialist"))
        self.assertFalse(users["auditor"].has_group("sales_team.group_sale_salesman"))
        for login, user in users.items():
            credential = {"type": "password", "login": login, "password": login}
            self.env["res.users"].with_user(user)._check_credentials(
                credential, {"interactive": True}
            )
            home = self.env[user.action_id.type].browse(user.action_id.id)
            self.env[home.res_model].with_user(user).check_access("read")

    def test_report_says_what_lies_on_the_desk(self):
        with freeze_time(datetime.combine(TODAY, time(18))):  # nothing was overdue that day
            text = report(self.env)
        self.assertRegex(text, r"Orders received +41\n")
        self.assertRegex(text, r"in the inbox of that day +12\n")
        self.assertRegex(text, r"Shipped and invoiced +8\n")
        self.assertRegex(text, r"With the warehouse +1\n")
        self.assertRegex(text, r"Ready to confirm +14\n")
        self.assertRegex(text, r"Stopped +18\n")
        self.assertRegex(text, r"Not passed: Address is known +2")
        self.assertRegex(text, r"Not passed: Discount is within the limit +3")
        self.assertRegex(text, r"Release: Recalled +1 +\$.265\.00")
        self.assertRegex(text, r"Not ordered twice +1 +\$.792\.75")
        self.assertRegex(text, r"Supervisor +Samuel Okafor +supervisor +supervisor")

    def test_report_names_a_claim_that_stops_an_order(self):
        case_type = self.env["order.case.type"].search([("needs_lines", "=", False)], limit=1)
        case_type.stops_ship = True
        order = self.orders[self.data.unshipped()[0]]
        self.env["order.case"].create({"order_id": order.id, "type_id": case_type.id})
        self.assertIn(f"Claim: {case_type.name}"[:43], report(self.env))


@tagged("post_install", "-at_install")
class TestDemoRefused(TransactionCase):
    """What cannot be loaded leaves nothing behind."""

    def test_broken_row_leaves_nothing_half_done(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for file in northwind.FOLDER.glob("*.csv"):
                shutil.copy(file, folder)
            path = folder / "order_details.csv"
            text = path.read_text(encoding="utf-8").rstrip("\n")
            path.write_text(f"{text}\n11077,78,1.00,1,0\n", encoding="utf-8")
            with self.assertRaises(DataError) as caught:
                load(self.env, orders="8", today=TODAY, say=str, folder=folder)
        self.assertEqual(
            str(caught.exception),
            "order_details.csv, line 2157, column productID: 78 is not in products.csv",
        )
        self.assertFalse(self.env["ir.model.data"].search_count([("module", "=", keys.MODULE)]))

    def test_country_that_odoo_does_not_know_is_named(self):
        data = northwind.read()
        customers, orders = dict(data.customers), dict(data.orders)
        customers["ALFKI"] = customers["ALFKI"]._replace(country="Germanyy")
        orders[10248] = orders[10248]._replace(ship_country="Francia")
        with self.assertRaises(DataError) as caught:
            check_countries(self.env, data._replace(customers=customers, orders=orders))
        self.assertEqual(
            [str(fault) for fault in caught.exception.faults],
            [
                "customers.csv, column country: Germanyy of ALFKI is no country that Odoo knows",
                "orders.csv, column shipCountry: Francia of 10248 is no country that Odoo knows",
            ],
        )

    def test_number_of_orders_must_be_a_number_or_all(self):
        with self.assertRaisesRegex(ValueError, "'many'"):
            load(self.env, orders="many", say=str)
