from odoo.tests import Form, tagged

from .paths_common import SCHEDULED, PathCase, way

WAREHOUSE = ("clerk", "warehouse_lead", "superuser")
#: Every key by which Odoo's own code, or anybody's, goes around a question.
SKIPPING = {
    "skip_sanity_check": True,
    "skip_backorder": True,
    "skip_immediate": True,
    "skip_expired": True,
    "skip_sms": True,
    "cancel_backorder": True,
    "order_gate_asked": "yes",
    "order_desk_unattended": True,
}


@tagged("post_install", "-at_install")
class TestPathsShip(PathCase):
    """Goods of a stopped order do not leave, whoever tries whichever way."""

    @way("Validate", "ship", *WAREHOUSE)
    def validate(self, order, user):
        order.picking_ids.with_user(user).button_validate()

    @way("Validate with the keys that skip questions", "ship", *WAREHOUSE)
    def skipping(self, order, user):
        picking = order.picking_ids.with_user(user)
        keys = {
            **SKIPPING,
            "picking_ids_not_to_backorder": picking.ids,
            "button_validate_picking_ids": picking.ids,
        }
        picking.with_context(**keys).button_validate()

    @way("Validate of many transfers", "ship", "clerk", "superuser")
    def many(self, order, user):
        bread = self._create_product("Bread", 3.0, stock=10)
        customer = self._create_customer("Other")
        other = self._create_order([(bread, 1, None)], partner_id=customer.id).sudo()
        other.with_user(self.specialist).action_confirm()
        pickings = (order | other).picking_ids
        pickings.move_ids.picked = True
        pickings.with_user(user).button_validate()
        self.assertEqual(other.delivery_status, "full")
        return "\n".join(order.picking_ids.activity_ids.mapped("summary"))

    @way("the backorder dialog, with a backorder", "ship", "clerk")
    def backorder(self, order, user):
        self._answer_backorder(order, user).process()

    @way("the backorder dialog, without one", "ship", "clerk")
    def no_backorder(self, order, user):
        self._answer_backorder(order, user).process_cancel_backorder()

    def _answer_backorder(self, order, user):
        """Return the dialog that was open before the order was stopped."""
        picking = order.picking_ids.with_user(user)
        picking.move_ids.quantity = 4
        wizard = picking.env["stock.backorder.confirmation"].with_context(
            button_validate_picking_ids=picking.ids, default_pick_ids=[(6, 0, picking.ids)]
        )
        return Form(wizard).save()

    @way("Validate of the backorder", "rest", "clerk")
    def rest(self, order, user):
        order.picking_ids.filtered("backorder_id").with_user(user).button_validate()

    @way("transfer._action_done", "ship", *WAREHOUSE)
    def transfer(self, order, user):
        order.picking_ids.with_user(user)._action_done()

    @way("move._action_done", "ship", *WAREHOUSE)
    def move(self, order, user):
        order.picking_ids.move_ids.with_user(user)._action_done()

    @way("move._action_done, the rest cancelled", "ship", "superuser")
    def move_cancelling(self, order, user):
        order.picking_ids.move_ids.with_user(user)._action_done(cancel_backorder=True)

    @way("a move is written done", "ship", "clerk", "superuser")
    def written(self, order, user):
        moves = order.picking_ids.move_ids.with_user(user).with_context(order_gate_asked="yes")
        moves.write({"state": "done"})

    @way("a transfer is written done", "ship", "clerk", "superuser")
    def transfer_written(self, order, user):
        order.picking_ids.with_user(user).write({"state": "done"})

    @way("a move is created done", "ship", "clerk")
    def created(self, order, user):
        move = order.picking_ids.move_ids
        self.env["stock.move"].with_user(user).create(
            {
                "product_id": move.product_id.id,
                "product_uom_qty": 3,
                "quantity": 3,
                "state": "done",
                "sale_line_id": move.sale_line_id.id,
                "location_id": move.location_id.id,
                "location_dest_id": move.location_dest_id.id,
                "location_final_id": move.location_final_id.id,
            }
        )

    @way("goods without an order line, in its transfer", "ship", "superuser")
    def stray(self, order, user):
        picking = order.picking_ids.with_user(user)
        move = (
            self.env["stock.move"]
            .with_user(user)
            .create(
                {
                    "picking_id": picking.id,
                    "product_id": self.product.id,
                    "product_uom_qty": 3,
                    "quantity": 3,
                    "picked": True,
                    "location_id": picking.location_id.id,
                    "location_dest_id": picking.location_dest_id.id,
                }
            )
        )
        move._action_done()

    @way("server action", "ship", "clerk", "superuser")
    def server_action(self, order, user):
        self._run_server_action(order.picking_ids, "records.button_validate()", user)

    @way("scheduled action", "ship", "superuser", alone=SCHEDULED)
    def scheduled_action(self, order, user):
        self._run_scheduled_action(order.picking_ids, "button_validate()")

    def test_everybody_else_gets_nowhere(self):
        self._try_everybody_else()
