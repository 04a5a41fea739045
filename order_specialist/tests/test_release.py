from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..exceptions import GateClosed
from .release_common import ReleaseCase


@tagged("post_install", "-at_install")
class TestRelease(ReleaseCase):
    def test_confirming_releases_to_the_warehouse(self):
        order, handoff = self._create_released(
            client_order_ref="PO 4711", is_rush=True, rush_reason="Wedding"
        )
        self.assertRecordValues(
            handoff,
            [
                {
                    "state": "offered",
                    "department_id": self.department.id,
                    "warehouse_id": self.warehouse.id,
                    "order_name": order.name,
                    "customer_name": "Delikatessen Huber",
                    "customer_reference": "PO 4711",
                    "is_rush": True,
                    "offered_by_id": self.specialist.id,
                }
            ],
        )
        self.assertRecordValues(
            handoff.line_ids, [{"product_id": self.product.id, "quantity": 10, "shipped_qty": 0}]
        )
        self.assertEqual(order.handoff_state, "released")
        self.assertTrue(order.released_on)
        self.assertEqual(handoff.picking_ids, order.picking_ids)
        self.assertIn("10 Units Camembert", handoff.content)

    def test_an_order_with_nothing_to_ship_is_not_released(self):
        service = self._create_product("Advice", 50.0, type="service", is_storable=False)
        order, handoff = self._create_released([(service, 1, None)])
        self.assertFalse(handoff)
        self.assertFalse(order.handoff_state)

    def test_what_stops_the_release_keeps_the_order_on_the_desk(self):
        order = self._create_order().sudo()
        hold = self._hold(order, self.early_hold_type)
        self.assertFalse(self._confirm(order))
        self.assertEqual((order.state, order.handoff_state), ("sale", "to_release"))
        with self.assertRaises(GateClosed) as refused:
            order.with_user(self.specialist).action_release()
        self.assertIn("Not yet", str(refused.exception))
        hold._release()
        order.with_user(self.specialist).action_release()
        self.assertEqual(order.handoff_state, "released")
        self.assertEqual(order.handoff_ids.state, "offered")

    def test_releasing_again_does_nothing(self):
        order, handoff = self._create_released()
        values = handoff.read()
        order.with_user(self.specialist).action_release()
        self.assertEqual(order.handoff_ids, handoff)
        self.assertEqual(handoff.read(), values)

    def test_of_several_orders_the_stopped_one_stays_to_release(self):
        orders = (self._create_order() | self._create_order()).sudo()
        self._hold(orders, self.early_hold_type)
        orders.with_user(self.specialist).action_confirm()
        orders[0].hold_ids.with_user(self.specialist)._release()
        orders.with_user(self.specialist).action_release()
        self.assertEqual(orders.mapped("handoff_state"), ["released", "to_release"])

    def test_the_scan_releases_what_nothing_stops_any_more(self):
        order = self._create_order().sudo()
        hold = self._hold(order, self.early_hold_type)
        self._confirm(order)
        hold._release()
        self.env["order.verification"]._scan(order)
        self.assertEqual(order.handoff_state, "released")

    def test_only_the_desk_releases(self):
        order, _handoff = self._create_released()
        for user in (self.salesperson, self.auditor, self.warehouse_lead):
            with self.assertRaises(AccessError):
                order.with_user(user).action_release()

    def test_a_quotation_cannot_be_released(self):
        with self.assertRaisesRegex(UserError, "Confirm .* first"):
            self._create_order().with_user(self.specialist).action_release()

    def test_each_department_gets_the_orders_of_its_filter(self):
        self._create_explicit_department(domain="[('client_order_ref', '=like', 'COLD%')]")
        _order, cold = self._create_released(client_order_ref="COLD 1")
        _order, warm = self._create_released(client_order_ref="WARM 1")
        self.assertEqual(cold.department_id.code, "COLD")
        self.assertEqual(warm.department_id, self.department)

    def test_a_department_of_another_warehouse_does_not_get_the_order(self):
        other = self.env["stock.warehouse"].create({"name": "North", "code": "NORTH"})
        self._create_explicit_department(warehouse_ids=[Command.set(other.ids)])
        _order, here = self._create_released()
        _order, there = self._create_released(warehouse_id=other.id)
        self.assertEqual(here.department_id, self.department)
        self.assertEqual(there.department_id.code, "COLD")

    def test_a_wrong_filter_is_refused_when_saved(self):
        for domain in ("[('no_such_field', '=', 1)]", "[('name',", "foo()"):
            with self.subTest(domain), self.assertRaisesRegex(ValidationError, "Warehouse"):
                self.department.domain = domain

    def test_the_desk_that_is_off_releases_nothing(self):
        self.company.order_desk_active = False
        order, handoff = self._create_released()
        self.assertFalse(handoff)
        self.assertFalse(order.handoff_state)

    def test_releasing_many_takes_as_many_queries_as_one(self):
        def count(number):
            orders = self.env["sale.order"].union(*(self._create_order() for _i in range(number)))
            orders = orders.sudo()
            orders.with_context(skip_procurement=True).write({"state": "sale"})
            orders.handoff_ids.unlink()
            orders.write({"handoff_state": False, "released_on": False})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["order.handoff"]._release(orders)
            self.env.flush_all()
            self.assertEqual(len(orders.handoff_ids), number)
            return self.env.cr.sql_log_count - before

        # the least of two rounds: a new environment may ask for its company once more
        count(1)
        self.assertEqual(min(count(50), count(50)), min(count(1), count(1)))


