from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..exceptions import GateClosed
from .common import DeskCase


@tagged("post_install", "-at_install")
class TestTick(DeskCase):
    """A person says that he looked; it counts while the order says what he saw."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist(
            {
                "name": "Compare with the mail",
                "method": "attest",
                "watch_reference": True,
                "watch_address": True,
                "watch_dates": True,
            }
        )
        cls.check = cls.checklist.check_ids
        cls.order = cls._create_order(client_order_ref="4711")

    def _tick(self, user=None):
        order = self.order.with_user(user or self.specialist)
        return order.action_blocker(order.get_blockers()[0], "tick")

    def _is_valid(self):
        return not self.order.get_blockers()

    def test_missing_tick_stops_the_order(self):
        self.assertEqual(self._get_messages(self.order), ["Compare with the mail"])
        self.assertEqual(self.order.get_blockers()[0]["actions"], ["tick", "open", "hold"])
        self.order.action_verify()
        self.assertRecordValues(
            self.order.check_result_ids, [{"state": "todo", "is_blocking": True}]
        )

    def test_what_helps_is_told_beside_it(self):
        self.check.note = "His mail is in the folder of the day"
        blocker = self.order.with_user(self.specialist).get_blockers()[0]
        self.assertEqual(blocker["hint"], "His mail is in the folder of the day")

    def test_tick_opens_the_gate_and_keeps_who(self):
        self._tick()
        self.assertTrue(self._is_valid())
        self.assertRecordValues(
            self.order.check_result_ids,
            [{"state": "passed", "user_id": self.specialist.id, "is_blocking": False}],
        )
        self.order.action_confirm()

    def test_change_voids_and_its_reversal_revives(self):
        line = self.order.order_line
        other = self._create_product("Scones", 9.0)
        branch = self.env["res.partner"].create({"name": "Branch", "parent_id": self.customer.id})
        self._tick()
        for record, name, value in (
            (line, "product_uom_qty", 11),
            (line, "price_unit", 8.0),
            (line, "discount", 5.0),
            (line, "product_id", other),
            (line, "product_uom_id", self.env.ref("uom.product_uom_dozen")),
            (line, "promised_date", "2026-03-10"),
            (self.order, "client_order_ref", "4712"),
            (self.order, "ordered_by", "Ms Huber"),
            (self.order, "partner_shipping_id", branch),
            (self.order, "requested_date", "2026-03-10"),
            (self.order, "promised_date", "2026-03-10"),
            (self.customer, "street", "Hauptplatz 1"),
            (self.customer, "zip", "8020"),
        ):
            before = {
                # a product or unit brings its price along
                field: record._fields[field].convert_to_write(record[field], record)
                for field in (name, "price_unit")
                if field in record._fields
            }
            record[name] = value
            self.assertFalse(self._is_valid(), name)
            for field, old in before.items():
                record[field] = old
            self.assertTrue(self._is_valid(), name)

    def test_added_and_removed_lines_void(self):
        self._tick()
        line = self.order.order_line.copy({"order_id": self.order.id})
        self.assertFalse(self._is_valid())
        line.unlink()
        self.assertTrue(self._is_valid())

    def test_change_by_sql_voids(self):
        self._tick()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order_line SET price_unit = 1 WHERE order_id = %s", self.order.ids
        )
        self.assertFalse(self._is_valid())
        with self.assertRaises(GateClosed):
            self.order.action_confirm()

    def test_what_nobody_watches_voids_nothing(self):
        self._tick()
        self.order.write({"is_rush": True, "rush_reason": "Me", "user_id": self.supervisor.id})
        self.customer.phone = "+43 316 1234"
        self.assertTrue(self._is_valid())

    def test_watch_list_is_chosen(self):
        self.check.write({"watch_prices": False, "watch_reference": False})
        self._tick()
        self.order.client_order_ref = "4712"
        self.order.order_line.price_unit = 1
        self.assertTrue(self._is_valid())
        self.order.order_line.write({"product_uom_qty": 11, "price_unit": 1})
        self.assertFalse(self._is_valid())

    def test_void_tick_is_told_as_such_and_ticked_again(self):
        self._tick()
        self.order.client_order_ref = "4712"
        self.order.action_verify()
        result = self.order.check_result_ids
        self.assertEqual(result.state, "void")
        row = self.env["order.blocker"].search([("order_id", "=", self.order.id)])
        self.assertEqual(row.message, "Compare with the mail (ticked, but changed since)")
        self._tick(self.supervisor)
        self.assertRecordValues(result, [{"state": "passed", "user_id": self.supervisor.id}])
        self.assertEqual(self.order.blocker_count, 0)

    def test_tick_that_is_void_after_the_confirmation_closes_the_next_gate(self):
        self._tick()
        self.order.action_confirm()
        self.assertEqual(self.order.get_blockers(), [])
        self.customer.street = "Hauptplatz 1"
        self.assertEqual([b["gate"] for b in self.order.get_blockers()], ["ship"])
        self._tick()
        self.assertEqual(self.order.get_blockers(), [])

    def test_check_that_came_after_the_confirmation_asks_for_no_tick(self):
        self.checklist.mode = "draft"
        self.order.action_confirm()
        self.checklist.mode = "enforce"
        self.assertEqual(self.order.get_blockers(), [])

    def test_only_the_desk_ticks(self):
        self.order.user_id = self.salesperson
        for user in (self.salesperson, self.warehouse_lead, self.accountant, self.auditor):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self._tick(user)

    def test_nobody_ticks_what_the_system_verifies(self):
        self.customer.order_reference_required = True
        self.order.client_order_ref = False
        rule = self._create_checklist("customer_reference").check_ids
        with self.assertRaisesRegex(UserError, "nobody ticks it"):
            self.env["order.check.result"].with_user(self.specialist)._tick(self.order, rule)
