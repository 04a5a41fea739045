"""Less of what was picked already: the goods go back on their shelf, and nothing else moves."""

from odoo.tests import tagged

from ..tools.taking import as_taken
from .test_scenario_4 import ChangeCase


@tagged("post_install", "-at_install")
class TestChangePicked(ChangeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse.delivery_steps = "pick_ship"
        cls.shelf = cls.warehouse.lot_stock_id
        cls.door = cls.warehouse.wh_output_stock_loc_id

    def _create_picked(self, quantity=10, picked=10):
        order, handoff = self._create_printed(quantity)
        pick = order.picking_ids
        pick.move_ids.write({"quantity": picked, "picked": True})
        self._validate(pick)
        return order, handoff

    def _get_transfers(self, line):
        """Return the quantities that left or are to leave; a step that is done stands for none."""
        moves = line.move_ids.filtered(
            lambda move: (
                move.state != "cancel"
                and not move.origin_returned_move_id
                and (move.state != "done" or move.location_dest_id.usage == "customer")
            )
        )
        moves -= moves.filtered(lambda move: move.move_dest_ids & moves)
        return [
            move.quantity if move.state == "done" else move.product_uom_qty
            for move in moves.sorted("id")
        ]

    def _lower(self, order, quantity):
        self._write(order.order_line, quantity)
        self._take(order.pending_change_ids)

    def _get_back(self, order):
        return order.order_line.move_ids.filtered("origin_returned_move_id")

    def _get_out(self, order):
        return order.order_line.move_ids.filtered(
            lambda move: move.location_dest_id.usage == "customer" and move.state != "cancel"
        )

    def _assert_back(self, order, *quantities):
        """What goes back goes from the door to the shelf; nothing comes from the customer."""
        back = self._get_back(order).filtered(lambda move: move.state != "cancel")
        self.assertEqual(back.mapped("product_uom_qty"), list(quantities))
        for move in back:
            self.assertEqual((move.location_id, move.location_dest_id), (self.door, self.shelf))
        self._assert_balanced(order)

    def test_what_was_picked_too_much_is_put_back(self):
        order, handoff = self._create_picked()
        self._lower(order, 6)
        self._assert_back(order, 4)
        self.assertEqual(self._get_transfers(order.order_line), [6])
        self.assertEqual(self._get_out(order).quantity, 6)
        back = self._get_back(order)
        self.assertEqual((back.state, back.quantity), ("assigned", 4))
        self._validate(back.picking_id)
        out = self._get_out(order)
        self._validate(out.picking_id)
        self.assertRecordValues(
            order.order_line, [{"product_uom_qty": 6, "qty_delivered": 6, "qty_to_invoice": 6}]
        )
        self.assertEqual((handoff.state, order.delivery_status), ("done", "full"))
        self._assert_balanced(order)

    def test_what_nobody_picked_goes_first(self):
        order, _handoff = self._create_picked(10, 4)
        self._lower(order, 5)
        self._assert_back(order)
        self.assertEqual(sorted(self._get_transfers(order.order_line)), [1, 4])
        self._lower(order, 3)
        self._assert_back(order, 1)
        self.assertEqual(self._get_transfers(order.order_line), [3])

    def test_twice_less_is_put_back_twice(self):
        order, _handoff = self._create_picked()
        self._lower(order, 8)
        self._lower(order, 5)
        self._assert_back(order, 2, 3)
        self.assertEqual(self._get_out(order).quantity, 5)

    def test_less_and_then_more_again_picks_more(self):
        order, _handoff = self._create_picked()
        self._lower(order, 6)
        self._lower(order, 9)
        self._assert_back(order, 4)
        self.assertEqual(sorted(self._get_transfers(order.order_line)), [3, 6])

    def test_after_a_part_has_left_only_the_rest_goes_back(self):
        order, _handoff = self._create_picked()
        out = self._get_out(order)
        out.write({"quantity": 7, "picked": True})
        self._validate(out.picking_id)
        self._lower(order, 8)
        self._assert_back(order, 2)
        self.assertEqual(order.order_line.qty_delivered, 7)
        self.assertEqual(sum(self._get_out(order).mapped("product_uom_qty")), 8)

    def test_nothing_wanted_any_more_puts_all_back(self):
        order, handoff = self._create_picked()
        self._lower(order, 0)
        self._assert_back(order, 10)
        self.assertFalse(self._get_out(order))
        self.assertEqual(handoff.state, "done")

    def test_with_packing_it_goes_back_from_where_it_stands(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order, _handoff = self._create_picked()
        self._lower(order, 6)
        back = self._get_back(order)
        self.assertEqual(back.product_uom_qty, 4)
        self.assertEqual(back.location_id, self.warehouse.wh_pack_stock_loc_id)
        self.assertEqual(back.location_dest_id, self.shelf)
        self._assert_balanced(order)

    def test_closing_short_what_was_picked_puts_it_back(self):
        order, _handoff = self._create_picked()
        order.order_line._close_short(3)
        self._assert_back(order, 3)
        self.assertEqual(order.order_line.cancelled_qty, 3)

    def test_a_department_that_accepts_nothing_puts_back_as_well(self):
        self.department.acceptance = "none"
        order, _handoff = self._create_released()
        pick = order.picking_ids
        pick.do_print_picking()
        pick.move_ids.picked = True
        self._validate(pick)
        self._get_out(order).picking_id.printed = True
        self._write(order.order_line, 6)
        self.assertEqual(order.order_line.product_uom_qty, 6)
        self._assert_back(order, 4)
        self.assertEqual(self._get_transfers(order.order_line), [6])
        self.assertFalse(
            order.order_line.move_ids.filtered(lambda move: move.location_id.usage == "customer")
        )

    def test_what_nobody_picked_is_lowered_as_odoo_does(self):
        order, _handoff = self._create_printed(10)
        as_taken(order.order_line).product_uom_qty = 9
        self.assertFalse(order.order_line._filter_picked({"product_uom_qty": 5}))
        self.company.order_desk_active = False
        self.assertFalse(order.order_line._filter_picked({"product_uom_qty": 5}))
