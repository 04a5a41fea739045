"""The customer rings while the picker walks: a change after acceptance is offered."""

from odoo.fields import Command, Datetime
from odoo.tests import HttpCase, tagged

from .release_common import ReleaseCase


class ChangeCase(ReleaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._create_product("Bread", 3.0, stock=100)
        cls.packed = cls.env.ref("order_specialist.order_reason_refuse_change_packed")

    def _create_printed(self, quantity=30):
        """Return an order whose slip the warehouse has printed, and its release."""
        order, handoff = self._create_released([(None, quantity, None)])
        order.picking_ids.with_user(self.warehouse_lead).do_print_picking()
        self.assertEqual(handoff.state, "accepted")
        return order, handoff

    def _write(self, line, quantity, user=None):
        line.with_user(user or self.specialist).write({"product_uom_qty": quantity})

    def _refuse(self, changes, user=None, reason=None, note=False):
        user = user or self.warehouse_lead
        changes = changes.with_user(user)
        wizard = self._open(changes.action_refuse(), user)
        wizard.reason_id = reason or self.packed
        wizard.note = note
        wizard.save().action_refuse()

    def _take(self, changes, user=None):
        changes.with_user(user or self.warehouse_lead).action_take()

    def _get_transfers(self, line):
        """Return the quantities of a line's transfers, open or done, in their order."""
        moves = line.move_ids.filtered(lambda move: move.state != "cancel").sorted("id")
        return [move.quantity if move.state == "done" else move.product_uom_qty for move in moves]

    def _assert_balanced(self, order):
        """Ordered = in transfers, open and done + closed short; what is pending is in neither."""
        for line in order.order_line:
            moved = sum(self._get_transfers(line))
            self.assertEqual(line.product_uom_qty, moved + line.cancelled_qty, line.display_name)

    def _get_pending(self, order):
        return order.pending_change_ids.mapped("display_name")


@tagged("post_install", "-at_install")
class TestScenario4(ChangeCase):
    def test_the_customer_rings_while_the_picker_walks(self):
        order, handoff = self._create_printed(30)
        desk = order.with_user(self.specialist)
        line = order.order_line

        # 11:00: +10 A and 5 × B
        desk.write(
            {
                "order_line": [
                    Command.update(line.id, {"product_uom_qty": 40}),
                    Command.create({"product_id": self.other.id, "product_uom_qty": 5}),
                ]
            }
        )
        # 11:05: −4 of A
        desk.write({"order_line": [Command.update(line.id, {"product_uom_qty": 26})]})
        bread = order.order_line - line
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [30, 0])
        self.assertEqual(
            self._get_pending(order), ["+10 Camembert", "+5 Bread (new line)", "−4 Camembert"]
        )
        self.assertIn("+10 Camembert", desk.change_text)
        self.assertIn("−4 Camembert", desk.change_text)
        self.assertEqual(self._get_transfers(line), [30])
        self.assertFalse(bread.move_ids)
        self._assert_balanced(order)
        self.assertEqual(handoff.activity_ids.user_id, self.warehouse_lead)
        self.assertIn("−4 Camembert", handoff.activity_ids.summary)

        # the warehouse answers
        more, new, less = order.pending_change_ids
        self._take(more | new)
        self._assert_balanced(order)
        self._refuse(less)
        self._assert_balanced(order)
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [40, 5])
        self.assertEqual(self._get_transfers(line), [30, 10])
        self.assertEqual(self._get_transfers(bread), [5])
        first, second = order.picking_ids.sorted("id")
        self.assertTrue(first.printed)
        self.assertEqual(second.move_ids.product_id, self.product | self.other)
        self.assertEqual(handoff.line_ids.mapped("quantity"), [40, 5])
        self.assertFalse(handoff.activity_ids)
        self.assertFalse(desk.change_text)

        # reasons and times are kept, and the desk knows
        self.assertRecordValues(
            order.change_ids,
            [
                {"state": "taken", "answered_by_id": self.warehouse_lead.id, "reason_id": False},
                {"state": "taken", "answered_by_id": self.warehouse_lead.id, "reason_id": False},
                {
                    "state": "refused",
                    "answered_by_id": self.warehouse_lead.id,
                    "reason_id": self.packed.id,
                },
            ],
        )
        self.assertTrue(all(order.change_ids.mapped("answered_on")))
        self.assertRecordValues(
            order.activity_ids,
            [{"user_id": self.specialist.id, "summary": "−4 Camembert refused: packed"}],
        )

        self._validate(order.picking_ids)
        self.assertEqual(handoff.state, "done")
        self._assert_balanced(order)


@tagged("post_install", "-at_install")
class TestScenario4Remote(ChangeCase, HttpCase):
    def test_a_client_that_writes_the_quantity_offers_it(self):
        order, _handoff = self._create_printed(30)
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.specialist)
            ._generate("rpc", "test", Datetime.add(Datetime.now(), days=1))
        )
        for _again in range(2):  # a client that repeats its call asks once
            answer = self.url_open(
                "/json/2/sale.order.line/write",
                json={"ids": order.order_line.ids, "vals": {"product_uom_qty": 36}},
                headers={"Authorization": f"bearer {key}"},
            )
            answer.raise_for_status()
        self.env.invalidate_all()
        self.assertEqual(order.order_line.product_uom_qty, 30)
        self.assertEqual(self._get_pending(order), ["+6 Camembert"])
        self.assertEqual(self._get_transfers(order.order_line), [30])
        self._assert_balanced(order)
        self._take(order.pending_change_ids)
        self.assertEqual(order.order_line.product_uom_qty, 36)
        self.assertEqual(self._get_transfers(order.order_line), [30, 6])
