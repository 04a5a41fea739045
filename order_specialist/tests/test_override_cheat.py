from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from ..exceptions import GateClosed
from .common import DeskCase


@tagged("post_install", "-at_install")
class TestOverrideCheat(DeskCase):
    """What a person who knows the interface tries, to get his own price through."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist({"kind": "pricelist_price", "four_eyes": True})
        cls.check = cls.checklist.check_ids
        cls.order = cls._create_order([(None, 48, 8.1)])
        cls.reason = cls.env.ref("order_specialist.order_reason_override_agreed")
        cls.truck = cls.env.ref("order_specialist.order_reason_release_now_truck_waiting")
        cls.key = cls.order.with_user(cls.specialist).get_blockers()[0]["key"]

    def _call(self, user, model, method, *args):
        """Call a method as a client of the interface does."""
        return call_kw(self.env[model].with_user(user), method, list(args), {})

    def _apply(self, user, order=None, **values):
        """Make the dialog up and press its button, without any screen."""
        order = order or self.order
        wizard_id = self._call(
            user,
            "order.override.wizard",
            "create",
            {
                "order_id": order.id,
                "check_id": self.check.id,
                "line_id": order.order_line[:1].id,
                "key": self.key,
                "kind": "override",
                "reason_id": self.reason.id,
                **values,
            },
        )
        return self._call(user, "order.override.wizard", "action_apply", [wizard_id])

    def _assert_refused(self, user, error=UserError, message="", **values):
        with self.assertRaisesRegex(error, message), self.env.cr.savepoint():
            self._apply(user, **values)
        self.assertFalse(self.order.override_ids)
        with self.assertRaises(GateClosed), self.env.cr.savepoint():
            self.order.with_user(self.specialist).action_confirm()

    def _assert_stops(self):
        self.env.invalidate_all()
        with self.assertRaises(GateClosed), self.env.cr.savepoint():
            self.order.with_user(self.specialist).action_confirm()

    # --- who --------------------------------------------------------------------------------------

    def test_who_entered_it_does_not_pass_by_the_interface_either(self):
        self._assert_refused(self.specialist, AccessError, "somebody else")
        self._apply(self.supervisor)
        self.assertEqual(self.order.override_ids.user_id, self.supervisor)

    def test_who_sells_it_does_not(self):
        self.order.user_id = self.supervisor
        self._assert_refused(self.supervisor, AccessError, "somebody else")

    def test_who_entered_the_line_does_not(self):
        line = self.order.order_line.with_user(self.supervisor).create(
            {"order_id": self.order.id, "product_id": self.product.id, "price_unit": 8.1}
        )
        self._assert_refused(self.supervisor, AccessError, "somebody else", line_id=line.id)

    def test_who_has_no_right_to_the_dialog_does_not(self):
        for user in (self.salesperson, self.warehouse_lead, self.accountant, self.auditor):
            self._assert_refused(user, AccessError)

    def test_many_rows_do_not_get_around_it(self):
        row = {
            "order_id": self.order.id,
            "check_id": self.check.id,
            "line_id": self.order.order_line.id,
            "key": self.key,
        }
        result = self._apply(self.specialist, rows=[row])
        self.assertIn("somebody else", result["params"]["message"])
        self.assertFalse(self.order.override_ids)

    def test_verb_itself_is_closed_to_the_interface(self):
        for method in ("_let_pass", "_check_right", "_review"):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self._call(self.supervisor, "order.override", method)

    # --- what -------------------------------------------------------------------------------------

    def test_made_up_key_covers_nothing(self):
        product = self.key.partition(":")[0]
        for key in ("*", "", f"{product}:1", f"{product}:"):
            self._assert_refused(self.supervisor, UserError, "solved already", key=key)

    def test_reason_of_another_kind_is_none(self):
        self._assert_refused(self.supervisor, UserError, "reason", reason_id=self.truck.id)

    def test_worse_price_after_the_override_stops(self):
        self._apply(self.supervisor)
        self.order.order_line.price_unit = 8.0
        self._assert_stops()
        self.order.order_line.price_unit = 8.5
        self.order.with_user(self.specialist).action_confirm()

    def test_worse_price_by_sql_stops_too(self):
        self._apply(self.supervisor)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order_line SET price_unit = 8 WHERE id = %s", self.order.order_line.ids
        )
        self._assert_stops()

    def test_more_pieces_at_the_price_that_was_let_pass_stop(self):
        self._apply(self.supervisor)
        self.order.order_line.write({"product_uom_qty": 480, "price_unit": 8.1})
        self._assert_stops()

    def test_another_line_at_the_same_price_stops(self):
        self._apply(self.supervisor)
        self.order.order_line.copy({"order_id": self.order.id})
        self._assert_stops()

    def test_override_does_not_go_along_with_a_copy(self):
        self._apply(self.supervisor)
        self.order = self.order.copy()
        self.order.order_line.price_unit = 8.1
        self.assertFalse(self.order.override_ids)
        self._assert_stops()

    # --- how often --------------------------------------------------------------------------------

    def test_budget_at_its_limit_is_no_larger_by_the_interface(self):
        self.company.order_release_now_budget = 1
        urgent = {"kind": "release_now", "reason_id": self.truck.id, "note": "Truck at 18:00"}
        with freeze_time("2026-03-10 09:00:00"):
            self._apply(self.specialist, **urgent)
            first, self.order = self.order, self._create_order([(None, 48, 8.1)])
            self._assert_refused(self.specialist, UserError, "1 of 1 used", **urgent)
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                first.override_ids.with_user(self.specialist).write({"kind": "override"})
            self._assert_refused(self.specialist, UserError, "1 of 1 used", **urgent)
        with freeze_time("2026-03-17 09:00:00"):
            self._apply(self.specialist, **urgent)

    def test_release_now_without_a_note_is_none_by_the_interface_either(self):
        self._assert_refused(
            self.specialist, UserError, "note", kind="release_now", reason_id=self.truck.id
        )
