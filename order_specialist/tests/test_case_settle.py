"""Who settles what, up to which limit, and what stays as a record."""

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .case_common import ClaimCase


@tagged("post_install", "-at_install")
class TestCaseSettle(ClaimCase):
    """Limits, four eyes, one person at a time, records that stay."""

    delivers = (5, 10.0)

    def test_beyond_the_limit_another_person_approves(self):
        order, _invoice = self._deliver_and_invoice(20, 10.0, user=self.administrator)
        case = self._claim(order, "quantity_billed", 15)
        resolution = self._resolve(case, "credit_quantity")
        self.assertEqual(resolution.state, "to_approve")
        self.assertFalse(resolution.account_move_id)
        self.assertRecordValues(case, [{"state": "waiting", "waiting_on": "supervisor"}])
        with self._refused("Only the group .*Supervisor", AccessError):
            resolution.with_user(self.specialist).action_approve()
        resolution.with_user(self.supervisor).action_approve()
        self.assertRecordValues(
            resolution,
            [
                {
                    "state": "done",
                    "proposed_by_id": self.specialist.id,
                    "approved_by_id": self.supervisor.id,
                    "done_by_id": self.supervisor.id,
                }
            ],
        )
        self.assertRecordValues(case, [{"state": "settled", "waiting_on": False}])
        self.assertEqual(resolution.account_move_id.create_uid, self.supervisor)

    def test_exactly_the_limit_needs_nobody(self):
        order, _invoice = self._deliver_and_invoice(20, 10.0)
        resolution = self._resolve(self._claim(order, "quantity_billed", 10), "credit_quantity")
        self.assertEqual(resolution.state, "done")

    def test_a_claim_in_slices_meets_the_limit_of_the_claim(self):
        order, _invoice = self._deliver_and_invoice(20, 10.0)
        case = self._claim(order, "quantity_billed", 12)
        first = self._resolve(case, "credit_quantity", quantity=9)
        second = self._resolve(case, "credit_quantity")
        self.assertEqual(first.state, "done")
        self.assertEqual(case.state, "waiting")
        self.assertEqual(second.state, "to_approve")

    def test_many_small_claims_meet_the_limit_of_the_day(self):
        states = []
        for _number in range(6):
            order, _invoice = self._deliver_and_invoice(10, 9.5)
            case = self._claim(order, "quantity_billed", 10)
            states.append(self._resolve(case, "credit_quantity").state)
        self.assertEqual(states, ["done"] * 5 + ["to_approve"])

    def test_who_entered_the_order_or_proposed_does_not_approve(self):
        order, _invoice = self._deliver_and_invoice(200, 10.0, user=self.supervisor)
        resolution = self._resolve(self._claim(order, "quantity_billed", 15), "credit_quantity")
        with self._refused("second person", AccessError):
            resolution.with_user(self.supervisor).action_approve()
        other = self._create_user("t_supervisor_2", "order_specialist.group_supervisor")
        resolution.with_user(other).action_approve()
        self.assertEqual(resolution.state, "done")
        case = self._claim(order, "quantity_billed", 150)
        own = self._resolve(case, "credit_quantity", other)
        self.assertEqual(own.state, "to_approve", "beyond the supervisor's 1,000 too")
        with self._refused("second person", AccessError):
            own.with_user(other).action_approve()
        with self._refused("second person", AccessError):
            own.with_user(self.supervisor).action_approve()
        third = self._create_user("t_supervisor_3", "order_specialist.group_supervisor")
        with self._refused("beyond your limit", AccessError):
            own.with_user(third).action_approve()
        own.with_user(self.administrator).action_approve()
        self.assertEqual(own.state, "done")

    def test_damage_above_the_limit_needs_a_photo(self):
        order, _invoice = self._deliver_and_invoice(20, 10.0)
        case = self._claim(order, "damaged", 11, user=self.supervisor)
        resolution = self._propose(case, "credit_quantity", self.supervisor)
        with self._refused("needs a photo"):
            resolution.action_settle()
        self._attach_photo(case)
        resolution.action_settle()
        self.assertEqual(case.state, "settled")

    def test_the_second_of_two_who_settle_gets_a_clear_sentence(self):
        order, _invoice = self.delivered
        case = self._claim(order, "damaged", 2)
        resolution = self._propose(case, "credit_quantity")
        with (
            patch.object(type(case), "lock_for_update", side_effect=LockError("locked")),
            self._refused("Somebody else is settling claim"),
        ):
            resolution.action_settle()
        resolution.action_settle()
        with self._refused("done already by"):
            resolution.with_user(self.supervisor).action_settle()
        self.assertEqual(len(case.resolution_ids.account_move_id), 1)

    def test_two_proposals_for_the_same_units_settle_once(self):
        order, _invoice = self.delivered
        case = self._claim(order, "damaged", 2)
        first = self._propose(case, "credit_quantity")
        second = self._propose(case, "replacement", self.supervisor)
        first.action_settle()
        with self._refused("closed already"):
            second.action_settle()

    def test_units_are_settled_in_more_than_one_way_and_add_up(self):
        order, _invoice = self.delivered
        case = self._claim(order, "damaged", 5)
        self._resolve(case, "credit_quantity", quantity=2)
        self.assertEqual(case.state, "settling")
        self.assertIn("3 still open", case.sum_check)
        with self._refused("not settled yet"):
            case.sudo().state = "settled"
        self._resolve(case, "replacement", quantity=2)
        self._resolve(case, "refuse", note="Wear and tear")
        self.assertEqual(case.state, "settled")
        self.assertIn("5 claimed = 2 credited + 2 replaced + 1 refused", case.sum_check)

    def test_more_than_is_claimed_is_not_settled(self):
        order, _invoice = self.delivered
        resolution = self._propose(self._claim(order, "damaged", 2), "credit_quantity")
        resolution.line_ids.quantity = 3
        with self._refused("3 .* cannot be settled: 2 still open"):
            resolution.action_settle()

    def test_a_refused_claim_says_why(self):
        order, _invoice = self.delivered
        case = self._claim(order, "damaged", 2)
        with self._refused("Say why"):
            self._resolve(case, "refuse")
        case.resolution_ids.action_cancel()
        self._resolve(case, "refuse", note="The photo shows another article")
        self.assertEqual(case.state, "refused")
        case.action_investigate()
        self.assertEqual(case.state, "investigating")

    def test_with_a_result_a_claim_stays(self):
        order, invoice = self.delivered
        case = self._claim(order, "damaged", 2)
        resolution = self._resolve(case, "credit_quantity")
        with self._refused("already has a result"):
            case.with_user(self.supervisor).unlink()
        with self._refused("stays as its record"):
            resolution.unlink()
        with self._refused("cannot become"):
            case.with_user(self.supervisor).action_cancel()
        with self._refused("settled by a document"):
            case.line_ids.actual_quantity = 0
        without = self._claim(order, "damaged", 1)
        self._propose(without, "replacement")
        without.with_user(self.supervisor).unlink()
        self.assertFalse(without.exists())

    def test_each_way_of_the_table_and_no_other(self):
        order, _invoice = self.delivered
        case = self._claim(order, "damaged", 1)
        for state in ("approved", "settling", "settled", "refused"):
            with self._refused("cannot become|by a resolution", (UserError, AccessError)):
                case.write({"state": state})
        case.action_wait()
        case.action_investigate()
        case.action_cancel()
        with self._refused("cannot become"):
            case.action_wait()

    def test_what_the_settlement_records_nobody_writes(self):
        order, invoice = self.delivered
        case = self._claim(order, "damaged", 2)
        resolution = self._propose(case, "credit_quantity")
        for values in (
            {"state": "done"},
            {"approved_by_id": self.supervisor.id},
            {"proposed_by_id": self.supervisor.id},
            {"account_move_id": invoice.id},
        ):
            with self._refused("by the settlement itself", AccessError):
                resolution.write(values)
            with self._refused("by the settlement itself", AccessError):
                resolution.create({"case_id": case.id, "code": "refuse", **values})
        for name in ("cancelled_qty", "credited_qty"):
            with self._refused("by claims, not by hand", AccessError):
                order.order_line.with_user(self.specialist).write({name: 1})

    def test_claims_count_on_their_order(self):
        order, _invoice = self.delivered
        case = self._claim(order, "damaged", 2)
        self.assertRecordValues(
            order, [{"open_case_count": 1, "case_count": 1, "desk_stage": "claim"}]
        )
        self._resolve(case, "credit_quantity")
        self.assertRecordValues(
            order, [{"open_case_count": 0, "case_count": 1, "desk_stage": "closed"}]
        )

    def test_a_copy_of_the_order_knows_nothing_of_claims(self):
        order, _invoice = self.delivered
        self._resolve(self._claim(order, "damaged", 2), "credit_quantity")
        copy = order.copy()
        self.assertRecordValues(copy, [{"case_count": 0, "open_case_count": 0}])
        self.assertRecordValues(copy.order_line, [{"credited_qty": 0, "cancelled_qty": 0}])
        self.assertFalse(copy.case_ids)


