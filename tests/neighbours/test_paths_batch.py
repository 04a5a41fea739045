"""Batch and wave transfers: what is stopped leaves them, the others go."""

from odoo.tests import Form

from odoo.addons.order_specialist.tests.paths_common import PathCase, way


class TestPathsBatch(PathCase):
    @way("batch transfer", "ship", "clerk", "superuser")
    def batch(self, order, user):
        other = self._create_other()
        batch = self.env["stock.picking.batch"].with_user(user)
        batch = batch.create({"picking_ids": [(6, 0, (order | other).picking_ids.ids)]})
        batch.action_confirm()
        return self._finish(batch, order, other)

    @way("wave transfer", "ship", "clerk")
    def wave(self, order, user):
        other = self._create_other()
        lines = (order | other).picking_ids.move_line_ids.with_user(user)
        lines._add_to_wave()
        return self._finish(other.picking_ids.batch_id.with_user(user), order, other)

    def _create_other(self):
        """Return an order that nothing stops, of another customer and article."""
        bread = self._create_product("Bread", 3.0, stock=10)
        customer = self._create_customer("Other")
        other = self._create_order([(bread, 1, None)], partner_id=customer.id).sudo()
        other.with_user(self.specialist).action_confirm()
        other.picking_ids.move_ids.picked = True
        return other

    def _finish(self, batch, order, other):
        """Validate a batch; return what the warehouse reads of the transfer that stays."""
        batch.action_done()
        self.assertEqual((batch.state, other.picking_ids.state), ("done", "done"))
        self.assertIn(order.picking_ids.batch_id.id, (False, batch.id))
        return "\n".join(order.picking_ids.activity_ids.mapped("summary"))

    @way("batch transfer of stopped orders only", "ship", "clerk")
    def only(self, order, user):
        batch = self.env["stock.picking.batch"].with_user(user)
        batch = batch.create({"picking_ids": [(6, 0, order.picking_ids.ids)]})
        batch.action_confirm()
        batch.action_done()

    @way("the backorder dialog of a batch", "ship", "clerk")
    def dialog(self, order, user):
        batch = self.env["stock.picking.batch"].with_user(user)
        batch = batch.create({"picking_ids": [(6, 0, order.picking_ids.ids)]})
        batch.action_confirm()
        order.picking_ids.move_ids.quantity = 4
        wizard = batch.env["stock.backorder.confirmation"].with_context(
            button_validate_picking_ids=order.picking_ids.ids,
            default_pick_ids=[(6, 0, order.picking_ids.ids)],
            picking_ids_not_to_backorder=order.picking_ids.ids,
        )
        Form(wizard).save().process()

    def test_everybody_else_gets_nowhere(self):
        self._try_everybody_else()


class TestPathsBatchPick(PathCase):
    """Goods are not picked together either before their order is released."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse.delivery_steps = "pick_ship"

    @way("batch of picks", "handoff", "clerk")
    def batch(self, order, user):
        batch = self.env["stock.picking.batch"].with_user(user)
        batch = batch.create({"picking_ids": [(6, 0, order.picking_ids.ids)]})
        batch.action_confirm()
        batch.action_done()

    @way("wave of picks", "handoff", "clerk")
    def wave(self, order, user):
        order.picking_ids.move_line_ids.with_user(user)._add_to_wave()
        order.picking_ids.batch_id.with_user(user).action_done()

    def test_everybody_else_gets_nowhere(self):
        self._try_everybody_else()
