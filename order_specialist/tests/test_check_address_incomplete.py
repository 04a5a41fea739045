from odoo.tests import tagged

from .common import DeskCase


@tagged("post_install", "-at_install")
class TestCheckAddressIncomplete(DeskCase):
    """A ship-to says all that the addresses of its country say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist({"kind": "address_incomplete", "gate": "handoff"})
        cls.order = cls._create_order()

    def _get_missing(self, order=None):
        return [f.actual for f in self._find(order or self.order, "address_incomplete")]

    def test_complete_address_is_fine(self):
        self.assertEqual(self._get_missing(), [])

    def test_each_missing_part_is_named(self):
        self.customer.write({"street": False, "city": False, "zip": False})
        self.assertEqual(self._get_missing(), [["street", "city", "zip"]])
        self.assertEqual(
            self._get_messages(self.order, "handoff"),
            ["The delivery address lacks: street, city, postal code."],
        )

    def test_second_street_line_is_a_street(self):
        self.customer.write({"street": False, "street2": "Postfach 12"})
        self.assertEqual(self._get_missing(), [])

    def test_country_is_asked_for(self):
        self.customer.country_id = False
        self.assertEqual(self._get_missing(), [["country"]])

    def test_country_says_whether_it_has_postal_codes(self):
        country = self.env["res.country"].create({"name": "Nowhere", "code": "ZQ"})
        self.customer.write({"country_id": country.id, "zip": False})
        for required, layout, expected in (
            (True, "%(street)s\n%(zip)s %(city)s", [["zip"]]),
            (False, "%(street)s\n%(zip)s %(city)s", []),
            (True, "%(street)s\n%(city)s", []),
        ):
            country.write({"zip_required": required, "address_format": layout})
            self.assertEqual(self._get_missing(), expected, (required, layout))

    def test_country_says_whether_it_has_states(self):
        self.customer.country_id.state_required = True
        self.assertEqual(self._get_missing(), [["state"]])
        self.customer.state_id = self.env["res.country.state"].create(
            {"name": "Steiermark", "code": "ST", "country_id": self.customer.country_id.id}
        )
        self.assertEqual(self._get_missing(), [])

    def test_ship_to_counts_not_the_customer(self):
        delivery = self.env["res.partner"].create(
            {"name": "Branch", "parent_id": self.customer.id, "type": "delivery", "city": "Linz"}
        )
        self.order.partner_shipping_id = delivery
        self.assertEqual(self._get_missing(), [["street", "country"]])

    def test_services_go_nowhere(self):
        service = self._create_product("Advice", 50.0, type="service", is_storable=False)
        self.customer.street = False
        self.assertEqual(self._get_missing(self._create_order([(service, 1, None)])), [])

    def test_partly_completed_address_stays_overridden(self):
        self.customer.write({"street": False, "zip": False})
        self._override(self.order, "address_incomplete", self.specialist)
        self.customer.zip = "8010"
        self.assertEqual(self._get_messages(self.order), [])
        self.customer.city = False
        self.assertEqual(len(self._get_messages(self.order)), 1)
