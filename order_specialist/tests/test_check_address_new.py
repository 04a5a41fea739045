from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools.address import Place, get_differences, get_similarity
from ..tools.address_text import WrittenAddress
from .common import DeskCase


@tagged("post_install", "-at_install")
class TestCheckAddressNew(DeskCase):
    """The ship-to is one that this customer has confirmed; a nearly right one is shown beside."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist("address_new")
        cls.customer.write({"street": "Hauptstr. 29", "zip": "3012", "city": "Bern"})

    @classmethod
    def _create_place(cls, street="Starenweg 5", customer=None, **values):
        return cls.env["res.partner"].create(
            {
                "parent_id": (customer or cls.customer).id,
                "type": "delivery",
                "name": "Lager",
                "street": street,
                "zip": "3012",
                "city": "Bern",
                "country_id": cls.env.ref("base.at").id,
                **values,
            }
        )

    def _tell(self, order):
        return self._get_messages(order, "confirm")

    def _order_to(self, place, **values):
        return self._create_order(partner_shipping_id=place.id, **values)

    # --- what is known ----------------------------------------------------------------------------

    def test_own_main_address_is_known(self):
        self.assertEqual(self._tell(self._create_order()), [])

    def test_delivery_contact_is_not_known_by_being_there(self):
        order = self._order_to(self._create_place("Grenzacherweg 237", zip="1203", city="Genève"))
        self.assertEqual(
            self._tell(order), ["Grenzacherweg 237, 1203 Genève, AT is new for this customer."]
        )
        self.assertEqual(self._get_finding(order, "address_new").amount, 90.0)

    def test_contact_at_the_main_address_goes_to_a_known_place(self):
        place = self._create_place("HAUPTSTRASSE 29")
        self.assertEqual(self._tell(self._order_to(place)), [])

    def test_order_confirmed_to_it_makes_it_known_to_the_whole_company(self):
        place = self._create_place()
        first, second = self._order_to(place), self._order_to(place)
        contact = self.env["res.partner"].create({"name": "Anna", "parent_id": self.customer.id})
        third = self._order_to(place, partner_id=contact.id)
        self._override(first, "address_new", self.specialist)
        self.assertEqual(len(self._tell(second)), 1)
        first.action_confirm()
        self.assertEqual(self._tell(second | third), [])

    def test_cancelled_order_is_no_witness(self):
        place = self._create_place()
        first, second = self._order_to(place), self._order_to(place)
        self._override(first, "address_new", self.specialist)
        first.action_confirm()
        first._action_cancel()
        self.assertEqual(len(self._tell(second)), 1)

    def test_address_that_a_known_contact_moves_to_is_new(self):
        place = self._create_place()
        first = self._order_to(place)
        self._override(first, "address_new", self.specialist)
        first.action_confirm()
        place.street = "Seegasse 1"
        order = self._order_to(place)
        self.assertEqual(self._tell(order), ["Seegasse 1, 3012 Bern, AT is new for this customer."])
        place.street = "starenweg  5"
        self.assertEqual(self._tell(order), [])

    def test_order_is_no_witness_of_itself(self):
        self.checklist.check_ids.recheck = True
        order = self._order_to(self._create_place())
        self._override(order, "address_new", self.specialist)
        order.action_confirm()
        self.env["order.override"].search([("order_id", "=", order.id)]).is_valid = False
        self.assertEqual(len(self._get_messages(order)), 1)

    def test_two_orders_made_as_confirmed_ones_do_not_vouch_for_each_other(self):
        place = self._create_place()
        values = {"partner_id": self.customer.id, "partner_shipping_id": place.id, "state": "sale"}
        line = {"product_id": self.product.id, "product_uom_qty": 1}
        with self.assertRaisesRegex(UserError, "is new for this customer"):
            self.env["sale.order"].with_user(self.specialist).create(
                [{**values, "order_line": [(0, 0, line)]} for _number in range(2)]
            )

    def test_order_of_another_customer_or_company_makes_nothing_known(self):
        place = self._create_place()
        stranger = self._create_customer("Somebody", street="Ring 1", zip="1010", city="Wien")
        self._override(
            other := self._order_to(place, partner_id=stranger.id), "address_new", self.specialist
        )
        other.action_confirm()
        self.assertEqual(len(self._tell(self._order_to(place))), 1)

    def test_cancelled_orders_go_nowhere(self):
        order = self._order_to(self._create_place())
        order._action_cancel()
        self.assertEqual(order.get_blockers(), [])

    def test_services_go_nowhere(self):
        service = self._create_product("Advice", 50.0, type="service", is_storable=False)
        order = self._create_order(
            [(service, 9, None)], partner_shipping_id=self._create_place().id
        )
        self.assertEqual(self._tell(order), [])

    def test_address_that_says_nothing_is_left_to_the_other_rule(self):
        self.assertEqual(self._tell(self._order_to(self._create_place("", zip="", city=""))), [])

    # --- confirmed and remembered -----------------------------------------------------------------

    def test_confirmed_once_it_is_known(self):
        place = self._create_place("Hauptstr. 31")
        orders = self._order_to(place) | self._order_to(place)
        blocker = orders[0].get_blockers("confirm")[0]
        self.assertEqual(blocker["actions"][:3], ["fix", "remember", "open"])
        orders[0].action_blocker(blocker, "remember")
        self.assertEqual(self._tell(orders), [])
        # the same place, written otherwise
        self.assertEqual(self._tell(self._order_to(self._create_place("HAUPTSTRASSE 31"))), [])
        self.customer.order_known_ids.with_user(self.specialist).action_forget()
        self.assertEqual(len(self._tell(orders)), 2)

    def test_what_was_remembered_is_near_to_others(self):
        place = self._create_place("Grenzacherweg 237", zip="1203", city="Genève")
        order = self._order_to(place)
        order.action_blocker(order.get_blockers("confirm")[0], "remember")
        other = self._order_to(self._create_place("Grenzacherweg 273", zip="1203", city="Geneve"))
        self.assertEqual(
            self._tell(other),
            [
                "Grenzacherweg 273, 1203 Geneve, AT is new for this customer; nearly the same is "
                "known: Grenzacherweg 237, 1203 Genève, AT (Grenzacherweg 273 / 237)."
            ],
        )

    # --- nearly right -----------------------------------------------------------------------------

    def test_nearly_right_address_is_shown_with_what_differs_and_fixed(self):
        order = self._order_to(self._create_place("Hauptstr. 31"))
        self.assertEqual(
            self._tell(order),
            [
                "Hauptstr. 31, 3012 Bern, AT is new for this customer; nearly the same is known: "
                "Hauptstr. 29, 3012 Bern, AT (Hauptstr. 31 / 29)."
            ],
        )
        order.action_verify()
        self.assertEqual(order.finding_ids.expected_text, "Hauptstr. 29, 3012 Bern, AT")
        order.action_blocker(order.get_blockers("confirm")[0], "fix")
        self.assertEqual(order.partner_shipping_id, self.customer)
        self.assertEqual(self._tell(order), [])
        self.assertEqual(order.finding_ids.outcome, "fixed")

    def test_fix_is_offered_for_exactly_one_near_address(self):
        self._override(
            first := self._order_to(self._create_place("Hauptstr. 28")),
            "address_new",
            self.specialist,
        )
        first.action_confirm()
        order = self._order_to(self._create_place("Hauptstr. 31"))
        (blocker,) = order.get_blockers("confirm")
        self.assertIn("Hauptstr. 29, 3012 Bern, AT", blocker["message"])
        self.assertIn("Hauptstr. 28, 3012 Bern, AT", blocker["message"])
        self.assertEqual(blocker["actions"][0], "remember")
        with self.assertRaisesRegex(UserError, "Only a person"):
            order.action_blocker(blocker, "fix")
        row = self._get_row(order)
        self.assertFalse(row.can_fix)
        self.assertTrue(row.can_remember)

    def _get_row(self, order):
        order.action_verify()
        row = self.env["order.blocker"].search([("order_id", "=", order.id)])
        return row.with_user(self.specialist)

    def test_how_similar_is_near_is_set_on_the_check(self):
        order = self._order_to(self._create_place("Hauptstr. 31"))
        self.checklist.check_ids.near_percent = 95
        self.assertEqual(
            self._tell(order), ["Hauptstr. 31, 3012 Bern, AT is new for this customer."]
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.checklist.check_ids.near_percent = 101
            self.env.flush_all()

    # --- as the customer wrote it -----------------------------------------------------------------

    def test_what_the_customer_wrote_is_where_it_goes(self):
        for text in (
            "Delikatessen Huber\nHauptstr. 29\n3012 Bern\nAustria",
            "bitte an: hauptstraße 29, Bern!",
            "Huber, Hauptstr 29, A-3012 BERN",
            "Huber, Hauptstr 29, 3012 Bern, Autriche",
            "  ",
        ):
            order = self._create_order(ship_to_request=text)
            self.assertEqual(self._tell(order), [], text)

    def test_customer_wrote_another_house_number(self):
        order = self._create_order(ship_to_request="Huber\nHauptstr. 31\n3012 Bern")
        self.assertEqual(
            self._tell(order),
            [
                "The customer wrote “Huber, Hauptstr. 31, 3012 Bern”, it goes to Hauptstr. 29, "
                "3012 Bern, AT; known: Hauptstr. 29, 3012 Bern, AT (Hauptstr. 31 / 29)."
            ],
        )
        (blocker,) = order.get_blockers("confirm")
        self.assertEqual(blocker["actions"][0], "remember", "it goes there already")
        order.action_blocker(blocker, "remember")
        again = self._create_order(ship_to_request="HUBER, Hauptstr 31, 3012 Bern")
        self.assertEqual(self._tell(order | again), [])
        other = self._create_order(ship_to_request="Huber, Hauptstr. 33, 3012 Bern")
        self.assertEqual(len(self._tell(other)), 1)

    def test_customer_wrote_an_address_that_is_known(self):
        place = self._create_place()
        self._override(first := self._order_to(place), "address_new", self.specialist)
        first.action_confirm()
        order = self._order_to(self.customer, ship_to_request="Lager\nStarenweg 5\n3012 Bern")
        self.assertEqual(
            self._tell(order),
            [
                "The customer wrote “Lager, Starenweg 5, 3012 Bern”, it goes to Hauptstr. 29, "
                "3012 Bern, AT; known: Starenweg 5, 3012 Bern, AT."
            ],
        )
        order.action_blocker(order.get_blockers("confirm")[0], "fix")
        self.assertEqual((order.partner_shipping_id, self._tell(order)), (place, []))

    def test_taking_the_known_address_says_what_the_customer_meant(self):
        text = "Huber\nHauptstr. 31\n3012 Bern"
        order = self._order_to(self._create_place("Hauptstr. 31"), ship_to_request=text)
        order.action_blocker(order.get_blockers("confirm")[0], "fix")
        again = self._order_to(self.customer, ship_to_request=text)
        self.assertEqual(self._tell(order | again), [])
        self.assertRecordValues(
            self.customer.order_known_ids, [{"kind": "address", "user_id": self.specialist.id}]
        )

    def test_customer_wrote_something_else(self):
        order = self._create_order(ship_to_request="Ring 1, 1010 Wien " + "x" * 300)
        (message,) = self._tell(order)
        self.assertIn("none of his known addresses is like it", message)
        order.action_blocker(order.get_blockers("confirm")[0], "remember")
        self.assertEqual(self._tell(order), [])

    # --- another country, another name ------------------------------------------------------------

    def test_another_country_is_another_address(self):
        place = self._create_place("Hauptstr. 29", country_id=self.env.ref("base.ch").id)
        order = self._order_to(place)
        self.assertEqual(
            self._tell(order),
            [
                "Hauptstr. 29, 3012 Bern, CH is new for this customer; nearly the same is known: "
                "Hauptstr. 29, 3012 Bern, AT (CH / AT)."
            ],
        )
        order.action_blocker(order.get_blockers("confirm")[0], "fix")
        self.assertEqual((order.partner_shipping_id, self._tell(order)), (self.customer, []))

    def test_customer_wrote_another_country(self):
        address = "Delikatessen Huber\nHauptstr. 29\n"
        for end in ("3012 Bern\nSchweiz", "CH-3012 Bern", "3012 BERN, Suisse", "3012 Bern CH"):
            order = self._create_order(ship_to_request=address + end)
            (message,) = self._tell(order)
            self.assertIn("known: Hauptstr. 29, 3012 Bern, AT (CH / AT).", message)
        self.customer.country_id = False
        self.assertEqual(self._tell(order), [], "nothing is said of where it goes")

    def _show(self, order):
        return [b["message"] for b in order.get_blockers("confirm") if not b["stops"]]

    def test_another_name_at_a_known_address_is_shown(self):
        place = self._create_place("Hauptstr. 29", name="Nagl & Söhne KG")
        orders = self._order_to(place) | self._order_to(place)
        told = (
            "“Nagl & Söhne KG” is another name at the known address Hauptstr. 29, 3012 Bern, AT; "
            "known: Delikatessen Huber."
        )
        self.assertEqual((self._show(orders), self._tell(orders)), ([told] * 2, []))
        orders[0].action_blocker(orders[0].get_blockers("confirm")[0], "remember")
        self.assertEqual(self._show(orders), [])
        written = self._create_order(ship_to_request="Nagel\nHauptstr. 29\n3012 Bern")
        self.assertEqual(self._show(written), [], "nearly the name that was remembered")
        written.ship_to_request = "Chop-suey\nHauptstr. 29\n3012 Bern"
        self.assertIn("“Chop-suey” is another name", *self._show(written))

    def test_name_that_goods_went_to_is_known(self):
        place = self._create_place("Hauptstr. 29", name="Nagl")
        first, second = self._order_to(place), self._order_to(place)
        self.assertEqual(len(self._show(second)), 1)
        first.action_confirm()
        self.assertEqual(self._show(second), [])
        place.name = "Stadler"
        self.assertEqual(len(self._show(second)), 1, "it was not Stadler then")

    def test_own_name_in_any_way_and_own_people_are_no_other_name(self):
        for name in ("HUBER", "Delikatessen Huber GmbH", "Delicatessen Huber", False):
            place = self._create_place("Hauptstr. 29", name=name)
            self.assertEqual(self._show(self._order_to(place)), [], name)
        person = self._create_place("Hauptstr. 29", name="Maria Anders", type="contact")
        order = self._create_order(
            partner_id=person.id,
            partner_shipping_id=person.id,
            ship_to_request="Maria Anders\nHauptstr. 29\n3012 Bern",
        )
        self.assertEqual(self._show(order), [])

    # --- values -----------------------------------------------------------------------------------

    def test_what_makes_two_addresses_one_place(self):
        place = Place("Huber", "Hauptstraße 31 A", "", "V3F 2K1", "Genève", "", 1, "CH")
        for other in (
            place._replace(street="HAUPTSTR. 31a"),
            place._replace(name="Somebody"),
            place._replace(zip="v3f2k1"),
            place._replace(city="GENEVE"),
            place._replace(street="Hauptstr.", street2="31a"),
            place._replace(state_id=7),
        ):
            self.assertEqual(other.key, place.key, other)
            self.assertEqual(get_similarity(place, place), 1)
        for other in (
            place._replace(street="Hauptstr. 31"),
            place._replace(zip="V3F 2K2"),
            place._replace(country_id=2),
            place._replace(zip="", state_id=7),
        ):
            self.assertNotEqual(other.key, place.key, other)
        self.assertNotIn(":", place._replace(street="c/o: x").key)
        self.assertEqual(get_similarity(place, place._replace(country_id=2)), 0.8)

    def test_differences_are_told_part_by_part(self):
        place = Place("Galería del gastronómo", "Rambla de Cataluña, 23", "", "8022", "Barcelona")
        other = place._replace(name="Galería del gastrónomo", zip="08022")
        self.assertEqual(get_differences(place, other), ["8022 / 08022", "gastronómo / gastrónomo"])
        self.assertEqual(get_differences(place, place._replace(name="Somebody")), [])
        missing = place._replace(zip="", country_code="ES")
        self.assertEqual(get_differences(missing, place), ["– / 8022", "ES / –"])

    def test_written_address_names_no_other_postal_code(self):
        place = Place("", "Rambla de Cataluña, 23", "", "08022", "Barcelona")
        self.assertTrue(WrittenAddress("Rambla de Cataluña 23, Barcelona").says(place))
        self.assertTrue(WrittenAddress("Rambla de Cataluña 23, E-08022").says(place))
        written = WrittenAddress("Rambla de Cataluña 23\n8022 Barcelona")
        self.assertFalse(written.says(place))
        similarity, told = written.compare(place)
        self.assertGreater(similarity, 0.9)
        self.assertEqual(told, ["8022 / 08022"])