@tagged("post_install", "-at_install")
class TestCaseGate(ClaimCase):
    """A claim whose type says so stops its order, never its own resolution."""

    def test_an_open_claim_stops_shipping_and_invoicing_until_it_is_settled(self):
        self._type("damaged").write({"stops_ship": True, "stops_invoice": True})
        order = self._confirm(10, 10.0)
        self._ship(order, 6)
        self._invoice(order)
        case = self._claim(order, "damaged", 2)
        self.assertIn(case.name, " ".join(self._get_messages(order, "ship")))
        self.assertEqual(order.blocker_count, 1)
        with self._refused(case.name):
            self._ship(order)
        self._resolve(case, "credit_quantity")
        self.assertEqual(order.blocker_count, 0)
        self._ship(order)
        self.assertEqual(order.order_line.qty_delivered, 10)

    def test_a_replacement_is_not_stopped_by_its_own_claim(self):
        self._type("damaged").stops_ship = True
        order, _invoice = self._deliver_and_invoice(10, 10.0)
        case = self._claim(order, "damaged", 4)
        transfer = self._resolve(case, "replacement", quantity=2).picking_id
        self.assertEqual(case.state, "settling")
        self._ship(order)
        self.assertEqual(transfer.state, "done")
        self.assertEqual(order.order_line.replaced_qty, 2)

    def test_a_settled_type_stops_nothing(self):
        order, _invoice = self._deliver_and_invoice(10, 10.0)
        self._claim(order, "damaged", 4)
        self.assertFalse(self._get_messages(order, "invoice"))


