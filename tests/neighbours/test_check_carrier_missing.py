"""Who brings the goods is on the order: shown where it is not, and set with one button."""

from odoo.exceptions import UserError

from odoo.addons.order_specialist.tests.common import DeskCase


class TestCheckCarrierMissing(DeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist({"kind": "carrier_missing", "gate": "handoff"})
        product = cls._create_product("Delivery", 7.0, type="service", is_storable=False)
        cls.carrier = cls.env["delivery.carrier"].create(
            {"name": "Post", "product_id": product.id, "fixed_price": 7.0}
        )
        cls.order = cls._create_order()

    def test_order_without_a_carrier_is_found(self):
        self.assertEqual(self._get_messages(self.order, "handoff"), ["No carrier is chosen."])
        (blocker,) = self.order.get_blockers("handoff")
        self.assertNotIn("fix", blocker["actions"])
        self.order.carrier_id = self.carrier
        self.assertEqual(self._get_messages(self.order), [])

    def test_services_are_carried_by_nobody(self):
        order = self._create_order([(self.carrier.product_id, 1, None)])
        self.assertEqual(self._get_messages(order), [])

    def test_carrier_that_the_customer_usually_takes_is_set_with_its_price(self):
        self.customer.property_delivery_carrier_id = self.carrier
        (blocker,) = self.order.get_blockers("handoff")
        self.assertEqual(blocker["message"], "No carrier is chosen; he usually takes Post.")
        self.order.action_blocker(blocker, "fix")
        self.assertEqual(self.order.carrier_id, self.carrier)
        self.assertEqual(self.order.order_line.filtered("is_delivery").price_unit, 7.0)
        self.assertEqual(self._get_messages(self.order), [])

    def test_carrier_of_another_company_or_archived_is_not_offered(self):
        self.customer.property_delivery_carrier_id = self.carrier
        self.carrier.active = False
        self.assertEqual(self._get_messages(self.order), ["No carrier is chosen."])
        self.carrier.active = True
        company = self.env["res.company"].create({"name": "Other"})
        self.customer.with_company(company).property_delivery_carrier_id = self.carrier
        self.customer.property_delivery_carrier_id = False
        self.assertEqual(self._get_messages(self.order), ["No carrier is chosen."])

    def test_price_that_cannot_be_told_is_said(self):
        self.customer.property_delivery_carrier_id = self.carrier
        (blocker,) = self.order.get_blockers("handoff")
        failed = {"success": False, "price": 0, "error_message": "No rate today"}
        self.patch(type(self.carrier), "rate_shipment", lambda *_: failed)
        with self.assertRaisesRegex(UserError, "No rate today"):
            self.order.action_blocker(blocker, "fix")

    def test_recommended_checklist_shows_it_and_stops_nothing(self):
        check = self.env.ref("order_specialist_delivery.check_carrier_missing")
        self.assertEqual((check.severity, check.gate), ("info", "handoff"))

    def test_one_query_for_any_batch(self):
        many = self.env["sale.order"].union(*(self._create_order() for _number in range(4)))
        self.env.flush_all()
        for orders in (self.order, many):
            facts = self.env["order.gate"]._get_facts(orders)
            with self.assertQueryCount(1):
                facts["carriers"]
