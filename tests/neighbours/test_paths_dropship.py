"""Odoo's own dropship, from the order over the purchase to the customer's door."""

from odoo.fields import Command

from odoo.addons.order_specialist.tests.paths_common import PathCase, way

#: Who records in Odoo what has arrived.
RECORDING = (
    *("clerk", "warehouse_lead", "salesperson", "accountant"),
    *("specialist", "supervisor", "administrator", "superuser"),
)


class TestPathsDropship(PathCase):
    def _prepare_ship(self):
        vendor = self._create_customer("Vendor")
        pen = self._create_product(
            "Pen",
            5.0,
            route_ids=[Command.set(self.env.ref("stock_dropshipping.route_drop_shipping").ids)],
            seller_ids=[Command.create({"partner_id": vendor.id})],
        )
        self.message = "Stop the truck"
        order = self._create_order([(pen, 10, None)]).sudo()
        order.with_user(self.specialist).action_confirm()
        purchase = self.env["purchase.order.line"].search([("product_id", "=", pen.id)])
        purchase.order_id.button_confirm()
        self.hold = self._hold(order, self.ship_type)
        return order

    @way("dropship of a vendor (recorded, opens a claim)", "ship", *RECORDING)
    def fact(self, order, user):
        picking = order.picking_ids
        self.assertEqual(picking.picking_type_code, "dropship")
        picking.move_ids.picked = True
        picking.with_user(user).button_validate()

    def _try(self, function, group):
        """It passes, is recorded, and opens a claim: nobody can bring the goods back."""
        order = self._prepare_ship()
        start = self.env.cr.sql_log_count
        function(self, order, getattr(self, group))
        self.env.flush_all()
        self._record(function.way, group, "passed", self.env.cr.sql_log_count - start)
        picking = order.picking_ids
        self.assertEqual((picking.state, order.order_line.qty_delivered), ("done", 10))
        claim = order.case_ids
        self.assertEqual(claim.type_id.code, "delivered_stopped")
        self.assertEqual(claim.line_ids.move_id, picking.move_ids)
        self.assertIn(self.message, claim.description)

    def test_everybody_else_gets_nowhere(self):
        self._try_everybody_else()
