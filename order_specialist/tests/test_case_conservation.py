"""Each unit and each cent once, whatever the warehouse and accounting do beside the claims."""

from odoo.tests import tagged

from .case_common import ClaimCase


@tagged("post_install", "-at_install")
class TestShortBesideReturns(ClaimCase):
    """Only goods that the warehouse did not send are short."""

    def _return(self, order, planned, quantity, backorder=True):
        picking = order.picking_ids.filtered(lambda p: p.state == "done")[:1]
        wizard = self.env["stock.return.picking"].with_context(
            active_id=picking.id, active_model="stock.picking"
        )
        wizard = wizard.create({})
        wizard.product_return_moves.quantity = planned
        back = wizard._create_return()
        back.move_ids.write({"quantity": quantity, "picked": True})
        context = {"skip_backorder": True}
        if not backorder:
            context["picking_ids_not_to_backorder"] = back.ids
        back.with_context(**context).button_validate()
        return back

    def test_a_return_without_backorder_is_not_short_shipped(self):
        order = self._confirm(10, 10.0)
        self._ship(order)
        self._return(order, 5, 3, backorder=False)
        self.assertEqual(order.order_line.qty_delivered, 7)
        self.assertFalse(order.case_ids)
        self.assertEqual(order.order_line.cancelled_qty, 0)

    def test_what_came_back_is_not_short_when_the_rest_is_closed(self):
        order = self._confirm(10, 10.0)
        self._ship(order, 6)
        self._return(order, 2, 2)
        self._ship(order, 3, backorder=False)
        self.assertEqual(order.case_ids.line_ids.claimed_quantity, 1)
        self.assertEqual(order.order_line.cancelled_qty, 1)

    def test_a_replacement_that_stays_short_is_open_again(self):
        order, _invoice = self._deliver_and_invoice(5, 10.0)
        case = self._claim(order, "lost", 3)
        resolution = self._resolve(case, "replacement")
        self.assertEqual(case.state, "settled")
        self._ship(order, 2, backorder=False)
        self.assertEqual(order.order_line.replaced_qty, 2)
        self.assertEqual(resolution.line_ids.quantity, 2)
        self.assertEqual(case.state, "investigating")
        self.assertEqual(case.line_ids.open_quantity, 1)
        self.assertEqual(order.open_case_count, 1)

    def test_a_part_of_a_replacement_that_is_cancelled_is_open_again(self):
        order, _invoice = self._deliver_and_invoice(5, 10.0)
        case = self._claim(order, "lost", 3)
        self._resolve(case, "replacement")
        self._ship(order, 2)
        rest = order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        rest.with_user(self.warehouse_lead).action_cancel()
        self.assertEqual(case.state, "investigating")
        self.assertEqual(case.line_ids.open_quantity, 1)

    def test_a_photo_is_never_asked_of_the_warehouse(self):
        self._type("short_shipped").evidence_above = 10.0
        order = self._confirm(10, 10.0)
        self._ship(order, 3, backorder=False)
        self.assertEqual(order.order_line.cancelled_qty, 7)


@tagged("post_install", "-at_install")
class TestClosedShortLater(ClaimCase):
    """What was closed short and then happens otherwise."""

    def _confirm_short(self, policy):
        self.product.invoice_policy = policy
        order = self._confirm(5, 10.0)
        self._ship(order, 3, backorder=False)
        self.assertEqual(order.order_line.cancelled_qty, 2)
        return order, order.order_line

    def test_shipping_the_rest_after_all_is_billed(self):
        for policy in ("order", "delivery"):
            order, line = self._confirm_short(policy)
            move = line.sudo().move_ids.copy(
                {"product_uom_qty": 2, "picking_id": False, "sale_line_id": line.id}
            )
            move._action_confirm()
            move.write({"quantity": 2, "picked": True})
            move._action_done()
            self.assertRecordValues(
                line,
                [
                    {
                        "qty_delivered": 5,
                        "cancelled_qty": 0,
                        "qty_to_invoice": 5,
                        "qty_to_deliver": 0,
                    }
                ],
            )
            self.assertEqual(self._invoice(order).amount_untaxed, 50.0)

    def test_lowering_the_order_to_what_was_shipped_bills_what_was_shipped(self):
        for policy in ("order", "delivery"):
            order, line = self._confirm_short(policy)
            line.product_uom_qty = 3
            self.assertRecordValues(
                line, [{"cancelled_qty": 0, "qty_to_invoice": 3, "qty_to_deliver": 0}]
            )
            line.product_uom_qty = 9
            open_moves = line.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
            self.assertEqual(sum(open_moves.mapped("product_uom_qty")), 6)


