"""The carrier's own cut-off: what it takes has to be ready before it goes."""

from datetime import datetime

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.tests import Form
from odoo.tools import mute_logger

from odoo.addons.order_specialist.tests.release_common import ReleaseCase


class TestCarrierCutoff(ReleaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Monday to Friday 8:00-17:00 in Brussels, in March one hour before UTC
        cls.company.resource_calendar_id.tz = "Europe/Brussels"
        cls.department.cutoff_hour = 15.0
        freight = cls._create_product("Freight", 7.0, type="service", is_storable=False)
        cls.carrier, cls.other = cls.env["delivery.carrier"].create(
            [{"name": name, "product_id": freight.id} for name in ("Parcels", "Pallets")]
        )
        cls.carrier.order_cutoff_hour = 11.5

    def _release(self, carrier=None, **values):
        order, handoff = self._create_released(carrier_id=carrier and carrier.id, **values)
        return order, handoff

    @freeze_time("2026-03-02 09:00:00")
    def test_the_earlier_of_warehouse_and_carrier_counts(self):
        _order, handoff = self._release(self.carrier)
        self.assertEqual(handoff.deadline, datetime(2026, 3, 2, 10, 30))
        self.carrier.order_cutoff_hour = 16.0
        self.assertEqual(handoff.deadline, datetime(2026, 3, 2, 14, 0))
        self.carrier.order_cutoff_hour = 0.0
        self.assertEqual(handoff.deadline, datetime(2026, 3, 2, 14, 0))

    @freeze_time("2026-03-06 11:00:00")
    def test_when_the_carrier_has_gone_on_friday_it_leaves_on_monday(self):
        _order, handoff = self._release(self.carrier)
        self.assertEqual(handoff.deadline, datetime(2026, 3, 9, 10, 30))
        _order, others = self._release(self.other)
        self.assertEqual(others.deadline, datetime(2026, 3, 6, 14, 0))

    @freeze_time("2026-03-02 09:00:00")
    def test_what_is_promised_leaves_with_the_last_one_before(self):
        _order, handoff = self._release(self.carrier, commitment_date="2026-03-10 11:00:00")
        self.assertEqual(handoff.deadline, datetime(2026, 3, 10, 10, 30))
        _order, handoff = self._release(self.carrier, commitment_date="2026-03-10 10:00:00")
        self.assertEqual(handoff.deadline, datetime(2026, 3, 9, 10, 30))

    @freeze_time("2026-03-02 09:00:00")
    def test_the_hours_are_those_of_the_warehouse(self):
        calendar = self.company.resource_calendar_id.copy({"tz": "America/New_York"})
        self.warehouse = self.env["stock.warehouse"].search([], limit=1)
        self.warehouse.order_calendar_id = calendar
        _order, handoff = self._release(self.carrier)
        self.assertEqual(handoff.deadline, datetime(2026, 3, 2, 16, 30))

    @freeze_time("2026-03-02 09:00:00")
    def test_another_carrier_is_another_deadline(self):
        order, handoff = self._release()
        self.assertEqual(handoff.deadline, datetime(2026, 3, 2, 14, 0))
        order.carrier_id = self.carrier
        self.assertEqual(handoff.deadline, datetime(2026, 3, 2, 10, 30))

    @mute_logger("odoo.sql_db")
    def test_a_cutoff_is_a_time_of_the_day(self):
        with self.assertRaises(CheckViolation):
            self.carrier.order_cutoff_hour = 24.5
            self.env.flush_all()

    def test_it_is_entered_on_the_delivery_method(self):
        with Form(self.carrier) as form:
            form.order_cutoff_hour = 13.25
        self.assertEqual(self.carrier.order_cutoff_hour, 13.25)
