"""Changes of orders that a department has accepted, on every path of writing."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged

from ..tools.taking import KEY
from .test_scenario_4 import ChangeCase


@tagged("post_install", "-at_install")
class TestOffered(ChangeCase):
    """Whoever writes, however: the order keeps its values until the department answers."""

    def _assert_offered(self, order, *texts):
        self.assertEqual(self._get_pending(order), list(texts))
        self.assertEqual(order.order_line[0].product_uom_qty, 10)
        self.assertEqual(self._get_transfers(order.order_line[0]), [10])
        self._assert_balanced(order)

    def test_the_form_offers(self):
        order, _handoff = self._create_printed(10)
        with Form(order.with_user(self.specialist)) as form, form.order_line.edit(0) as line:
            line.product_uom_qty = 12
        self._assert_offered(order, "+2 Camembert")

    def test_an_import_offers(self):
        order, _handoff = self._create_printed(10)
        desk = order.with_user(self.specialist)
        result = desk.load(
            [".id", "order_line/.id", "order_line/product_uom_qty"],
            [[str(order.id), str(order.order_line.id), "7"]],
        )
        self.assertTrue(result["ids"], result["messages"])
        self._assert_offered(order, "−3 Camembert")

    def test_an_unattended_writer_offers(self):
        order, _handoff = self._create_printed(10)
        order.order_line.product_uom_qty = 11
        self._assert_offered(order, "+1 Camembert")

    def test_no_context_of_a_client_goes_past_the_offer(self):
        order, _handoff = self._create_printed(10)
        line = order.order_line.with_user(self.specialist)
        for value in (True, 1, "TAKEN", {}):
            line.with_context(**{KEY: value}).write({"product_uom_qty": 12})
        self._assert_offered(order, "+2 Camembert")

    def test_a_new_line_by_itself_is_offered(self):
        order, _handoff = self._create_printed(10)
        line = (
            self.env["sale.order.line"]
            .with_user(self.specialist)
            .create({"order_id": order.id, "product_id": self.other.id, "price_unit": 2.5})
        )
        self._assert_offered(order, "+1 Bread (new line)")
        line.write({"product_uom_qty": 4})
        self._assert_offered(order, "+4 Bread (new line)")
        self._take(order.pending_change_ids)
        self.assertRecordValues(line, [{"product_uom_qty": 4, "price_unit": 2.5}])
        self._assert_balanced(order)

    def test_a_new_line_that_is_refused_was_never_ordered(self):
        order, _handoff = self._create_printed(10)
        order.with_user(self.specialist).write(
            {"order_line": [Command.create({"product_id": self.other.id, "product_uom_qty": 4})]}
        )
        self._refuse(order.pending_change_ids)
        self.assertEqual(order.order_line.product_id, self.product)
        self.assertEqual(order.change_ids.display_name, "+4 Bread (new line)")
        self.assertEqual(order.activity_ids.summary, "+4 Bread (new line) refused: packed")

    def test_several_orders_at_once(self):
        accepted, _handoff = self._create_printed(10)
        free, _handoff = self._create_released()
        lines = (accepted | free).order_line.with_user(self.specialist)
        lines.write({"product_uom_qty": 15, "name": "Soft cheese"})
        self.assertEqual(lines.mapped("product_uom_qty"), [10, 15])
        self.assertEqual(lines.mapped("name"), ["Soft cheese"] * 2)
        self.assertEqual(self._get_transfers(free.order_line), [15])
        self._assert_offered(accepted, "+5 Camembert")

    def test_services_and_notes_are_not_asked_about(self):
        order, _handoff = self._create_printed(10)
        service = self._create_product("Advice", 50.0, type="service", is_storable=False)
        order.with_user(self.specialist).write(
            {
                "order_line": [
                    Command.create({"product_id": service.id, "product_uom_qty": 2}),
                    Command.create({"display_type": "line_note", "name": "Ring first"}),
                ]
            }
        )
        self.assertFalse(order.change_ids)
        self.assertEqual(order.order_line[1].product_uom_qty, 2)

    def test_before_acceptance_the_order_is_changed_at_once(self):
        order, handoff = self._create_released()
        self._write(order.order_line, 14)
        self.assertFalse(order.change_ids)
        self.assertEqual(self._get_transfers(order.order_line), [14])
        self._send_back(handoff)
        self._write(order.order_line, 15)
        self.assertEqual(self._get_transfers(order.order_line), [15])

    def test_a_department_that_answers_nothing_is_not_asked(self):
        self.department.acceptance = "none"
        order, handoff = self._create_released()
        self._write(order.order_line, 14)
        self.assertFalse(order.change_ids)
        self.assertEqual(self._get_transfers(order.order_line), [14])
        self.assertEqual(handoff.line_ids.quantity, 14)

    def test_a_locked_order_is_not_changed_at_all(self):
        order, _handoff = self._create_printed(10)
        order.action_lock()
        for change in (
            {"order_line": [Command.update(order.order_line.id, {"product_uom_qty": 12})]},
            {"commitment_date": "2026-05-12 12:00:00"},
        ):
            with self.assertRaisesRegex(UserError, "lock"), self.env.cr.savepoint():
                order.with_user(self.specialist).write(change)
        self.assertFalse(order.change_ids)

    def test_a_change_is_made_on_an_order_that_was_locked_meanwhile(self):
        order, _handoff = self._create_printed(10)
        self._write(order.order_line, 12)
        order.action_lock()
        self._take(order.pending_change_ids)
        self.assertTrue(order.locked)
        self._assert_balanced(order)
        self.assertEqual(order.order_line.product_uom_qty, 12)

    def test_another_article_on_the_line_is_refused(self):
        order, _handoff = self._create_printed(10)
        line = order.order_line.with_user(self.specialist)
        with self.assertRaisesRegex(UserError, "Warehouse has accepted Camembert already"):
            line.write({"product_id": self.other.id})
        line.write({"product_id": self.product.id, "product_uom_qty": 10})
        self.assertFalse(order.change_ids)

    def test_less_than_was_shipped_is_refused_at_once(self):
        order, _handoff = self._create_printed(10)
        order.picking_ids.move_ids.write({"quantity": 6, "picked": True})
        self._validate(order.picking_ids)
        with self.assertRaisesRegex(UserError, "6 of Camembert are shipped already"):
            self._write(order.order_line, 5)


@tagged("post_install", "-at_install")
class TestAnswers(ChangeCase):
    """What the department says, and what follows on order and transfers."""

    def test_less_is_taken_out_of_the_printed_transfer(self):
        order, _handoff = self._create_printed(10)
        self._write(order.order_line, 6)
        self._take(order.pending_change_ids)
        self.assertEqual(order.order_line.product_uom_qty, 6)
        self.assertEqual(self._get_transfers(order.order_line), [6])
        self.assertEqual(len(order.picking_ids), 1)
        self._assert_balanced(order)
        order.order_line._action_launch_stock_rule()
        self.assertEqual(self._get_transfers(order.order_line), [6])
        self.assertFalse(order.case_ids)

    def test_nothing_left_is_a_release_that_is_done(self):
        order, handoff = self._create_printed(10)
        self._write(order.order_line, 0)
        self._take(order.pending_change_ids)
        self.assertEqual(order.picking_ids.state, "cancel")
        self.assertEqual(handoff.state, "done")
        self.assertFalse(order.case_ids)
        self._assert_balanced(order)

    def test_less_before_the_second_step(self):
        self.warehouse.delivery_steps = "pick_ship"
        order, handoff = self._create_printed(10)
        self._write(order.order_line, 6)
        self._take(order.pending_change_ids)
        self.assertEqual(self._get_transfers(order.order_line), [6])
        self._validate(order.picking_ids)
        self._validate(order.picking_ids.filtered(lambda picking: picking.state != "done"))
        self.assertEqual(order.order_line.qty_delivered, 6)
        self.assertEqual(handoff.state, "done")

    def test_more_is_a_second_transfer_when_the_first_is_printed(self):
        order, _handoff = self._create_printed(10)
        self._write(order.order_line, 13)
        self._take(order.pending_change_ids)
        self.assertEqual(self._get_transfers(order.order_line), [10, 3])
        self.assertEqual(len(order.picking_ids), 2)

    def test_more_joins_the_transfer_that_nobody_printed(self):
        order, handoff = self._create_released()
        handoff.with_user(self.warehouse_lead).action_accept()
        self._write(order.order_line, 13)
        self._take(order.pending_change_ids)
        self.assertEqual(self._get_transfers(order.order_line), [13])

    def test_a_new_promise_moves_the_cut_off_when_it_is_taken(self):
        order, handoff = self._create_printed(10)
        deadline, date = handoff.deadline, Datetime.to_datetime("2026-05-12 17:00:00")
        order.with_user(self.specialist).promised_date = date
        self.assertFalse(order.promised_date)
        self.assertEqual(handoff.deadline, deadline)
        self.assertIn("Date", self._get_pending(order)[0])
        self._take(order.pending_change_ids)
        self.assertEqual(order.commitment_date, date)
        self.assertEqual(handoff.promised_date, date)
        self.assertEqual(str(handoff.deadline.date()), "2026-05-12")
        self.assertEqual(order.picking_ids.move_ids.date_deadline, date)

    def test_a_promise_for_one_line_is_asked_and_moves_its_transfer(self):
        date = Datetime.to_datetime("2026-06-09 12:00:00")
        free, _handoff = self._create_released()
        free.order_line.with_user(self.specialist).promised_date = date
        self.assertEqual(free.order_line.move_ids.date_deadline, date)
        order, _handoff = self._create_printed(10)
        line = order.order_line.with_user(self.specialist)
        line.write({"promised_date": "2026-06-09 12:00:00", "product_uom_qty": 8})
        self.assertFalse(line.promised_date)
        self.assertEqual(len(order.pending_change_ids), 2)
        self.assertIn("Date of Camembert", order.change_text)
        line.promised_date = date  # said again, it is asked once
        self.assertEqual(len(order.pending_change_ids), 2)
        self._take(order.pending_change_ids)
        self.assertRecordValues(line, [{"promised_date": date, "product_uom_qty": 8}])
        self.assertEqual(order.order_line.move_ids.date_deadline, date)
        self._assert_balanced(order)

    def test_another_address_is_on_the_transfers_when_it_is_taken(self):
        order, _handoff = self._create_printed(10)
        address = self._create_customer("Huber's shop", city="Linz")
        order.with_user(self.specialist).partner_shipping_id = address
        self.assertEqual(order.partner_shipping_id, self.customer)
        self.assertIn("Linz", self._get_pending(order)[0])
        self._take(order.pending_change_ids)
        self.assertEqual(order.partner_shipping_id, address)
        self.assertEqual(order.picking_ids.partner_id, address)

    def test_a_refused_date_stays_as_it_was(self):
        order, handoff = self._create_printed(10)
        order.with_user(self.specialist).write(
            {"requested_date": "2026-05-12", "client_order_ref": "4711"}
        )
        self.assertEqual((order.requested_date, order.client_order_ref), (False, "4711"))
        self._refuse(order.pending_change_ids, note="Truck is full")
        self.assertFalse(order.requested_date)
        self.assertEqual(
            order.activity_ids.summary, "Date: 05/12/2026 refused: packed (Truck is full)"
        )

    def test_two_departments_both_have_to_say_yes(self):
        other = self.env["stock.warehouse"].create({"name": "North", "code": "NORTH"})
        order, handoffs = self._create_released(
            [(None, 5, None), (self.other, 5, None)],
        )
        self.assertEqual(len(handoffs), 1)
        order = self._create_order([(None, 5, None), (self.other, 5, None)]).sudo()
        order.order_line[1].warehouse_id = other
        handoffs = self._confirm(order)
        handoffs.with_user(self.warehouse_lead).action_accept()
        order.with_user(self.specialist).requested_date = "2026-05-12"
        first, second = order.pending_change_ids
        self._take(first)
        self.assertFalse(order.requested_date)
        self._take(second)
        self.assertEqual(str(order.requested_date), "2026-05-12")
        order.with_user(self.specialist).requested_date = "2026-05-13"
        first, second = order.pending_change_ids
        self._take(first)
        self._refuse(second)
        self.assertEqual(str(order.requested_date), "2026-05-12")

    def test_only_the_department_and_supervisors_answer(self):
        order, _handoff = self._create_printed(10)
        self._write(order.order_line, 12)
        change = order.pending_change_ids
        for user in (self.specialist, self.salesperson, self.auditor):
            with self.assertRaises(AccessError):
                change.with_user(user).action_take()
            with self.assertRaises(AccessError):
                change.with_user(user).action_refuse()
        with self.assertRaises(AccessError):
            change.with_user(self.warehouse_lead).write({"state": "taken"})
        self._take(change, self.supervisor)
        self.assertEqual(order.order_line.product_uom_qty, 12)

    def test_a_change_is_answered_once(self):
        order, _handoff = self._create_printed(10)
        self._write(order.order_line, 12)
        change = order.pending_change_ids
        self._take(change)
        with self.assertRaisesRegex(UserError, "is answered already: Taken by t_warehouse"):
            self._take(change)
        self.assertEqual(order.order_line.product_uom_qty, 12)

    def test_the_desk_takes_its_change_back(self):
        order, handoff = self._create_printed(10)
        self._write(order.order_line, 12)
        change = order.pending_change_ids
        with self.assertRaises(AccessError):
            change.with_user(self.warehouse_lead).action_withdraw()
        change.with_user(self.specialist).action_withdraw()
        self.assertEqual(change.state, "withdrawn")
        self.assertFalse(handoff.activity_ids)
        self.assertEqual(self._get_transfers(order.order_line), [10])

    def test_the_reason_is_one_for_refusing(self):
        order, _handoff = self._create_printed(10)
        self._write(order.order_line, 12)
        wizard = self.env["order.change.refuse.wizard"].with_user(self.warehouse_lead)
        wizard = wizard.create(
            {"change_ids": order.pending_change_ids.ids, "reason_id": self.reason.id}
        )
        with self.assertRaisesRegex(UserError, "reason"):
            wizard.action_refuse()


@tagged("post_install", "-at_install")
class TestLeftUnanswered(ChangeCase):
    """No change is forgotten when the release ends before somebody answered."""

    def test_what_was_shipped_before_the_answer(self):
        order, handoff = self._create_printed(10)
        self._write(order.order_line, 13)
        self._write(order.order_line, 8)
        self._validate(order.picking_ids)
        more, less = order.change_ids
        self.assertEqual((more.state, less.state), ("taken", "refused"))
        self.assertIn("shipped already", order.activity_ids.summary)
        self.assertEqual(order.order_line.product_uom_qty, 13)
        self.assertEqual(self._get_transfers(order.order_line), [10, 3])
        self.assertEqual(handoff.state, "offered")
        self.assertFalse(order.fully_shipped_on)
        self._assert_balanced(order)

    def test_what_is_sent_back_is_the_desks_again(self):
        order, handoff = self._create_printed(10)
        self._write(order.order_line, 13)
        self._send_back(handoff)
        self.assertEqual(order.change_ids.state, "taken")
        self.assertEqual(order.order_line.product_uom_qty, 13)
        self._assert_balanced(order)