@tagged("post_install", "-at_install")
class TestReleaseChanges(ReleaseCase):
    def test_a_changed_quantity_is_told_where_nobody_answers(self):
        self.department.acceptance = "none"
        order, handoff = self._create_released()
        order.order_line.with_user(self.specialist).product_uom_qty = 14
        self.assertEqual(handoff.line_ids.quantity, 14)
        self.assertEqual(handoff.activity_ids.user_id, self.specialist)
        self.assertIn("10 → 14", handoff.activity_ids.summary)

    def test_a_new_line_joins_the_release(self):
        order, handoff = self._create_released()
        bread = self._create_product("Bread", 3.0, stock=10)
        order.with_user(self.specialist).write(
            {"order_line": [Command.create({"product_id": bread.id, "product_uom_qty": 2})]}
        )
        self.assertEqual(order.handoff_ids, handoff)
        self.assertEqual(handoff.line_ids.product_id, self.product | bread)

    def test_an_order_that_grows_when_done_is_offered_again(self):
        order, handoff = self._create_released()
        self._validate(order.picking_ids)
        self.assertEqual(handoff.state, "done")
        order.order_line.with_user(self.specialist).product_uom_qty = 12
        self.assertEqual(handoff.state, "offered")
        self.assertEqual(order.handoff_state, "released")

    def test_a_cancelled_order_is_taken_back_before_anybody_began(self):
        order, handoff = self._create_released()
        order.with_user(self.specialist).action_cancel()
        self.assertEqual(handoff.state, "cancelled")
        self.assertFalse(order.handoff_state)

    def test_what_was_accepted_is_recalled_and_put_back(self):
        order, handoff = self._create_released()
        handoff.with_user(self.warehouse_lead).action_accept()
        order.with_user(self.specialist).action_cancel()
        self.assertEqual((handoff.state, order.handoff_state), ("recalled", "recalled"))
        self.assertEqual(handoff.activity_ids.user_id, self.warehouse_lead)
        self.assertEqual(order.state, "sale")
        handoff.with_user(self.warehouse_lead).action_put_back()
        self.assertEqual((handoff.state, order.state), ("cancelled", "cancel"))

    def test_an_order_confirmed_again_gets_a_new_release(self):
        order, first = self._create_released()
        order.with_user(self.specialist).action_cancel()
        order.with_user(self.specialist).action_draft()
        second = self._confirm(order) - first
        self.assertEqual((first.state, second.state), ("cancelled", "offered"))

    def test_rush_stars_the_transfers_whenever_it_is_said(self):
        order, _handoff = self._create_released(is_rush=True, rush_reason="Wedding")
        self.assertEqual(order.picking_ids.priority, "1")
        order, handoff = self._create_released()
        self.assertEqual(order.picking_ids.priority, "0")
        order.with_user(self.specialist).write({"is_rush": True, "rush_reason": "Wedding"})
        self.assertEqual(order.picking_ids.priority, "1")
        self.assertTrue(handoff.is_rush)

    def test_the_share_of_rush_orders_is_told(self):
        before = self.env["order.handoff"]._get_rush_figures(self.company)
        _order, calm = self._create_released()
        _order, rush = self._create_released(is_rush=True, rush_reason="Wedding")
        self.assertEqual((rush | calm).mapped("rush_share"), [1.0, 0.0])
        after = self.env["order.handoff"]._get_rush_figures(self.company)
        self.assertEqual(after, (before[0] + 1, before[1] + 2))
        self.assertEqual((calm | rush).sorted(), rush | calm)

    def test_rush_comes_first_and_then_what_leaves_first(self):
        days = {"late": 12, "soon": 9, "rush late": 12, "rush soon": 9}
        releases = self.env["order.handoff"]
        for name, day in days.items():
            rush = {"is_rush": True, "rush_reason": "Wedding"} if "rush" in name else {}
            promised = datetime(2026, 3, day, 17, 0)
            _order, handoff = self._create_released(
                commitment_date=promised, client_order_ref=name, **rush
            )
            releases |= handoff
        found = releases.search([("id", "in", releases.ids)])
        self.assertEqual(
            found.mapped("customer_reference"), ["rush soon", "rush late", "soon", "late"]
        )

    def test_the_release_follows_what_it_shows_of_its_order(self):
        order, handoff = self._create_released()
        order.with_user(self.specialist).client_order_ref = "PO 4712"
        self.assertEqual(handoff.customer_reference, "PO 4712")

    def test_the_deadline_follows_a_new_promise(self):
        order, handoff = self._create_released(commitment_date=datetime(2026, 3, 6, 17, 0))
        order.with_user(self.specialist).promised_date = datetime(2026, 3, 12, 17, 0)
        self.assertEqual(handoff.deadline.date(), datetime(2026, 3, 12).date())


