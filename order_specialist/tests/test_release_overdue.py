"""Cut-offs that pass, warehouses with hours of their own, and who may be a member."""

from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .release_common import ReleaseCase


@tagged("post_install", "-at_install")
class TestOverdue(ReleaseCase):
    def _escalate(self):
        overdue = self.env["order.handoff"].search(self.env["order.handoff"]._get_overdue_domain())
        for handoff in overdue:
            handoff._escalate()
        return overdue

    def test_what_is_overdue_is_escalated_once(self):
        with freeze_time("2026-03-02 08:00:00"):
            order, handoff = self._create_released()
            self.assertNotIn(handoff, self._escalate())
        with freeze_time("2026-03-02 17:00:00"):
            self.assertIn(handoff, self._escalate())
            self.assertTrue(handoff.is_overdue)
            self.assertEqual(order.activity_ids.user_id, self.specialist)
            self.assertIn("Overdue: Warehouse", order.activity_ids.summary)
            self.assertNotIn(handoff, self._escalate())
        with freeze_time("2026-03-03 08:00:00"):
            order.with_user(self.specialist).promised_date = datetime(2026, 3, 5, 16, 0)
            self.assertFalse(handoff.escalated_on)
        with freeze_time("2026-03-05 17:00:00"):
            self.assertIn(handoff, self._escalate())
        self.assertEqual(len(order.activity_ids), 2)

    def test_what_has_left_is_not_overdue(self):
        with freeze_time("2026-03-02 08:00:00"):
            order, handoff = self._create_released()
            self._validate(order.picking_ids)
        with freeze_time("2026-03-04 17:00:00"):
            self.assertNotIn(handoff, self._escalate())

    def test_the_scheduled_action_escalates(self):
        with freeze_time("2026-03-02 08:00:00"):
            _order, handoff = self._create_released()
        with freeze_time("2026-03-02 17:00:00"), self.enter_registry_test_mode():
            self.env.ref("order_specialist.ir_cron_escalate").method_direct_trigger()
        self.assertTrue(handoff.escalated_on)

    @freeze_time("2026-03-02 08:00:00")
    def test_the_cut_off_counts_in_the_hours_of_the_warehouse(self):
        self.company.resource_calendar_id.tz = "Europe/Vienna"
        calendar = self.company.resource_calendar_id.copy({"tz": "America/New_York"})
        calendar.attendance_ids.filtered(lambda hours: hours.dayofweek == "0").unlink()
        north = self.env["stock.warehouse"].create(
            {"name": "North", "code": "NORTH", "order_calendar_id": calendar.id}
        )
        _order, here = self._create_released()
        _order, there = self._create_released(warehouse_id=north.id)
        self.assertEqual(here.deadline, datetime(2026, 3, 2, 14, 0))
        # nobody works there on Mondays, and 15:00 in New York is 20:00 UTC
        self.assertEqual(there.deadline, datetime(2026, 3, 3, 20, 0))
        self.department.calendar_id = self.company.resource_calendar_id
        _order, there = self._create_released(warehouse_id=north.id)
        self.assertEqual(there.deadline, datetime(2026, 3, 2, 14, 0))


@tagged("post_install", "-at_install")
class TestMembers(ReleaseCase):
    def test_a_member_without_the_group_is_refused_with_a_sentence(self):
        with self.assertRaisesRegex(ValidationError, "t_sales .* cannot be a member yet"):
            self.department.member_ids = self.salesperson | self.warehouse_lead
        self.department.member_ids = self.supervisor | self.warehouse_lead

    def test_the_screen_offers_only_who_can_answer(self):
        domain = self.department._get_member_domain()
        offered = self.env["res.users"].search(domain)
        self.assertIn(self.warehouse_lead, offered)
        self.assertIn(self.supervisor, offered)
        self.assertNotIn(self.salesperson, offered)
