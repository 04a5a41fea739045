"""Batch transfers: a stopped order leaves its batch, the others go."""

from odoo.addons.order_specialist.tests.release_common import ReleaseCase


class TestShipGateBatch(ReleaseCase):
    def _create_batch(self, pickings):
        batch = self.env["stock.picking.batch"].with_user(self.warehouse_lead)
        batch = batch.create({"picking_ids": [(6, 0, pickings.ids)]})
        batch.action_confirm()
        return batch

    def _create_orders(self, number):
        orders = self.env["sale.order"].union(*(self._create_order() for _i in range(number)))
        orders = orders.sudo()
        orders.with_user(self.specialist).action_confirm()
        return orders

    def test_adding_to_a_batch_accepts(self):
        orders = self._create_orders(2)
        self._create_batch(orders.picking_ids)
        self.assertEqual(orders.handoff_ids.mapped("accepted_through"), ["batch", "batch"])
        self.assertEqual(orders.handoff_ids.accepted_by_id, self.warehouse_lead)

    def test_a_stopped_order_leaves_its_batch_and_the_others_go(self):
        orders = self._create_orders(4)
        batch = self._create_batch(orders.picking_ids)
        self._hold(orders[2])
        batch.action_done()
        picking = orders[2].picking_ids
        self.assertEqual((orders.picking_ids - picking).mapped("state"), ["done"] * 3)
        self.assertEqual((orders.picking_ids - picking).batch_id, batch)
        self.assertEqual(batch.state, "done")
        self.assertEqual(picking.state, "assigned")
        self.assertFalse(picking.batch_id)
        self.assertEqual(picking.activity_ids.user_id, self.warehouse_lead)

    def test_a_short_batch_asks_for_backorders_of_those_that_go(self):
        orders = self._create_orders(3)
        batch = self._create_batch(orders.picking_ids)
        self._hold(orders[0])
        orders[1].picking_ids.move_ids.quantity = 6
        action = batch.action_done()
        wizard = self.env[action["res_model"]].with_user(self.warehouse_lead)
        wizard.with_context(**action["context"]).create({}).process()
        self.assertEqual(orders[0].picking_ids.state, "assigned")
        self.assertEqual(orders[1].handoff_ids.line_ids.shipped_qty, 6)
        self.assertEqual(orders[2].handoff_ids.state, "done")