@tagged("post_install", "-at_install")
class TestReleaseDeadline(ReleaseCase):
    """Cut-off 15:00 Vienna (UTC+1 in winter), Monday to Friday 8-12 and 13-17."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        calendar = cls.company.resource_calendar_id
        calendar.tz = "Europe/Vienna"
        cls.calendar = calendar

    def _get_deadline(self, **values):
        _order, handoff = self._create_released(**values)
        return handoff.deadline

    @freeze_time("2026-03-02 08:06:00")  # a Monday
    def test_before_the_cut_off_it_leaves_today(self):
        self.assertEqual(self._get_deadline(), datetime(2026, 3, 2, 14, 0))

    @freeze_time("2026-03-02 14:01:00")
    def test_after_the_cut_off_it_leaves_tomorrow(self):
        self.assertEqual(self._get_deadline(), datetime(2026, 3, 3, 14, 0))

    @freeze_time("2026-03-06 16:00:00")  # Friday evening
    def test_the_weekend_does_not_count(self):
        self.assertEqual(self._get_deadline(), datetime(2026, 3, 9, 14, 0))

    @freeze_time("2026-03-02 08:00:00")
    def test_a_promise_counts_to_the_cut_off_before_it(self):
        cases = {
            datetime(2026, 3, 5, 16, 0): datetime(2026, 3, 5, 14, 0),
            datetime(2026, 3, 5, 9, 0): datetime(2026, 3, 4, 14, 0),
            datetime(2026, 3, 9, 9, 0): datetime(2026, 3, 6, 14, 0),  # Monday morning
        }
        for promised, deadline in cases.items():
            with self.subTest(promised):
                self.assertEqual(self._get_deadline(commitment_date=promised), deadline)

    @freeze_time("2026-03-02 08:00:00")
    def test_a_requested_day_counts_when_nothing_is_promised(self):
        self.assertEqual(
            self._get_deadline(requested_date="2026-03-10"), datetime(2026, 3, 10, 14, 0)
        )

    @freeze_time("2026-03-02 08:00:00")
    def test_a_holiday_and_a_short_day_count(self):
        self.env["resource.calendar.leaves"].create(
            {
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 3, 4, 23, 0),
                "date_to": datetime(2026, 3, 5, 22, 59),
            }
        )
        promised = datetime(2026, 3, 5, 16, 0)
        self.assertEqual(self._get_deadline(commitment_date=promised), datetime(2026, 3, 4, 14, 0))
        afternoon = self.calendar.attendance_ids.filtered(
            lambda hours: hours.dayofweek == "3" and hours.hour_from >= 12
        )
        afternoon.unlink()  # no work on Thursday afternoons
        promised = datetime(2026, 3, 12, 16, 0)
        self.assertEqual(self._get_deadline(commitment_date=promised), datetime(2026, 3, 12, 11, 0))