@tagged("post_install", "-at_install")
class TestCaseShort(ClaimCase):
    """What is closed short stays closed, is not billed, and stays in what was ordered."""

    def test_launching_again_brings_nothing_back_for_both_policies(self):
        for policy, billed in (("delivery", 3), ("order", 3)):
            self.product.invoice_policy = policy
            order = self._confirm(5, 10.0)
            self._ship(order, 3, backorder=False)
            line, moves = order.order_line, order.order_line.move_ids
            self.assertEqual(line.cancelled_qty, 2)
            for _time in range(2):
                line._action_launch_stock_rule()
            self.assertEqual(line.move_ids, moves)
            self.assertEqual(line.qty_to_invoice, billed)
            self.assertEqual(self._invoice(order).amount_untaxed, 30.0)
            self.assertRecordValues(
                line,
                [
                    {
                        "product_uom_qty": 5,
                        "qty_to_invoice": 0,
                        "untaxed_amount_to_invoice": 0,
                        "amount_to_invoice": 0,
                        "qty_to_deliver": 0,
                        "invoice_status": "invoiced",
                    }
                ],
            )
            self.assertEqual(order.desk_stage, "closed")

    def test_ordering_more_afterwards_ships_only_what_is_more(self):
        order = self._confirm(5, 10.0)
        self._ship(order, 3, backorder=False)
        order.order_line.product_uom_qty = 9
        self.assertEqual(sum(self._get_open(order).mapped("product_uom_qty")), 4)

    def test_closing_the_rest_of_an_open_delivery_cancels_its_transfer(self):
        order = self._confirm(5, 10.0)
        self._ship(order, 3)
        self.assertEqual(self._get_open(order).product_uom_qty, 2)
        case = self._create_case(order, "short_shipped", expected_quantity=5, actual_quantity=3)
        self._resolve(case, "close_short")
        self.assertFalse(self._get_open(order))
        self.assertEqual(order.order_line.cancelled_qty, 2)
        order.order_line._action_launch_stock_rule()
        self.assertFalse(self._get_open(order))

    def test_closing_a_part_leaves_the_other_part_to_ship(self):
        order = self._confirm(10, 10.0)
        self._ship(order, 3)
        case = self._create_case(order, "short_shipped", expected_quantity=10, actual_quantity=5)
        self._resolve(case, "close_short")
        self.assertEqual(self._get_open(order).product_uom_qty, 2)
        order.order_line._action_launch_stock_rule()
        self.assertEqual(self._get_open(order).product_uom_qty, 2)
        self._ship(order)
        self.assertRecordValues(
            order.order_line, [{"qty_delivered": 5, "cancelled_qty": 5, "qty_to_deliver": 0}]
        )

    def test_what_was_paid_before_and_never_shipped_is_credited_and_closed(self):
        self.product.invoice_policy = "order"
        order = self._confirm(5, 10.0)
        self._invoice(order)
        self._type("short_shipped").settles_alone = False
        self._ship(order, 3, backorder=False)
        case = order.case_ids
        self.assertEqual(case.state, "new")
        credit = self._resolve(case, "credit_quantity").account_move_id
        self.assertEqual(credit.amount_untaxed, 20.0)
        self.assertRecordValues(
            order.order_line,
            [{"cancelled_qty": 2, "credited_qty": 0, "qty_invoiced": 3, "qty_to_invoice": 0}],
        )
        moves = order.order_line.move_ids
        order.order_line._action_launch_stock_rule()
        self.assertEqual(order.order_line.move_ids, moves)

    def test_while_the_desk_is_off_nothing_is_found(self):
        self.company.order_desk_active = False
        order = self._confirm(5, 10.0)
        self._ship(order, 3, backorder=False)
        self.assertFalse(order.case_ids)
        self.assertEqual(order.order_line.cancelled_qty, 0)

    def test_a_delivery_with_a_backorder_is_not_short(self):
        order = self._confirm(5, 10.0)
        self._ship(order, 3)
        self.assertFalse(order.case_ids)

    def test_in_two_steps_short_at_the_pick_or_at_the_door(self):
        self.warehouse.delivery_steps = "pick_ship"
        for short_step in (0, 1):
            order = self._confirm(5, 10.0)
            for step in (0, 1):
                self._ship(order, 3 if step >= short_step else 5, backorder=step != short_step)
            self.assertEqual(order.order_line.cancelled_qty, 2, short_step)
            moves = order.order_line.move_ids
            order.order_line._action_launch_stock_rule()
            self.assertEqual(order.order_line.move_ids, moves)

    def test_a_replacement_in_two_steps_stays_out_of_what_is_delivered(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self._confirm(5, 10.0)
        self._ship(order)
        self._ship(order)
        self._invoice(order)
        self._resolve(self._claim(order, "damaged", 2), "replacement")
        self._ship(order, 1)
        self._ship(order, 1)
        line = order.order_line
        self.assertRecordValues(line, [{"qty_delivered": 5, "replaced_qty": 1}])
        self._ship(order)
        self._ship(order)
        self.assertRecordValues(
            line, [{"qty_delivered": 5, "replaced_qty": 2, "qty_to_invoice": 0}]
        )
        moves = line.move_ids
        line._action_launch_stock_rule()
        self.assertEqual(line.move_ids, moves)
        self.assertEqual(len(order.order_line), 1)

    def test_a_replacement_never_joins_an_open_transfer_of_the_order(self):
        order = self._confirm(10, 10.0)
        self._ship(order, 6)
        backorder = self._get_open(order).picking_id
        self._invoice(order)
        transfer = self._resolve(self._claim(order, "damaged", 2), "replacement").picking_id
        self.assertNotEqual(transfer, backorder)
        self.assertEqual(backorder.move_ids.product_uom_qty, 4)
        order.order_line.product_uom_qty = 12
        self.assertEqual(transfer.move_ids.product_uom_qty, 2)
        transfer.move_ids.picking_id = backorder
        backorder.move_ids._merge_moves()
        self.assertEqual(len(backorder.move_ids), 2, "not even put there by hand")

    def test_a_cancelled_replacement_opens_its_claim_again(self):
        order, _invoice = self._deliver_and_invoice(5, 10.0)
        case = self._claim(order, "damaged", 2)
        resolution = self._resolve(case, "replacement")
        resolution.picking_id.with_user(self.warehouse_lead).action_cancel()
        self.assertEqual(resolution.state, "cancelled")
        self.assertEqual(case.state, "investigating")

    def _get_open(self, order):
        return order.order_line.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))


