from datetime import date

from odoo.tests import TransactionCase, tagged
from odoo.tools import html2plaintext

from ..demo import inbox, keys, load, northwind

TODAY = date(2024, 5, 7)


@tagged("post_install", "-at_install")
class TestDemoInbox(TransactionCase):
    """Today's inbox: each of the twelve orders is in the state that its story tells."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load(cls.env, orders="0", today=TODAY, say=str)
        cls.mail = inbox.read(northwind.read())
        known = keys.find(cls.env, "sale.order", "inbox")
        cls.inbox = {int(key): order for key, order in known.items()}
        cls.users = keys.find(cls.env, "res.users", "user")

    def get_stops(self, number):
        order = self.inbox[number].with_user(self.users["specialist"])
        return [
            (blocker["gate"], self.env["order.check"].browse(blocker["check_id"]).kind)
            for blocker in order.get_blockers()
            if blocker["stops"]
        ]

    def test_every_order_came_this_morning_with_its_story(self):
        self.assertEqual(len(self.inbox), 12)
        for number, order in self.inbox.items():
            first = self.mail[number][0]
            self.assertEqual(order.received_at.date(), TODAY)
            self.assertEqual(order.create_date, order.received_at)
            self.assertEqual(order.order_channel, first.channel)
            self.assertEqual(order.ordered_by, first.ordered_by)
            lines = order.order_line.filtered("product_uom_qty")
            self.assertEqual(len(lines), len(self.mail[number]))
            notes = [html2plaintext(message.body) for message in order.message_ids]
            self.assertTrue(any(first.story in note for note in notes), notes)

    def test_people_enter_what_people_said(self):
        self.assertEqual(self.inbox[1].create_uid, self.users["specialist"])
        self.assertNotIn(self.inbox[7].create_uid, self.users.values())

    def test_clean_orders_are_stopped_by_nothing(self):
        for number in (1, 2):
            self.assertEqual(self.get_stops(number), [])
            order = self.inbox[number].with_user(self.users["specialist"])
            self.assertIs(order.action_verify_and_confirm(), True)
            self.assertEqual(order.state, "sale")

    def test_second_sending_is_a_duplicate(self):
        stops = set(self.get_stops(3))  # each of its lines has a discount of 25 %
        self.assertEqual(stops, {("confirm", "duplicate_order"), ("confirm", "discount_limit")})

    def test_transposed_quantity_can_be_read_in_what_the_customer_wrote(self):
        self.assertEqual(self.inbox[4].order_line[0].product_uom_qty, 54)
        self.assertIn("45 x", self.mail[4][0].request)

    def test_stale_price_is_found_and_fixed_by_the_list(self):
        self.assertEqual(self.get_stops(5), [("confirm", "pricelist_price")])

    def test_changing_the_quantity_keeps_the_price_that_was_typed(self):
        line = self.inbox[5].order_line[0]
        line.product_uom_qty = 11
        self.assertEqual(line.price_unit, 14.4)

    def test_nearly_right_address_is_new_and_lacks_its_postal_code(self):
        self.assertEqual(
            self.get_stops(6), [("confirm", "address_new"), ("handoff", "address_incomplete")]
        )
        order = self.inbox[6].with_user(self.users["specialist"])
        blocker = order.get_blockers("confirm")[0]
        self.assertIn("(Maubelstr. 9 / 90, – / 14776)", blocker["message"])
        place = self.inbox[6].partner_shipping_id
        self.assertEqual((place.type, place.street), ("delivery", "Maubelstr. 9"))
        order.action_blocker(blocker, "fix")
        self.assertEqual((order.partner_shipping_id, self.get_stops(6)), (order.partner_id, []))

    def test_credit_controller_holds_what_is_over_the_limit(self):
        order = self.inbox[7]
        self.assertGreater(order.amount_total, order.partner_id.credit_limit)
        self.assertIn("5,000.00", order.hold_ids.note)
        self.assertRecordValues(
            order.hold_ids,
            [
                {
                    "type_id": self.env.ref("order_specialist.order_hold_type_credit").id,
                    "placed_by_id": self.users["credit"].id,
                    "is_active": True,
                }
            ],
        )

    def test_rush_is_a_rush_and_clean(self):
        self.assertTrue(self.inbox[8].is_rush)
        self.assertEqual(self.get_stops(8), [])

    def test_ship_complete_is_short_at_the_release(self):
        self.assertEqual(self.get_stops(9), [("handoff", "stock_short")])

    def test_change_after_the_release_waits_for_the_warehouse(self):
        order = self.inbox[10]
        self.assertEqual((order.state, order.handoff_state), ("sale", "accepted"))
        self.assertEqual(order.handoff_ids.accepted_by_id, self.users["warehouse"])
        changes = order.pending_change_ids
        self.assertEqual(changes.offered_by_id, self.users["specialist"])
        self.assertEqual(
            {(c.sale_line_id.product_id.name, c.kind, c.quantity) for c in changes},
            {("Sirop d'érable", "quantity", 10), ("Chocolade", "line", 5)},
        )
        self.assertEqual(sum(order.picking_ids.move_ids.mapped("product_uom_qty")), 45)
        changes.with_user(self.users["warehouse"]).action_take()
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [40, 15, 5])

    def test_recalled_order_waits_until_the_warehouse_has_put_it_back(self):
        order = self.inbox[11]
        self.assertEqual((order.state, order.handoff_state), ("sale", "recalled"))
        self.assertEqual(order.handoff_ids.recalled_by_id, self.users["specialist"])
        self.assertEqual(self.get_stops(11), [("ship", False)])
        order.handoff_ids.with_user(self.users["warehouse"]).action_put_back()
        self.assertEqual(order.state, "cancel")

    def test_what_the_customer_asked_afterwards_is_noted(self):
        for number in (10, 11):
            notes = [html2plaintext(message.body) for message in self.inbox[number].message_ids]
            self.assertTrue(any(self.mail[number][0].asked in note for note in notes), notes)

    def test_signed_order_is_parked_and_keeps_the_signature(self):
        order = self.inbox[12]
        self.assertEqual(order.signed_by, "Horst Kloss")
        self.assertTrue(order.signature)
        self.assertTrue(order.parked_on)
        self.assertEqual(order.state, "sent")
        self.assertIn(("confirm", "pricelist_price"), self.get_stops(12))
