import itertools
from collections import defaultdict
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..exceptions import GateClosed
from .common import DeskCase


@tagged("post_install", "-at_install")
class TestHold(DeskCase):
    """Named stops: who places, who releases, which gates they close, and whom we wait for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ref = cls.env.ref
        cls.credit = ref("order_specialist.order_hold_type_credit")
        cls.manual = ref("order_specialist.order_hold_type_manual")
        cls.invoice = ref("order_specialist.order_hold_type_invoice")
        cls.quality = ref("order_specialist.order_hold_type_quality")
        cls.order = cls._create_order()

    def _place(self, hold_type, user=None, orders=None, **values):
        user = user or self.specialist
        orders = (self.order if orders is None else orders).with_user(user)
        return (
            self.env["order.hold"]
            .with_user(user)
            ._place(orders, hold_type.with_user(user), **values)
        )

    def _assert_denied(self, message, function, *args, **values):
        with self.assertRaisesRegex(AccessError, message), self.env.cr.savepoint():
            function(*args, **values)

    # --- who --------------------------------------------------------------------------------------

    def test_specialist_places_and_releases(self):
        hold = self._place(self.manual, note="Waits for the boss")
        self.assertRecordValues(
            hold,
            [{"placed_by_id": self.specialist.id, "is_active": True, "note": "Waits for the boss"}],
        )
        self.assertIn("Hold placed: Manual. Waits", self.order.message_ids[0].body)
        hold._release(self.env.ref("order_specialist.order_reason_hold_release_answered"), "Fine")
        self.assertRecordValues(
            hold,
            [
                {
                    "released_by_id": self.specialist.id,
                    "is_active": False,
                    "release_note": "Fine",
                }
            ],
        )
        self.assertIn("Hold released: Manual. Fine", self.order.message_ids[0].body)
        self.assertTrue(hold.exists())

    def test_credit_holds_are_the_credit_controllers(self):
        self._assert_denied("may not place", self._place, self.credit)
        hold = self._place(self.credit, self.controller)
        for user in (self.specialist, self.supervisor):
            self._assert_denied("Only .*Credit", hold.with_user(user)._release)
        hold.with_user(self.controller).action_release()
        self.assertFalse(hold.is_active)

    def test_supervisor_places_credit_holds_too(self):
        self.assertTrue(self._place(self.credit, self.supervisor).is_active)

    def test_credit_controller_places_nothing_else(self):
        self._assert_denied("may not place", self._place, self.manual, self.controller)
        hold = self._place(self.manual)
        self._assert_denied("Only specialists", hold.with_user(self.controller)._release)

    def test_quality_is_released_by_a_supervisor(self):
        hold = self._place(self.quality)
        self._assert_denied("Supervisor", hold._release)
        hold.with_user(self.supervisor)._release()

    def test_people_outside_the_desk_place_and_release_nothing(self):
        hold = self._place(self.manual)
        self.order.user_id = self.salesperson
        for user in (self.salesperson, self.accountant, self.warehouse_lead, self.auditor):
            self._assert_denied("", self._place, self.manual, user)
            self._assert_denied("", hold.with_user(user).action_release)

    def test_four_eyes_are_for_who_placed_it(self):
        self.manual.four_eyes = True
        hold = self._place(self.manual)
        self._assert_denied("You placed this hold", hold._release)
        hold.with_user(self.supervisor)._release()

    def test_who_releases_twice_changes_nothing(self):
        hold = self._place(self.manual)
        hold._release(note="First")
        hold.with_user(self.supervisor)._release(note="Second")
        self.assertEqual(hold.release_note, "First")

    def test_holds_are_never_deleted(self):
        hold = self._place(self.manual)
        for user in (self.specialist, self.supervisor, self.administrator):
            self._assert_denied("", hold.with_user(user).unlink)

    # --- where ------------------------------------------------------------------------------------

    def test_hold_where_nobody_would_ask_for_it_is_refused(self):
        self.company.order_desk_active = False
        with self.assertRaisesRegex(UserError, "desk is off"):
            self._place(self.manual)

    def test_second_hold_of_a_type_is_the_first(self):
        hold = self._place(self.manual)
        self.assertEqual(self._place(self.manual), hold)
        hold._release()
        self.assertNotEqual(self._place(self.manual), hold)
        self.assertEqual(len(self.order.hold_ids), 2)

    def test_many_orders_are_held_and_released_at_once(self):
        orders = self.order | self._create_order() | self._create_order()
        self._place(self.manual)
        holds = self._place(self.manual, orders=orders)
        self.assertEqual(len(holds), 3)
        self.assertEqual(orders.mapped("blocker_count"), [1, 1, 1])
        holds.action_release()
        self.assertEqual(orders.mapped("blocker_count"), [0, 0, 0])

    def test_no_order_is_held_and_released(self):
        none = self.env["sale.order"]
        self.assertFalse(self._place(self.manual, orders=none))
        self.assertTrue(self.env["order.hold"].with_user(self.specialist).action_release())

    def test_hold_of_a_line_names_its_product(self):
        hold = self._place(self.manual, line=self.order.order_line, note="Which brand?")
        blockers = self.order.get_blockers("confirm")
        self.assertEqual(blockers[0]["line_id"], self.order.order_line.id)
        self.assertEqual(
            blockers[0]["message"],
            f"Hold: Manual, on Camembert, by {self.specialist.name}. Which brand? "
            "An order is confirmed as a whole, so all of it waits.",
        )
        whole = self._place(self.manual)
        self.assertNotEqual(whole, hold)
        self.assertEqual(self._place(self.manual, line=self.order.order_line), hold)

    def test_dialog_holds_orders_or_a_line(self):
        action = self.order.action_hold()
        wizards = self.env[action["res_model"]].with_user(self.specialist)
        wizard = Form(wizards.with_context(**action["context"]))
        wizard.type_id = self.manual
        wizard.line_id = self.order.order_line
        wizard.note = "Which brand?"
        wizard.save().action_place()
        self.assertRecordValues(
            self.order.hold_ids, [{"line_id": self.order.order_line.id, "note": "Which brand?"}]
        )

    def test_dialog_refuses_a_line_of_another_order(self):
        other = self._create_order()
        wizard = (
            self.env["order.hold.wizard"]
            .with_user(self.specialist)
            .create(
                {
                    "order_ids": self.order.ids,
                    "type_id": self.manual.id,
                    "line_id": other.order_line.id,
                }
            )
        )
        with self.assertRaisesRegex(UserError, "another order"):
            wizard.action_place()

    def test_button_beside_a_hold_opens_its_release(self):
        self._place(self.manual)
        blocker = self.order.get_blockers()[0]
        action = self.order.action_blocker(blocker, "release_hold")
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.specialist)
            .with_context(**action["context"])
        )
        wizard.reason_id = self.env.ref("order_specialist.order_reason_hold_release_answered")
        wizard.save().action_release()
        self.assertEqual(self.order.get_blockers(), [])

    # --- gates ------------------------------------------------------------------------------------

    def _get_gates(self):
        return [blocker["gate"] for blocker in self.order.get_blockers()]

    def _get_row(self):
        return self.env["order.blocker"].search([("order_id", "=", self.order.id)])

    def test_each_type_closes_its_gates(self):
        for hold_type, gates in (
            (self.manual, ["confirm", "handoff", "ship", "invoice"]),
            (self.credit, ["handoff", "ship"]),
            (self.invoice, ["invoice"]),
        ):
            hold = self._place(hold_type, self.supervisor)
            self.assertEqual(self._get_gates(), gates)
            self.assertEqual(self._get_row().gate, gates[0])
            hold.sudo()._release()

    def test_another_name_or_translation_of_a_type_shows_at_once(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self._place(self.manual)
        german = self.order.with_context(lang="de_DE")

        def get_names():
            found = [order.get_blockers("confirm")[0]["message"] for order in (self.order, german)]
            return [message.partition(": ")[2].partition(",")[0] for message in found]

        self.assertEqual(get_names(), ["Manual", "Manual"])
        self.manual.update_field_translations("name", {"de_DE": "Von Hand"})
        self.assertEqual(get_names(), ["Manual", "Von Hand"])
        self.manual.name = "By hand"
        self.assertEqual(get_names(), ["By hand", "Von Hand"])

    def test_hold_closes_the_next_gate_once_its_own_is_behind(self):
        self.order.action_confirm()
        price = self.env.ref("order_specialist.order_hold_type_price")
        self._place(price)
        self.assertEqual(self._get_gates(), ["ship", "invoice"])
        self.assertEqual(self._get_row().gate, "ship")
        self.assertEqual(self.order.get_blockers("confirm"), [])

    def test_hold_before_the_confirmation_closes_the_release_afterwards(self):
        self._place(self.credit, self.controller)
        self.order.action_confirm()
        self.assertEqual(self.order.handoff_state, "to_release")
        self.assertEqual(self._get_gates(), ["handoff", "ship"])
        self.assertEqual(self._get_row().gate, "handoff")

    def _multiply(self, table, record, count, **columns):
        """Copy a row ``count`` times by SQL, with ``columns`` from lists; return the new ids."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name = %s AND column_name != 'id'",
            [table],
        )
        names = [name for (name,) in self.env.cr.fetchall()]
        selected = [f"v.{name}" if name in columns else f"t.{name}" for name in names]
        rows = list(zip(*columns.values(), strict=True)) or [()] * count
        values = ", ".join(
            self.env.cr.mogrify("(" + ", ".join(["%s"] * len(row)) + ")", row).decode()
            for row in rows
        )
        self.env.cr.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(selected)} "
            f"FROM {table} t, (VALUES {values}) v ({', '.join(columns)}) "
            "WHERE t.id = %s RETURNING id",
            [record.id],
        )
        return [record_id for (record_id,) in self.env.cr.fetchall()]

    def test_list_and_form_name_the_same_gate_at_every_stage(self):
        """SQL and Python answer the same question: which gates are behind an order."""
        hold_types = self.env["order.hold.type"].create(
            [
                {"name": gate, "code": f"t_{gate}", f"stops_{gate}": True}
                for gate in ("confirm", "handoff", "ship", "pick", "invoice")
            ]
        )
        holds = [self._place(hold_type).sudo() for hold_type in hold_types]
        columns = {
            "state": ("draft", "sent", "sale"),
            "handoff_state": (
                None,
                "to_release",
                "released",
                "accepted",
                "sent_back",
                "recalled",
                "done",
            ),
            "delivery_status": (None, "pending", "started", "partial", "full"),
            "invoice_status": ("no", "to invoice", "invoiced"),
        }
        stages = list(itertools.product(*columns.values()))
        by_column = dict(zip(columns, zip(*stages, strict=True), strict=True))
        ids = self._multiply("sale_order", self.order, len(stages), **by_column)
        lines = self.order.order_line
        self._multiply("sale_order_line", lines, len(ids), order_id=ids)
        for hold in holds:
            self._multiply("order_hold", hold, len(ids), order_id=ids)
        self.env.invalidate_all(flush=False)
        orders = self.env["sale.order"].sudo().browse(ids)
        listed, asked = defaultdict(set), defaultdict(set)
        for row in self.env["order.blocker"].search([("order_id", "in", ids)]):
            listed[row.order_id.id].add((row.source_id, row.gate))
        for blocker in self.env["order.gate"]._ask(self.env["order.gate"]._get_facts(orders)):
            asked[blocker.order_id].add((blocker.source_id, blocker.gate))
        self.assertTrue(any(listed.values()))
        for order_id, stage in zip(ids, stages, strict=True):
            self.assertEqual(listed[order_id], asked[order_id], stage)

    def test_hold_stops_the_gate_and_its_release_opens_it(self):
        hold = self._place(self.manual)
        with self.assertRaises(GateClosed), self.env.cr.savepoint():
            self.order.action_confirm()
        hold._release()
        self.order.action_confirm()

    def test_held_order_can_still_be_talked_about(self):
        self._place(self.manual)
        self.order.message_post(body="Customer called", attachments=[("mail.txt", b"Hello")])
        self.order.activity_schedule("mail.mail_activity_data_todo", user_id=self.specialist.id)
        self.order.note = "Call back"
        self.order.order_line.product_uom_qty = 5

    def test_quotation_that_is_held_later_is_no_stuck_quotation(self):
        self._place(self.credit, self.controller)
        self.order.action_verify()
        self.assertEqual(self.order.blocker_count, 1)
        self.assertEqual(self.order.desk_stage, "ready")

    # --- two at once ------------------------------------------------------------------------------

    def test_placing_and_releasing_lock_the_order(self):
        hold = self._place(self.manual)
        locked = patch.object(
            self.env.registry["sale.order"], "lock_for_update", side_effect=LockError("")
        )
        with locked, self.assertRaisesRegex(LockError, "Somebody else"):
            self._place(self.invoice)
        with locked, self.assertRaisesRegex(LockError, "Somebody else"):
            hold._release()
        with locked, self.assertRaisesRegex(LockError, "Somebody else"):
            self.order.action_confirm()

    def test_placing_writes_the_row_of_the_order_even_if_the_number_stays(self):
        """At REPEATABLE READ only this makes a gate that is asked meanwhile start over."""
        self._place(self.manual)._release()
        self.env.flush_all()
        self.env.cr.execute("SELECT ctid FROM sale_order WHERE id = %s", self.order.ids)
        before = self.env.cr.fetchone()
        self.env["order.gate"]._touch(self.order)
        self.env.cr.execute("SELECT ctid FROM sale_order WHERE id = %s", self.order.ids)
        self.assertNotEqual(self.env.cr.fetchone(), before)

    # --- asking -----------------------------------------------------------------------------------

    def _ask(self, blocker=None, **values):
        blocker = blocker or self.order.get_blockers()[0]
        action = self.order.action_blocker(blocker, "ask")
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.specialist)
            .with_context(**action["context"])
        )
        for name, value in values.items():
            wizard[name] = value
        wizard.save().action_ask()

    def test_asked_hold_leaves_my_work_and_comes_back_on_its_day(self):
        hold = self._place(self.manual)
        with freeze_time(fields.Datetime.now()):
            tomorrow = fields.Date.today() + timedelta(days=1)
            self._ask(waiting_on="customer", question="Which door?", follow_up_on=tomorrow)
        self.assertRecordValues(
            hold, [{"waiting_on": "customer", "asked_by_id": self.specialist.id}]
        )
        self.assertIn("Asked Customer: Which door?", self.order.message_ids[0].body)
        self.assertTrue(self._get_row().is_waiting)
        self.assertEqual(self.order.desk_stage, "waiting")
        hold.sudo().follow_up_on = fields.Date.today()
        self.env["order.verification"]._scan(self.order.sudo())
        self.assertFalse(self._get_row().is_waiting)
        self.assertEqual(self.order.desk_stage, "stuck")

    def test_answer_makes_it_our_work_again(self):
        hold = self._place(self.manual)
        self._ask()
        self.assertEqual(self.order.desk_stage, "waiting")
        hold.action_answer()
        self.assertFalse(hold.waiting_on)
        self.assertEqual(self.order.desk_stage, "stuck")

    def test_finding_is_asked_about_in_its_own_words(self):
        self.customer.order_reference_required = True
        self._create_checklist("customer_reference")
        self._ask(waiting_on="customer")
        finding = self.order.finding_ids
        self.assertEqual(
            finding.waiting_question,
            f"Order {self.order.name}: The customer's order number is missing.",
        )
        self.assertEqual(self.order.desk_stage, "waiting")
        self.order.client_order_ref = "4711"
        self.order.action_verify()
        self.assertFalse(finding.waiting_on)

    def test_nobody_asks_about_another_order_through_his_own(self):
        other = self._create_order()
        hold = self._place(self.manual, orders=other)
        wizard = (
            self.env["order.ask.wizard"]
            .with_user(self.specialist)
            .create(
                {
                    "order_id": self.order.id,
                    "source_model": "order.hold",
                    "source_id": hold.id,
                    "question": "?",
                }
            )
        )
        with self.assertRaisesRegex(UserError, "solved already"):
            wizard.action_ask()
