from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_hold_line import HeldLineCase


@tagged("post_install", "-at_install")
class TestHoldGone(HeldLineCase):
    """A line that is deleted takes its holds with it; none turns into one on the whole order."""

    def _delete(self, user):
        self.line.with_user(user).unlink()

    def test_hold_ends_with_its_line_and_stays_as_a_record(self):
        hold = self._hold_line()
        self.assertEqual(self.order.blocker_count, 1)
        self._delete(self.specialist)
        self.assertRecordValues(
            hold.sudo(),
            [
                {
                    "order_id": self.order.id,
                    "line_id": False,
                    "line_name": "Camembert",
                    "is_active": False,
                    "release_kind": "line",
                    "released_by_id": self.specialist.id,
                }
            ],
        )
        self.assertEqual(hold._get_name(), "Not yet, on Camembert")
        self.assertIn("its line was deleted: Not yet, on Camembert", self.order.message_ids[0].body)
        self.assertEqual(self.order.blocker_count, 0)
        handoff = self._confirm(self.order)
        self.assertEqual(handoff.line_ids.sale_line_id, self.other)

    def test_who_may_not_release_it_does_not_get_round_it(self):
        self.order.user_id = self.salesperson
        hold = self._hold_line()
        text = "Camembert is on hold, so its line cannot be deleted. Only .* may release"
        with self.assertRaisesRegex(UserError, text), self.cr.savepoint():
            self._delete(self.salesperson)
        self.assertEqual((hold.line_id, hold.is_active), (self.line, True))
        self._release(hold)
        self._delete(self.salesperson)
        self.assertFalse(self.line.exists())

    def test_release_of_a_line_that_is_gone_counts_for_no_whole_order(self):
        hold = self._hold_line()
        self._release(hold)
        released = self.env["order.hold"]._get_last_released
        self._delete(self.specialist)
        self.assertEqual((hold.release_kind, hold.line_name), ("person", "Camembert"))
        self.assertFalse(released(self.order.ids, hold.type_id))
        whole = self._hold(self.order, self.early_hold_type)
        self._release(whole)
        self.assertEqual(released(self.order.ids, hold.type_id), whole)
