from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import LockError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from ..exceptions import GateClosed
from .common import DeskCase


@tagged("post_install", "-at_install")
class TestHoldTerm(DeskCase):
    """What places a hold, how long it lasts, and what follows its release."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manual = cls.env.ref("order_specialist.order_hold_type_manual")
        cls.price = cls.env.ref("order_specialist.order_hold_type_price")
        cls.order = cls._create_order([(None, 10, 10.0)])

    def _place(self, hold_type, **values):
        holds = self.env["order.hold"].with_user(self.specialist)
        return holds._place(self.order.with_user(self.specialist), hold_type, **values)

    def _scan(self):
        self.env["order.verification"]._scan(self.order.sudo())
        return self.order.sudo().hold_ids.filtered("is_active")

    # --- until a day ------------------------------------------------------------------------------

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("order_specialist.ir_cron_end_holds").method_direct_trigger()

    def test_hold_ends_on_its_day_and_says_so(self):
        today = fields.Date.today()
        due = self._place(self.manual, until_on=today)
        later = self._place(self.price, until_on=today + timedelta(days=1))
        self._run_cron()
        self.assertRecordValues(
            due + later,
            [
                {"is_active": False, "release_kind": "day"},
                {"is_active": True, "release_kind": False},
            ],
        )
        self.assertIn("released by itself: Manual", self.order.message_ids[0].body)
        self.assertIn("last day", self.order.message_ids[0].body)
        self.assertEqual(self.order.blocker_count, 1)

    def test_order_that_somebody_works_on_waits_for_the_next_run(self):
        hold = self._place(self.manual, until_on=fields.Date.today())
        orders = self.env.registry["sale.order"]
        with patch.object(orders, "lock_for_update", side_effect=LockError("")):
            self._run_cron()
        self.assertTrue(hold.is_active)

    def test_dialog_proposes_the_day_of_the_type(self):
        self.manual.until_days = 3
        action = self.order.action_hold()
        wizards = self.env[action["res_model"]].with_user(self.specialist)
        wizard = Form(wizards.with_context(**action["context"]))
        wizard.type_id = self.manual
        today = fields.Date.context_today(self.order)
        self.assertEqual(wizard.until_on, today + timedelta(days=3))
        wizard.until_on = today + timedelta(days=5)
        wizard.from_gate = "ship"
        wizard.save().action_place()
        self.assertRecordValues(
            self.order.hold_ids, [{"until_on": today + timedelta(days=5), "from_gate": "ship"}]
        )

    # --- by a filter ------------------------------------------------------------------------------

    def test_filter_places_it_and_takes_it_back(self):
        self.manual.write(
            {
                "automatic": True,
                "trigger": "domain",
                "domain": "[('client_order_ref', '=', 'WAIT')]",
            }
        )
        self.order.client_order_ref = "WAIT"
        with self.assertRaisesRegex(GateClosed, "Hold: Manual"), self.env.cr.savepoint():
            self.order.action_confirm()
        hold = self._scan()
        self.assertEqual(hold.type_id, self.manual)
        self.order.client_order_ref = "4711"
        self.assertFalse(self._scan())
        self.assertEqual(hold.release_kind, "cause")

    def test_type_that_places_itself_no_more_ends_what_it_has_placed(self):
        for change in ({"automatic": False}, {"active": False}):
            self.manual.write({"automatic": True, "trigger": "domain", "domain": "[]"})
            hold = self._scan()
            self.manual.write(change)
            self.assertEqual(self.order.get_blockers("confirm"), [])
            self.assertTrue(hold.is_active)
            self.assertFalse(self._scan())
            self.assertEqual(hold.release_kind, "cause")
            self.assertEqual(self.order.blocker_count, 0)

    def test_filter_is_tried_when_it_is_saved(self):
        for domain in ("[('no_field', '=', 1)]", "[('name'", "[('amount_total', '>', 'x')]"):
            with self.assertRaisesRegex(ValidationError, "cannot be searched"):
                self.manual.write({"automatic": True, "trigger": "domain", "domain": domain})

    def test_type_that_places_itself_says_why(self):
        with self.assertRaisesRegex(ValidationError, "Say what places"):
            self.manual.automatic = True

    # --- by a change ------------------------------------------------------------------------------

    def _watch(self, *kinds):
        self.manual.write(
            {"automatic": True, "trigger": "change", **{f"watch_{kind}": True for kind in kinds}}
        )
        self.order.action_verify()

    def test_each_kind_of_change_is_seen_by_who_watches_for_it(self):
        term = self.env["account.payment.term"].create({"name": "Later"})
        branch = self._create_customer("Branch", parent_id=self.customer.id, type="delivery")
        tomorrow = fields.Date.today() + timedelta(days=1)
        changes = {
            "price": lambda: self.order.order_line.write({"price_unit": 9.5}),
            "quantity": lambda: self.order.order_line.write(
                {"product_uom_qty": 11, "price_unit": 10.0}
            ),
            "address": lambda: self.order.write({"partner_shipping_id": branch.id}),
            "date": lambda: self.order.write({"requested_date": tomorrow}),
            "term": lambda: self.order.write({"payment_term_id": term.id}),
        }
        self._watch(*changes)
        for kind, change in changes.items():
            with self.subTest(kind), self.env.cr.savepoint() as savepoint:
                change()
                self.assertEqual(self._scan().figures, {"changed": [kind]})
                self.manual[f"watch_{kind}"] = False
                self.assertFalse(self._scan())
                savepoint.rollback()
                self.env.invalidate_all()
                self.env.registry.clear_cache()

    def test_verifying_again_does_not_agree_to_a_change(self):
        self._watch("price")
        self.order.order_line.price_unit = 9.5
        self.order.action_verify()
        self.order.action_verify()
        self.assertIn("Changed after the verification: price", self._get_messages(self.order)[0])

    def test_change_that_is_taken_back_is_none(self):
        self._watch("price")
        self.order.order_line.price_unit = 9.5
        self.assertTrue(self._scan())
        self.order.order_line.price_unit = 10.0
        self.assertFalse(self._scan())

    def test_release_agrees_to_the_change_and_to_no_further_one(self):
        self._watch("price")
        self.order.order_line.price_unit = 9.5
        self._scan().with_user(self.specialist)._release()
        self.assertFalse(self._scan())
        self.order.order_line.price_unit = 9.0
        self.assertTrue(self._scan())

    def test_new_line_is_a_quantity_and_no_price(self):
        self._watch("price", "quantity")
        self.order.order_line = [Command.create({"product_id": self.product.id})]
        self.assertEqual(self._scan().figures, {"changed": ["quantity"]})

    def test_change_after_confirming_is_measured_against_what_was_confirmed(self):
        self.manual.write({"automatic": True, "trigger": "change", "watch_price": True})
        self.order.action_confirm()
        self.order.order_line.price_unit = 9.5
        self.assertTrue(self._scan())
        self.assertEqual(self.order.get_blockers()[0]["gate"], "ship")

    # --- by another, and again --------------------------------------------------------------------

    def test_release_of_one_places_the_next(self):
        self.manual.follow_type_id = self.price
        self._place(self.manual)._release()
        hold = self.order.hold_ids.filtered("is_active")
        self.assertRecordValues(
            hold, [{"type_id": self.price.id, "placed_by_id": self.specialist.id}]
        )
        self.assertIn("Follows “Manual”", hold.note)

    def test_types_do_not_follow_each_other_in_a_circle(self):
        self.manual.follow_type_id = self.price
        with self.assertRaisesRegex(ValidationError, "circle"):
            self.price.follow_type_id = self.manual

    def test_released_hold_comes_back_when_the_order_outgrows_it(self):
        self.manual.write({"comes_back": True, "growth_percent": 10.0})
        self._place(self.manual)._release()
        self.order.order_line.write({"product_uom_qty": 11, "price_unit": 10.0})
        self.assertFalse(self._scan())
        self.order.order_line.write({"product_uom_qty": 12, "price_unit": 10.0})
        hold = self._scan()
        self.assertIn("It is back", hold.reason_text)
        hold.with_user(self.specialist)._release()
        self.assertFalse(self._scan())

    def test_released_hold_comes_back_after_some_days(self):
        self.manual.write({"comes_back": True, "valid_days": 2})
        self._place(self.manual)._release()
        self.assertFalse(self._scan())
        with freeze_time(fields.Datetime.now() + timedelta(days=3)):
            self.assertTrue(self._scan())

    def test_released_hold_stays_away_without_being_asked_back(self):
        self._place(self.manual)._release()
        self.order.order_line.product_uom_qty = 99
        self.assertFalse(self._scan())

    # --- costs ------------------------------------------------------------------------------------

    def test_verifying_costs_the_same_for_one_held_order_and_for_many(self):
        self.manual.write({"automatic": True, "trigger": "domain"})
        orders = self.env["sale.order"].union(*(self._create_order() for _n in range(6)))
        orders.action_verify()
        self.assertEqual(len(orders.hold_ids), 6)
        counts = []
        for some in (orders[0], orders[1:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["order.gate"]._get_blockers(some)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
