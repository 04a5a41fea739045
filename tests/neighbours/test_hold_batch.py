"""Holds and batches: STOP on the batch, and no held transfer joins one."""

from odoo.addons.order_specialist.exceptions import GateClosed
from odoo.addons.order_specialist.tests.release_common import ReleaseCase


class TestHoldBatch(ReleaseCase):
    def setUp(self):
        super().setUp()
        orders = self._create_order() | self._create_order()
        orders.action_confirm()
        self.order, self.other = orders.sudo()

    def _create_batch(self, pickings):
        batch = self.env["stock.picking.batch"].with_user(self.warehouse_lead)
        batch = batch.create({"picking_ids": [(6, 0, pickings.ids)]})
        batch.action_confirm()
        return batch

    def test_batch_says_stop_and_is_told(self):
        batch = self._create_batch((self.order | self.other).picking_ids)
        self.assertFalse(batch.order_stop)
        hold = self._hold(self.order)
        batch.invalidate_recordset(["order_stop"])
        batch.picking_ids.invalidate_recordset(["order_stop"])
        name = self.order.picking_ids.name
        self.assertTrue(batch.order_stop.startswith(f"{name}: Hold: Stop the truck"))
        self.assertIn(f"{name}: STOP", batch.message_ids[0].body)
        hold._release()
        self.assertIn("go on", batch.message_ids[0].body)

    def test_batch_shows_it_on_every_screen(self):
        views = self.env["stock.picking.batch"].get_views(
            [(False, "form"), (False, "list"), (False, "kanban")]
        )
        for view in views["views"].values():
            self.assertIn("order_stop", view["arch"])

    def test_held_transfer_joins_no_batch_and_no_wave(self):
        batch = self._create_batch(self.other.picking_ids)
        self._hold(self.order)
        picking = self.order.picking_ids.with_user(self.warehouse_lead)
        with self.assertRaisesRegex(GateClosed, "Stop the truck"), self.env.cr.savepoint():
            batch.picking_ids |= picking
        with self.assertRaisesRegex(GateClosed, "Stop the truck"), self.env.cr.savepoint():
            picking.move_line_ids._add_to_wave()
        self.assertFalse(picking.batch_id)

    def test_automatic_batches_leave_it_out(self):
        picking_type = self.order.picking_ids.picking_type_id
        picking_type.write({"auto_batch": True, "batch_group_by_partner": True})
        self._hold(self.order)
        picking = self.order.picking_ids
        picking.do_unreserve()
        picking.action_assign()
        self.assertFalse(picking._find_auto_batch())
        self.assertFalse(picking.batch_id)
        later = self._create_order()
        later.action_confirm()
        self.assertFalse(picking.batch_id)
        self.assertTrue(later.picking_ids.batch_id)

    # --- one line of a transfer -------------------------------------------------------------------

    def _create_two_lines(self):
        bread = self._create_product("Bread", 3.0, stock=10)
        order = self._create_order([(None, 2, None), (bread, 1, None)]).sudo()
        order.with_user(self.specialist).action_confirm()
        return order

    def _hold_line(self, line):
        line = line.with_user(self.specialist)
        holds = self.env["order.hold"].with_user(self.specialist)
        return holds._place(line.order_id, self.hold_type, line=line)

    def test_transfer_joins_a_batch_without_its_held_line(self):
        order = self._create_two_lines()
        self._hold_line(order.order_line[0])
        apart, whole = (line.move_ids.picking_id for line in order.order_line)
        batch = self._create_batch(whole | self.other.picking_ids)
        self.assertFalse(batch.order_stop)
        with self.assertRaisesRegex(GateClosed, "Stop the truck"), self.env.cr.savepoint():
            batch.picking_ids |= apart.with_user(self.warehouse_lead)
        batch.picking_ids.move_ids.picked = True
        batch.action_done()
        self.assertEqual((whole.state, apart.state), ("done", "assigned"))

    def test_line_that_is_held_since_leaves_the_batch_and_the_rest_goes(self):
        order = self._create_two_lines()
        picking = order.picking_ids
        batch = self._create_batch(picking | self.other.picking_ids)
        self._hold_line(order.order_line[0])
        self.assertIn("Stop the truck, on Camembert", batch.order_stop)
        batch.action_done()
        self.assertEqual((batch.state, picking.state), ("done", "done"))
        self.assertEqual(self.other.picking_ids.state, "done")
        apart = order.order_line[0].move_ids.picking_id
        self.assertNotEqual(apart, picking)
        self.assertFalse(apart.batch_id)
        self.assertEqual(order.order_line.mapped("qty_delivered"), [0, 1])
