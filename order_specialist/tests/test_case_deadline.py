"""Until when a claim is to be settled, and who hears of it when it is not."""

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Datetime
from odoo.tests import tagged

from .case_common import ClaimCase

#: A Monday, 10:00 in UTC: the company's calendar works 8–12 and 13–17 there.
MONDAY = "2026-11-23 10:00:00"


@tagged("post_install", "-at_install")
class TestCaseDeadline(ClaimCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "UTC"
        cls.type = cls._type("damaged")
        cls.type.deadline_hours = 8
        cls.order = cls._confirm(5)
        cls._ship(cls.order)

    def _open(self, at=MONDAY):
        with freeze_time(at):
            case = self._claim(self.order, "damaged", 1)
            self.env.flush_all()
        return case

    def test_the_deadline_is_in_working_hours(self):
        self.assertEqual(self._open().deadline, Datetime.to_datetime("2026-11-24 10:00:00"))
        friday = self._open("2026-11-27 16:00:00")
        self.assertEqual(friday.deadline, Datetime.to_datetime("2026-11-30 16:00:00"))
        self.type.deadline_hours = 0
        self.assertFalse(self._open().deadline)

    def test_it_stands_still_while_we_wait(self):
        case = self._open()
        with freeze_time("2026-11-23 14:00:00"):
            case.action_wait()
        self.assertEqual(case.paused_on, Datetime.to_datetime("2026-11-23 14:00:00"))
        with freeze_time("2026-11-25 14:00:00"):
            self.assertFalse(case.is_overdue)
            case.action_investigate()
        self.assertFalse(case.paused_on)
        # two working days of eight hours were waited
        self.assertEqual(case.deadline, Datetime.to_datetime("2026-11-26 10:00:00"))

    def test_overdue_is_told_once(self):
        case = self._open()
        cron = self.env.ref("order_specialist.ir_cron_case_overdue").sudo()
        for at, activities in (
            ("2026-11-24 09:00:00", 0),
            ("2026-11-24 11:00:00", 1),
            ("2026-11-24 12:00:00", 1),
        ):
            with freeze_time(at), self.enter_registry_test_mode():
                cron.method_direct_trigger()
            self.assertEqual(len(case.sudo().activity_ids), activities, at)
        self.assertEqual(case.sudo().activity_ids.user_id, self.specialist)
        with freeze_time("2026-11-24 12:00:00"):
            case.invalidate_recordset(["is_overdue"])
            self.assertTrue(case.is_overdue)
            overdue = self.env["order.case"].search([("is_overdue", "=", True)])
            self.assertIn(case.sudo(), overdue)

    def test_the_department_of_the_type_looks_at_it(self):
        department = self.env["order.department"].search([], limit=1)
        self.type.department_id = department
        self.assertEqual(self._open().department_id, department)

    def test_nobody_moves_the_deadline_by_hand(self):
        case = self._open()
        for name in ("deadline", "paused_on", "escalated_on"):
            with self._refused("", AccessError):
                case.write({name: Datetime.now()})
