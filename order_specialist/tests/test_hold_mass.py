from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common import DeskCase


@tagged("post_install", "-at_install")
class TestHoldMass(DeskCase):
    """From a product, a lot, a customer or a list to all orders concerned."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manual = cls.env.ref("order_specialist.order_hold_type_manual")
        cls.credit = cls.env.ref("order_specialist.order_hold_type_credit")
        cls.scones = cls._create_product("Scones", 5.0, stock=100)
        cls.first = cls._create_order([(None, 1, None), (cls.scones, 2, None)])
        cls.second = cls._create_order([(None, 3, None)])
        cls.third = cls._create_order([(cls.scones, 3, None)])

    def _open(self, records, is_release=False, user=None):
        user = user or self.specialist
        wizards = self.env["order.hold.wizard"].with_user(user)
        action = wizards._open_for(records.with_user(user), is_release)
        return Form(wizards.with_context(**action["context"]))

    def _place(self, form, hold_type=None):
        form.type_id = hold_type or self.manual
        return form.save().action_place()

    def _get_held(self):
        holds = self.env["order.hold"].search([("is_active", "=", True)])
        return holds.order_id & (self.first | self.second | self.third)

    def test_product_holds_its_lines_and_no_others(self):
        for records in (self.scones, self.scones.product_tmpl_id):
            form = self._open(records)
            self.assertIn("Orders that will be held: 2", form.summary)
            self._place(form)
            holds = self.env["order.hold"].search([("is_active", "=", True)])
            self.assertEqual(holds.line_id.product_id, self.scones)
            self.assertEqual(self._get_held(), self.first | self.third)
            self._open(records, True).save().action_release()
            self.assertFalse(self._get_held())

    def test_product_may_hold_the_whole_orders(self):
        form = self._open(self.scones)
        form.is_only_lines = False
        self._place(form)
        self.assertFalse(self.first.hold_ids.line_id)

    def test_customer_holds_all_his_open_orders_and_no_closed_one(self):
        self.third._action_cancel()
        contact = self.env["res.partner"].create(
            {"name": "Ms Huber", "parent_id": self.customer.id}
        )
        self._place(self._open(contact))
        self.assertEqual(self._get_held(), self.first | self.second)

    def test_order_of_before_the_desk_that_is_done_is_left_alone(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET desk_stage = NULL, delivery_status = 'full', "
            "invoice_status = 'invoiced' WHERE id = %s",
            self.second.ids,
        )
        self.env.invalidate_all()
        wizards = self.env["order.hold.wizard"]
        self.assertEqual(wizards._find_orders_of_product_product(self.product), self.first)

    def test_lot_holds_the_orders_that_it_is_reserved_for(self):
        product = self._create_product("Salami", 5.0, tracking="lot")
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": product.id} for name in ("L1", "L2")]
        )
        orders = []
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                product, self.warehouse.lot_stock_id, 1, lot_id=lot
            )
            orders.append(self._create_order([(product, 1, None)]))
            orders[-1].action_confirm()
        wizards = self.env["order.hold.wizard"]
        for lot, order in zip(lots, orders, strict=True):
            self.assertEqual(wizards._find_orders_of_stock_lot(lot), order)

    def test_list_says_which_are_left_out_and_why(self):
        self.env["order.hold"].with_user(self.specialist)._place(self.second, self.manual)
        self.third._action_cancel()
        form = self._open(self.first | self.second | self.third)
        form.type_id = self.manual
        self.assertEqual(
            form.summary.split("\n"),
            [
                "Orders that will be held: 1",
                f"{self.third.name}: it is cancelled",
                f"{self.second.name}: it is held already",
            ],
        )
        message = form.save().action_place()["params"]["message"]
        self.assertTrue(message.startswith("Orders held: 1"))
        self.assertIn(f"{self.second.name}: it is held already", message)
        self.assertEqual(self.third.hold_ids, self.env["order.hold"])

    def test_order_that_somebody_works_on_stops_no_other(self):
        orders = self.env.registry["sale.order"]
        lock = orders.lock_for_update
        busy = self.second

        def refuse(records, **values):
            if busy in records.with_env(busy.env):
                raise LockError("")
            return lock(records, **values)

        with patch.object(orders, "lock_for_update", refuse):
            answer = self._place(self._open(self.first | self.second | self.third))
        self.assertEqual(self._get_held(), self.first | self.third)
        self.assertIn(f"{busy.name}: Somebody else", answer["params"]["message"])

    def test_release_leaves_out_what_is_not_the_users(self):
        place = self.env["order.hold"]
        place.with_user(self.controller)._place(self.first.with_user(self.controller), self.credit)
        place.with_user(self.specialist)._place(self.second, self.manual)
        form = self._open(self.first | self.second, True)
        self.assertIn("Holds that will be released: 1", form.summary)
        form.save().action_release()
        self.assertEqual(self._get_held(), self.first)

    def test_nothing_to_hold_is_said(self):
        with self.assertRaisesRegex(UserError, "No open order is about this"):
            self._open(self._create_product("Unsold", 1.0))
        with self.assertRaisesRegex(UserError, "No open order of this is held"):
            self._open(self.scones, True)

    def test_actions_are_the_desks(self):
        for model in ("product_template", "product_product", "stock_lot", "res_partner"):
            for name in ("hold", "release_holds"):
                action = self.env.ref(f"order_specialist.{model}_{name}_action")
                with self.assertRaises(AccessError):
                    action.with_user(self.salesperson).with_context(
                        active_model=model.replace("_", "."), active_ids=[1]
                    ).run()
        action = self.env.ref("order_specialist.product_product_hold_action")
        result = (
            action.with_user(self.specialist)
            .with_context(
                active_model="product.product",
                active_id=self.scones.id,
                active_ids=self.scones.ids,
            )
            .run()
        )
        self.assertEqual(result["res_model"], "order.hold.wizard")


@tagged("post_install", "-at_install")
class TestPresence(DeskCase):
    """“I am on this one”: shown, expires, blocks nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order()

    def _read(self, user):
        self.order.invalidate_recordset(["presence_text"])
        return self.order.with_user(user).presence_text

    def test_others_see_it_for_a_quarter_of_an_hour(self):
        self.assertFalse(self._read(self.supervisor))
        self.order.with_user(self.specialist).action_on_it()
        self.assertIn(f"{self.specialist.name} is on this one", self._read(self.supervisor))
        self.assertIn("You are on this one", self._read(self.specialist))
        with freeze_time(fields.Datetime.now() + timedelta(minutes=16)):
            self.assertFalse(self._read(self.supervisor))

    def test_it_is_said_once_for_each_person(self):
        for user in (self.specialist, self.specialist, self.supervisor):
            self.order.with_user(user).action_on_it()
        presences = self.env["order.presence"].search([("order_id", "=", self.order.id)])
        self.assertEqual(presences.user_id, self.specialist | self.supervisor)

    def test_it_writes_nothing_on_the_order_and_blocks_nobody(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT ctid FROM sale_order WHERE id = %s", self.order.ids)
        before = self.env.cr.fetchone()
        self.order.with_user(self.supervisor).action_on_it()
        self.env.cr.execute("SELECT ctid FROM sale_order WHERE id = %s", self.order.ids)
        self.assertEqual(self.env.cr.fetchone(), before)
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_list_of_what_is_stuck_shows_it(self):
        manual = self.env.ref("order_specialist.order_hold_type_manual")
        self.env["order.hold"].with_user(self.specialist)._place(self.order, manual)
        row = self.env["order.blocker"].search([("order_id", "=", self.order.id)])
        row.with_user(self.supervisor).action_on_it()
        self.assertIn(self.supervisor.name, row.presence_text)

    def test_customers_are_on_nothing(self):
        portal = self._create_user("t_portal", "base.group_portal")
        with self.assertRaises(AccessError):
            self.order.with_user(portal).action_on_it()

    def test_old_ones_are_thrown_away(self):
        self.order.action_on_it()
        with freeze_time(fields.Datetime.now() + timedelta(hours=1)):
            self.env["order.presence"]._gc_presence()
        self.assertFalse(self.env["order.presence"].search([("order_id", "=", self.order.id)]))
