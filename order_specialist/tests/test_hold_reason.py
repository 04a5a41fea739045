from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import DeskCase


@tagged("post_install", "-at_install")
class TestHoldReason(DeskCase):
    """Why an order is held, as a code: proposed, kept, shown and counted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manual = cls.env.ref("order_specialist.order_hold_type_manual")
        cls.price = cls.env.ref("order_specialist.order_hold_type_price")
        cls.missing = cls.env.ref("order_specialist.order_reason_hold_place_document_missing")
        cls.unclear = cls.env.ref("order_specialist.order_reason_hold_place_price_unclear")
        cls.order, cls.other = cls._create_order(), cls._create_order()

    def _place(self, order, hold_type, user=None, **values):
        holds = self.env["order.hold"].with_user(user or self.specialist)
        return holds._place(order.with_user(holds.env.user), hold_type, "A note", **values)

    def _open(self, orders):
        orders = orders.with_user(self.specialist)
        action = self.env["order.hold.wizard"].with_user(self.specialist)._open_for(orders)
        return Form(
            self.env["order.hold.wizard"]
            .with_user(self.specialist)
            .with_context(**action["context"])
        )

    def test_reason_that_is_usual_for_the_type_is_taken_where_none_is_given(self):
        hold = self._place(self.order, self.price)
        self.assertEqual(hold.reason_id, self.unclear)
        self.assertEqual(
            hold._get_message(), f"Hold: Price question, by {self.specialist.name}. A note"
        )
        self.assertFalse(self._place(self.order, self.manual).reason_id)

    def test_reason_is_chosen_in_the_dialog_for_one_and_for_many(self):
        form = self._open(self.order | self.other)
        form.type_id = self.price
        self.assertEqual(form.place_reason_id, self.unclear)
        form.type_id = self.manual
        self.assertFalse(form.place_reason_id)
        form.place_reason_id = self.missing
        form.save().action_place()
        for order in self.order | self.other:
            self.assertRecordValues(
                order.hold_ids, [{"type_id": self.manual.id, "reason_id": self.missing.id}]
            )

    def test_reason_is_read_where_the_hold_is(self):
        hold = self._place(self.order, self.manual, reason_id=self.missing.id)
        self.assertIn("Hold: Manual (A document is missing), by", hold._get_message())
        self.assertIn("Hold placed: Manual (A document is missing)", self.order.message_ids[0].body)

    def test_type_that_wants_a_reason_is_not_placed_without_one(self):
        self.manual.needs_reason = True
        form = self._open(self.order)
        form.type_id = self.manual
        with self.assertRaisesRegex(AssertionError, "place_reason_id is a required field"):
            form.save()
        with self.assertRaisesRegex(UserError, "Say why: a hold of the type “Manual”"):
            self._place(self.order, self.manual)
        self._place(self.order, self.manual, reason_id=self.missing.id)
        self.price.needs_reason = True
        self.assertEqual(self._place(self.order, self.price).reason_id, self.unclear)

    def test_system_is_not_asked_why(self):
        self.manual.needs_reason = True
        holds = self.env["order.hold"].sudo()
        self.assertTrue(holds._place(self.order, self.manual))

    def test_reason_for_something_else_is_refused(self):
        paid = self.env.ref("order_specialist.order_reason_hold_release_paid")
        with self.assertRaisesRegex(UserError, "“Paid” is no reason to place a hold"):
            self._place(self.order, self.manual, reason_id=paid.id)

    def test_reasons_and_outcomes_are_counted(self):
        paid = self.env.ref("order_specialist.order_reason_hold_release_paid")
        self._place(self.order, self.price)._release(paid, "By cheque")
        self._place(self.other, self.price)
        self._place(self.other, self.manual, reason_id=self.missing.id)
        holds = self.env["order.hold"].with_user(self.specialist)
        groups = holds._read_group(
            [("order_id", "in", (self.order | self.other).ids)],
            ["reason_id", "release_reason_id", "release_kind"],
            ["__count"],
        )
        self.assertCountEqual(
            [(reason.code, done.code, kind, count) for reason, done, kind, count in groups],
            [
                ("price_unclear", "paid", "person", 1),
                ("price_unclear", False, False, 1),
                ("document_missing", False, False, 1),
            ],
        )
