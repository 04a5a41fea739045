from odoo.fields import Command
from odoo.tests import tagged

from ..exceptions import GateClosed
from .release_common import ReleaseCase


@tagged("post_install", "-at_install")
class TestDropship(ReleaseCase):
    """What a vendor ships to the customer is a fact: recorded, and told where it was stopped."""

    def setUp(self):
        super().setUp()
        self.bread = self._create_product("Bread", 3.0, stock=10)
        self.order, _handoff = self._create_released([(None, 10, None), (self.bread, 2, None)])
        self.order.picking_ids.action_cancel()
        self.case_type = self.env.ref("order_specialist.order_case_type_delivered_stopped")

    def _dropship(self, lines, order=None, quantity=None):
        """Return the transfer of a vendor who ships ``lines`` to the customer, ready to be done."""
        places = {
            "location_id": self.env.ref("stock.stock_location_suppliers").id,
            "location_dest_id": self.env.ref("stock.stock_location_customers").id,
        }
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                **places,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "product_uom_qty": line.product_uom_qty,
                            "sale_line_id": line.id,
                            **places,
                        }
                    )
                    for line in lines
                ],
            }
        )
        picking.action_confirm()
        for move in picking.move_ids:
            move.quantity = quantity or move.product_uom_qty
        return picking

    def _get_claims(self):
        return self.order.case_ids.filtered(lambda case: case.type_id == self.case_type)

    def test_a_stopped_dropship_is_recorded_and_opens_one_claim(self):
        self._hold(self.order)
        picking = self._dropship(self.order.order_line)
        self._validate(picking)
        self.assertEqual(picking.state, "done")
        self.assertEqual(self.order.order_line.mapped("qty_delivered"), [10, 2])
        claim = self._get_claims()
        self.assertRecordValues(claim, [{"state": "new", "found_by_system": True}])
        self.assertIn("Stop the truck", claim.description)
        self.assertRecordValues(
            claim.line_ids,
            [
                {"move_id": move.id, "order_line_id": move.sale_line_id.id, "actual_quantity": n}
                for move, n in zip(picking.move_ids, (10, 2), strict=True)
            ],
        )

    def test_it_is_looked_at_before_it_is_billed(self):
        hold = self._hold(self.order)
        self._validate(self._dropship(self.order.order_line))
        hold._release()
        with self.assertRaisesRegex(GateClosed, "Delivered while stopped"):
            self.order.with_user(self.supervisor)._create_invoices()
        self._get_claims().with_user(self.specialist).action_done()
        self.assertTrue(self.order.with_user(self.supervisor)._create_invoices())

    def test_what_arrives_later_of_a_delivery_is_added_to_its_claim(self):
        self._hold(self.order)
        picking = self._dropship(self.order.order_line)
        picking.move_ids.picked = True
        for move in picking.move_ids:
            move._action_done()
        self.assertEqual(len(self._get_claims()), 1)
        self.assertEqual(self._get_claims().line_ids.move_id, picking.move_ids)

    def test_each_delivery_has_a_claim_of_its_own(self):
        self._hold(self.order)
        first = self._dropship(self.order.order_line[0], quantity=6)
        self._validate(first)
        second = first.backorder_ids
        second.move_ids.quantity = 4
        self._validate(second)
        claims = self._get_claims().sorted("id")
        self.assertEqual(claims.line_ids.mapped("actual_quantity"), [6, 4])
        self.assertEqual(len(claims), 2)

    def test_a_dropship_without_a_transfer_is_told_too(self):
        self._hold(self.order)
        move = self.env["stock.move"].create(
            {
                "product_id": self.product.id,
                "product_uom_qty": 10,
                "quantity": 10,
                "picked": True,
                "sale_line_id": self.order.order_line[0].id,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            }
        )
        move._action_done()
        self.assertEqual(self._get_claims().line_ids.move_id, move)

    def test_an_order_that_waits_for_its_release_counts_as_stopped(self):
        order = self._create_order([(self.bread, 2, None)]).sudo()
        self._hold(order, self.early_hold_type)
        self._confirm(order)
        order.picking_ids.action_cancel()
        self._validate(self._dropship(order.order_line))
        self.assertIn("Not yet", order.case_ids.description)

    def test_a_hold_on_another_line_is_no_reason(self):
        self.env["order.hold"]._place(self.order, self.hold_type, line=self.order.order_line[1])
        self._validate(self._dropship(self.order.order_line[0]))
        self.assertFalse(self._get_claims())

    def test_nobody_has_to_accept_what_the_vendor_prepares(self):
        self._create_explicit_department()
        order, _handoff = self._create_released([(self.bread, 2, None)])
        order.picking_ids.action_cancel()
        self._validate(self._dropship(order.order_line))
        self.assertFalse(order.case_ids.filtered(lambda case: case.type_id == self.case_type))

    def test_a_free_dropship_opens_nothing(self):
        self._validate(self._dropship(self.order.order_line))
        self.assertFalse(self._get_claims())

    def test_while_the_desk_is_off_nothing_is_opened(self):
        self._hold(self.order)
        self.company.order_desk_active = False
        picking = self._dropship(self.order.order_line)
        self._validate(picking)
        self.assertEqual(picking.state, "done")
        self.assertFalse(self._get_claims())