@tagged("post_install", "-at_install")
class TestCaseData(ClaimCase):
    """What ships: types and causes with the codes of the standards, limits."""

    delivers = (5, 10.0)

    def test_types_carry_the_codes_of_the_standards(self):
        codes = {
            "wrong_price": "01",
            "damaged": "04",
            "short_shipped": "06",
            "short_received": "06",
            "wrong_item": "07",
            "billed_twice": "19",
            "discount": "24",
        }
        for code, x12 in codes.items():
            self.assertEqual(self._type(code).x12_code, x12)
        types = self.env["order.case.type"].search([("active", "=", True)])
        self.assertEqual(len(types), 22)
        self.assertTrue(all(types.mapped("uncl_code")))
        without = types.filtered(lambda kind: not kind.x12_code)
        self.assertEqual(without.mapped("code"), ["delivered_stopped"])

    def test_a_claims_state_carries_the_code_of_the_standard(self):
        order, _invoice = self.delivered
        states = [state for state, _label in self.env["order.case"]._fields["state"].selection]
        self.assertTrue(all(self.env["order.case"].new({"state": s}).uncl_code for s in states))
        case = self._claim(order, "damaged", 1).with_user(self.specialist)
        self.assertEqual(case.uncl_code, "14")
        self._resolve(case, "credit_quantity")
        self.assertEqual((case.state, case.uncl_code), ("settled", "20"))
        self.assertIn('name="uncl_code"', case.get_view(view_type="list")["arch"])

    def test_the_day_of_the_limit_is_the_persons_day(self):
        self.specialist.tz = "Pacific/Auckland"
        done = self.env["order.limit"]._get_done_today(self.specialist, self.company)
        self.assertFalse(done)
        order, _invoice = self._deliver_and_invoice(5, 10.0)
        resolution = self._resolve(self._claim(order, "damaged", 2), "credit_quantity")
        done = self.env["order.limit"]._get_done_today(self.specialist, self.company)
        self.assertEqual(done, resolution)
        resolution.sudo().done_on = fields.Datetime.subtract(resolution.done_on, days=2)
        self.env.flush_all()
        self.assertFalse(self.env["order.limit"]._get_done_today(self.specialist, self.company))

    def test_each_model_of_a_resolution_is_a_way_of_settling(self):
        labels = dict(self.env["order.case.resolution"]._selection_code())
        self.assertEqual(
            set(labels),
            {
                *("credit_quantity", "credit_price", "replacement", "exchange", "goods_return"),
                *("deliver_rest", "close_short", "keep_and_bill", "correct_line", "correct_tax"),
                *("charge", "charge_fee", "goodwill", "refuse"),
            },
        )
        self.assertEqual(labels["close_short"], "Close short")

    def test_a_claim_needs_its_lines(self):
        order, _invoice = self.delivered
        cases = self.env["order.case"].with_user(self.specialist)
        with self._refused("at least one line"):
            cases.create({"order_id": order.id, "type_id": self._type("damaged").id})
        case = cases.create({"order_id": order.id, "type_id": self._type("missing_document").id})
        case.action_done()
        self.assertEqual(case.state, "settled")

    def test_a_line_of_another_order_is_refused(self):
        order, _invoice = self.delivered
        other, other_invoice = self._deliver_and_invoice(5, 10.0)
        with self._refused("belongs to another order"):
            self._create_case(order, "damaged", order_line_id=other.order_line.id)
        with self._refused("belongs to another order"):
            self._claim(order, "damaged", 1, invoice=other_invoice)
        with self._refused("belongs to another order"):
            self._claim(order, "damaged", 1, move=other.order_line.move_ids)

    def test_an_amount_settled_is_never_negative(self):
        order, invoice = self.delivered
        case = self._claim_price(order, 9.0, invoice)
        with self._refused("order_case_resolution_line_positive", Exception):
            self.env["order.case.resolution"].create(
                {
                    "case_id": case.id,
                    "code": "refuse",
                    "line_ids": [
                        Command.create({"case_line_id": case.line_ids.id, "amount": -1.0})
                    ],
                }
            )
            self.env.flush_all()