@tagged("post_install", "-at_install")
class TestCreditsTogether(ClaimCase):
    """Price credits, quantity credits and credits by hand of one invoice line."""

    delivers = (5, 10.0)

    def test_each_unit_is_credited_at_what_it_costs_after_a_price_credit(self):
        order, invoice = self._deliver_and_invoice(10, 10.0)
        self._resolve(self._claim_price(order, 8.0, invoice), "credit_price")
        amounts = []
        for quantity in (4, 3, 3):
            case = self._claim(order, "quantity_billed", quantity, invoice=invoice)
            credit = self._resolve(case, "credit_quantity").account_move_id
            amounts.append(credit.amount_untaxed)
        self.assertEqual(amounts, [32.0, 24.0, 24.0])

    def test_the_price_of_units_that_were_credited_is_not_credited_again(self):
        order, invoice = self.delivered
        self._resolve(self._claim(order, "damaged", 3), "credit_quantity")
        case = self._claim_price(order, 8.0, invoice)
        with self._refused("2 of .* left"):
            self._resolve(case, "credit_price")
        case.action_cancel()
        case = self._claim_price(order, 8.0, invoice, quantity=2)
        self.assertEqual(self._resolve(case, "credit_price").account_move_id.amount_untaxed, 4.0)

    def test_the_same_price_difference_is_not_credited_twice(self):
        order, invoice = self.delivered
        self._resolve(self._claim_price(order, 9.0, invoice, quantity=3), "credit_price")
        self._resolve(self._claim_price(order, 9.0, invoice, quantity=2), "credit_price")
        again = self._claim_price(order, 9.0, invoice, quantity=2)
        with self._refused("0 of .* left"):
            self._resolve(again, "credit_price")
        again.line_ids.write({"actual_price": 9.0, "expected_price": 8.5})
        credit = self._resolve(again, "credit_price").account_move_id
        self.assertEqual(credit.amount_untaxed, 1.0)

    def test_a_credit_note_that_was_taken_back_does_not_come_back(self):
        order, _invoice = self.delivered
        case = self._claim(order, "damaged", 2)
        credit = self._resolve(case, "credit_quantity").account_move_id
        credit = credit.with_user(self.accountant)
        credit.button_draft()
        credit.button_cancel()
        self.assertEqual(case.state, "investigating")
        with self._refused("taken back"):
            credit.button_draft()

    def test_a_credit_note_of_a_claim_is_posted_as_it_was_made(self):
        self.company.order_credit_note_posting = "draft"
        order, _invoice = self._deliver_and_invoice(5, 10.0)
        case = self._claim(order, "damaged", 2)
        credit = self._resolve(case, "credit_quantity").account_move_id
        credit = credit.with_user(self.accountant)
        self.assertEqual((case.state, order.desk_stage), ("settling", "claim"))
        credit.invoice_line_ids.quantity = 4
        with self._refused("another amount"):
            credit.action_post()
        credit.invoice_line_ids.quantity = 2
        credit.action_post()
        self.assertEqual(credit.state, "posted")
        self.assertEqual((case.state, order.desk_stage), ("settled", "closed"))

    def test_a_kit_is_claimed_in_kits(self):
        # as if mrp had exploded it: the moves are of the parts
        part = self._create_product("Part", 1.0, stock=100)
        order = self._confirm(2, 10.0)
        move = order.order_line.move_ids
        self._ship(order)
        move.copy({"product_id": part.id, "sale_line_id": order.order_line.id}).sudo().write(
            {"state": "done", "quantity": 20}
        )
        with self._refused("can be claimed"):
            self._create_case(order, "damaged", expected_quantity=4)

    def test_large_quantities_are_written_in_full(self):
        order, _invoice = self.delivered
        case = self._claim(order, "damaged", 1)
        self.assertEqual(case.line_ids._format(1234567.0), "1234567")
        self.assertEqual(case.line_ids._format(0.1 + 0.2), "0.3")
