from datetime import date, datetime

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import DeskCase

#: A Tuesday, 10:00 in Vienna.
NOW = "2026-05-19 08:00:00"


@tagged("post_install", "-at_install")
class TestCheckDateInfeasible(DeskCase):
    """The earliest day on which an order can leave, told with how it was computed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.security_lead = 0
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Monday to Friday",
                "tz": "Europe/Vienna",
                "attendance_ids": [
                    Command.create({"name": day, "dayofweek": day, "hour_from": 8, "hour_to": 17})
                    for day in "01234"
                ],
            }
        )
        cls.company.resource_calendar_id = cls.calendar
        cls.checklist = cls._create_checklist("date_infeasible")
        cls.check = cls.checklist.check_ids

    def setUp(self):
        super().setUp()
        freezer = freeze_time(NOW)
        freezer.start()
        self.addCleanup(freezer.stop)

    def _order_for(self, day, lines=((None, 10, None),), **values):
        return self._create_order(lines, requested_date=day, **values)

    def _get_earliest(self, order):
        """Return the earliest day of the one finding, as text; None if there is none."""
        findings = self._find(order, "date_infeasible")
        return findings and findings[0].expected["text"] or None

    def _set_lead(self, days):
        self.product.sale_delay = days

    # --- right ------------------------------------------------------------------------------------

    def test_what_lies_in_stock_leaves_today(self):
        self.assertIsNone(self._get_earliest(self._order_for("2026-05-19")))
        self.assertIsNone(self._get_earliest(self._create_order()))

    def test_yesterday_is_too_late(self):
        order = self._order_for("2026-05-18")
        self.assertEqual(
            self._get_messages(order),
            ["Camembert: wanted 05/18/2026, at the earliest 05/19/2026: today is the first day."],
        )
        self.assertEqual(self._get_finding(order, "date_infeasible").amount, 90.0)

    # --- how it is computed -----------------------------------------------------------------------

    def test_after_the_cutoff_the_next_working_day_begins(self):
        order = self._order_for("2026-05-19")
        with freeze_time("2026-05-19 13:00:00"):  # 15:00 in Vienna
            self.assertEqual(
                self._get_messages(order),
                [
                    "Camembert: wanted 05/19/2026, at the earliest 05/20/2026: "
                    "the cut-off 15:00 is past."
                ],
            )
        with freeze_time("2026-05-19 12:59:00"):
            self.assertIsNone(self._get_earliest(order))
        with freeze_time("2026-05-22 14:00:00"):  # Friday
            self.assertEqual(self._get_earliest(order), "2026-05-25")

    def test_nobody_works_on_sundays_and_days_off(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Whit Monday",
                "calendar_id": self.calendar.id,
                "date_from": "2026-05-24 22:00:00",
                "date_to": "2026-05-25 21:59:59",
            }
        )
        self._set_lead(4)
        order = self._order_for("2026-05-20")
        self.assertEqual(
            self._get_messages(order),
            [
                "Camembert: wanted 05/20/2026, at the earliest 05/26/2026: "
                "4 days lead time of the product, nobody works on 05/23/2026."
            ],
        )

    def test_lead_time_holds_the_steps_and_safety_days_of_the_house(self):
        self._set_lead(2)
        order = self._order_for("2026-05-20")
        self.assertEqual(self._get_earliest(order), "2026-05-21")
        self.company.security_lead = 1
        self.warehouse.delivery_route_id.rule_ids.delay = 1
        self.assertEqual(self._get_earliest(order), "2026-05-21")
        self.warehouse.delivery_route_id.rule_ids.delay = 2
        self.assertEqual(
            self._get_messages(order),
            [
                "Camembert: wanted 05/20/2026, at the earliest 05/22/2026: 2 days for the "
                "steps of the warehouse, 1 safety days of the company."
            ],
        )

    def test_steps_of_the_warehouse_add_up(self):
        self.warehouse.delivery_steps = "pick_ship"
        self.warehouse.delivery_route_id.rule_ids.delay = 1
        self.assertEqual(self._get_earliest(self._order_for("2026-05-19")), "2026-05-21")

    def test_what_stock_lacks_leaves_when_it_has_come_in(self):
        scones = self._create_product("Scones", 10.0, stock=3)
        order = self._order_for("2026-05-22", [(scones, 20, None)])
        self.assertIsNone(self._get_earliest(order), "no supply is known: that is another issue")
        self.env["stock.move"].create(
            {
                "product_id": scones.id,
                "product_uom_qty": 40,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "date": "2026-06-01 08:00:00",
                "origin": "P00007",
            }
        )._action_confirm()
        self.assertEqual(
            self._get_messages(order),
            [
                "Scones: wanted 05/22/2026, at the earliest 06/01/2026: "
                "40 expected 06/01/2026 (P00007)."
            ],
        )

    # --- which date -------------------------------------------------------------------------------

    def test_promise_goes_before_request_and_line_before_order(self):
        self._set_lead(3)
        order = self._order_for("2026-06-30")
        self.assertIsNone(self._get_earliest(order))
        order.order_line.requested_date = "2026-05-20"
        self.assertEqual(self._get_earliest(order), "2026-05-22")
        order.promised_date = datetime(2026, 6, 30)
        self.assertIsNone(self._get_earliest(order))
        order.order_line.promised_date = datetime(2026, 5, 21, 8)
        self.assertEqual(self._get_earliest(order), "2026-05-22")

    def test_worst_line_is_told_once_for_the_order(self):
        slow = self._create_product("Gouda", 5.0, stock=100, sale_delay=6)
        self._set_lead(2)
        order = self._order_for("2026-05-19", [(None, 1, None), (slow, 1, None)])
        (message,) = self._get_messages(order)
        self.assertIn("Gouda: wanted 05/19/2026, at the earliest 05/25/2026", message)

    def test_cancelled_orders_need_no_day(self):
        order = self._order_for("2026-05-01")
        order._action_cancel()
        self.assertIsNone(self._get_earliest(order))

    def test_services_need_no_day(self):
        service = self._create_product("Advice", 50.0, type="service", is_storable=False)
        self.assertIsNone(self._get_earliest(self._order_for("2026-05-01", [(service, 1, None)])))

    def test_days_of_grace_pass(self):
        self._set_lead(3)
        order = self._order_for("2026-05-20")
        self.check.days_of_grace = 1
        self.assertEqual(self._get_earliest(order), "2026-05-22")
        self.check.days_of_grace = 2
        self.assertIsNone(self._get_earliest(order))

    # --- fix --------------------------------------------------------------------------------------

    def test_earliest_date_is_promised_with_one_button(self):
        self._set_lead(3)
        order = self._order_for("2026-05-20")
        (blocker,) = order.get_blockers("confirm")
        self.assertEqual(blocker["actions"][0], "fix")
        order.action_blocker(blocker, "fix")
        self.assertEqual(order.promised_date, datetime(2026, 5, 22, 10))
        self.assertEqual(order.requested_date, date(2026, 5, 20), "what he asked for stays")
        self.assertEqual(self._get_messages(order), [])

    def test_line_with_its_own_promise_gets_its_own_earliest_date(self):
        slow = self._create_product("Gouda", 5.0, stock=100, sale_delay=6)
        self._set_lead(2)
        order = self._order_for("2026-05-19", [(None, 1, None), (slow, 1, None)])
        order.order_line[1].promised_date = datetime(2026, 5, 20, 8)
        order.action_blocker(order.get_blockers("confirm")[0], "fix")
        self.assertEqual(order.promised_date, datetime(2026, 5, 21, 10))
        self.assertEqual(order.order_line[1].promised_date, datetime(2026, 5, 25, 10))
        self.assertEqual(self._get_messages(order), [])

    # --- which warehouse --------------------------------------------------------------------------

    def test_calendar_and_cutoff_are_those_of_the_department_and_warehouse(self):
        order = self._order_for("2026-05-19")
        department = self.env.ref("order_specialist.order_department_warehouse")
        department.cutoff_hour = 9.5
        self.assertEqual(self._get_earliest(order), "2026-05-20")
        weekend = self.calendar.copy()
        weekend.attendance_ids.filtered(lambda a: a.dayofweek in "01234").dayofweek = "5"
        self.warehouse.order_calendar_id = weekend
        self.assertEqual(self._get_earliest(order), "2026-05-23")
        other = self.env["stock.warehouse"].create({"name": "Linz", "code": "LNZ"})
        department.warehouse_ids = other
        self.warehouse.order_calendar_id = False
        self.assertIsNone(self._get_earliest(order), "a house without a cut-off works all day")

    def test_one_query_for_any_batch(self):
        order = self._order_for("2026-05-20")
        many = self.env["sale.order"].union(*(self._create_order() for _number in range(4)))
        for orders in (order, many):
            facts = self.env["order.gate"]._get_facts(orders)
            self.assertTrue(facts.orders and facts.lines)
            with self.assertQueryCount(1):
                facts["workdays"]
