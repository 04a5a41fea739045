from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import DeskCase


@tagged("post_install", "-at_install")
class TestBlockerList(DeskCase):
    """The worklist of all that is stuck: its numbers, acting on many, and what comes next."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.check = cls._create_checklist("pricelist_price").check_ids
        cls.manual = cls.env.ref("order_specialist.order_hold_type_manual")
        cls.orders = cls.env["sale.order"].union(
            *(cls._create_order([(None, 10 + n, 8.1)]) for n in range(3))
        )
        cls.orders.action_verify()

    def _get_rows(self, orders=None, **values):
        domain = [("order_id", "in", (self.orders if orders is None else orders).ids)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.env["order.blocker"].with_user(self.specialist).search(domain)

    def _act(self, rows, action):
        return rows.with_context(desk_action=action).action_act()

    def _open(self, rows, action):
        window = self._act(rows, action)
        return Form(rows.env[window["res_model"]].with_context(**window["context"]))

    # --- numbers ----------------------------------------------------------------------------------

    def test_every_counter_equals_the_list_that_it_opens(self):
        held, released, asked = self.orders
        self.env["order.hold"].with_user(self.specialist)._place(held, self.manual)
        self._override(released, "pricelist_price", self.specialist, "release_now", "Truck")
        released.action_confirm()
        [row] = self._get_rows(asked)
        row._get_source().sudo()._ask("customer", "?", "2099-01-01")
        for order in self.orders:
            rows = self._get_rows(order)
            self.assertEqual(order.blocker_count, len(rows), order.name)
            confirm = rows.filtered(lambda row: row.gate == "confirm")
            self.assertEqual(order.confirm_blocker_count, len(confirm))
            self.assertEqual(order.waiting_count, len(confirm.filtered("is_waiting")))
            strip = order.with_user(self.specialist).gate_strip
            for gate in strip["gates"]:
                listed = [b for b in strip["blockers"] if b["gate"] == gate["gate"]]
                self.assertEqual(gate["count"], len(listed))
                if gate["count"] and gate["gate"] in rows.mapped("gate"):
                    shown = rows.filtered(lambda row, gate=gate: row.gate == gate["gate"])
                    self.assertEqual(gate["count"], len(shown))

    def test_groups_of_the_list_count_its_rows(self):
        rows = self.env["order.blocker"].with_user(self.specialist)
        domain = [("order_id", "in", self.orders.ids)]
        for name in ("desk_stage", "waiting_on", "gate", "check_id", "partner_id", "order_id"):
            groups = rows.formatted_read_group(domain, [name], ["__count"])
            for group in groups:
                found = rows.search_count([*domain, *group["__extra_domain"]])
                self.assertEqual(group["__count"], found, name)

    def test_scan_now_says_of_when_the_list_is(self):
        before = self._get_rows()[0].scanned_on
        self.env.cr.execute(
            "UPDATE order_verification SET scanned_on = scanned_on - interval '1 day'"
        )
        self.env.invalidate_all()
        self.assertLess(self._get_rows()[0].scanned_on, before)
        self._get_rows().action_scan_now()
        self.assertGreaterEqual(self._get_rows()[0].scanned_on, before)

    # --- many at once -----------------------------------------------------------------------------

    def test_many_are_overridden_with_one_reason(self):
        wizard = self._open(self._get_rows(), "override")
        for order in self.orders:
            self.assertIn(order.name, wizard.message)
        wizard.reason_id = self.env.ref("order_specialist.order_reason_override_agreed")
        wizard.save().action_apply()
        self.assertEqual(len(self.orders.override_ids), 3)
        self.assertFalse(self._get_rows())

    def test_who_may_not_override_one_of_them_overrides_the_others(self):
        self.check.four_eyes = True
        mine = self.orders[0]
        self.orders[1:].sudo().write({"user_id": False})
        for order in self.orders[1:]:
            self.env.cr.execute("UPDATE sale_order SET create_uid = 1 WHERE id = %s", [order.id])
            self.env.cr.execute(
                "UPDATE sale_order_line SET create_uid = 1 WHERE order_id = %s", [order.id]
            )
        self.env.invalidate_all()
        wizard = self._open(self._get_rows(), "override")
        wizard.reason_id = self.env.ref("order_specialist.order_reason_override_agreed")
        answer = wizard.save().action_apply()
        self.assertEqual(answer["params"]["title"], "1 issues were not overridden")
        self.assertIn(f"{mine.name}: You entered this order", answer["params"]["message"])
        self.assertEqual(self._get_rows().order_id, mine)

    def test_many_are_set_right_at_once(self):
        self.assertTrue(self._act(self._get_rows(), "fix"))
        self.assertEqual(self.orders.order_line.mapped("price_unit"), [9.0, 9.0, 9.0])
        self.assertFalse(self._get_rows())

    def test_action_takes_the_rows_that_it_is_for(self):
        held = self.orders[0]
        self.env["order.hold"].with_user(self.specialist)._place(held, self.manual)
        wizard = self._open(self._get_rows(), "release_hold")
        self.assertEqual(wizard.hold_ids[:], held.hold_ids)
        with self.assertRaisesRegex(UserError, "Nothing that you selected"):
            self._act(self._get_rows(kind="hold"), "override")

    # --- what comes next --------------------------------------------------------------------------

    def _get_next(self, order, queue=None):
        rows = self.env["order.blocker"].with_user(self.specialist)
        return rows.get_next_order(order.id, (queue or self.orders).ids)

    def test_next_order_comes_when_there_is_nothing_to_do_about_this_one(self):
        first, second, third = self.orders
        self.assertFalse(self._get_next(first))
        self._act(self._get_rows(first), "fix")
        self.assertEqual(self._get_next(first), second.id)
        self._get_rows(second)._get_source().sudo()._ask("customer", "?", "2099-01-01")
        self.assertEqual(self._get_next(first), third.id)
        self.assertEqual(self._get_next(second), third.id)

    def test_after_the_last_comes_what_was_left_and_then_none(self):
        first, second, third = self.orders
        self._act(self._get_rows(third), "fix")
        self.assertEqual(self._get_next(third), first.id)
        self._act(self._get_rows(first + second), "fix")
        self.assertFalse(self._get_next(third))

    def test_order_that_opens_from_the_list_knows_the_next_ones(self):
        row = self._get_rows()[0].with_context(order_desk_queue=self.orders.ids)
        window = row.action_open_order()
        self.assertEqual(window["res_id"], row.order_id.id)
        self.assertEqual(window["context"]["order_desk_queue"], self.orders.ids)

    # --- what a row offers ------------------------------------------------------------------------

    def test_row_offers_to_decide_or_to_request_never_both(self):
        self.check.override_group_id = self.env.ref("order_specialist.group_supervisor")
        credit = self.env.ref("order_specialist.order_hold_type_credit")
        self.env["order.hold"].with_user(self.controller)._place(self.orders[0], credit)
        rows = self._get_rows()
        for user, kind, may, requests in (
            (self.specialist, "check", False, True),
            (self.supervisor, "check", True, False),
            (self.specialist, "hold", False, True),
            (self.controller, "hold", True, False),
        ):
            for row in rows.with_user(user).filtered(lambda row, kind=kind: row.kind == kind):
                self.assertEqual((row.can_decide, row.can_request), (may, requests), user.login)

    def test_row_of_what_has_to_be_fixed_offers_no_decision(self):
        self.check.severity = "block"
        self.orders.action_verify()
        for row in self._get_rows().with_user(self.supervisor):
            self.assertEqual((row.can_decide, row.can_request), (False, False))

    def test_list_takes_as_many_queries_for_one_row_as_for_many(self):
        names = ["message", "can_fix", "can_decide", "can_request", "asked_text", "gate"]

        def count(orders):
            rows = self._get_rows(orders)
            rows.read(names)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows.read(names)
            return self.cr.sql_log_count - before

        count(self.orders)
        self.assertEqual(count(self.orders[0]), count(self.orders))

    def test_list_of_who_we_wait_for_shows_what_is_asked_and_nothing_else(self):
        action = self.env.ref("order_specialist.order_blocker_action_waiting")
        self.assertIn("search_default_waiting", action.context)
        [row] = self._get_rows(self.orders[0])
        row._get_source().sudo()._ask("customer", "?", "2099-01-01")
        rows = self.env["order.blocker"].with_user(self.specialist)
        mine = [("order_id", "in", self.orders.ids)]
        self.assertEqual(rows.search([*mine, ("is_waiting", "=", True)]).order_id, self.orders[0])
        self.assertEqual(rows.search([*mine, ("is_waiting", "=", False)]).order_id, self.orders[1:])
