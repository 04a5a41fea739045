"""No dead ends: what people try at the edges of a claim ends well, or in a sentence."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .case_common import ClaimCase


@tagged("post_install", "-at_install")
class TestCaseEdges(ClaimCase):
    delivers = (5, 10.0)

    def test_the_warehouse_may_choose_any_type_in_the_dialog(self):
        order, _invoice = self._deliver_and_invoice(50, 10.0)
        member = self._create_user("t_member", "order_specialist.group_department_member")
        for case_type in self.env["order.case.type"].search([("active", "=", True)]):
            wizard = self.env["order.case.create.wizard"].with_user(member)
            with Form(wizard.with_context(default_order_id=order.id)) as form:
                form.type_id = case_type
                form.description = "Seen at the door"
                if case_type.measure == "quantity" and len(form.line_ids):
                    with form.line_ids.edit(0) as line:
                        line.quantity = 1
            wizard = form.save()
            try:
                with self.env.cr.savepoint():
                    wizard._open()
            except UserError as error:
                told = "tell the order desk" if case_type.measure == "money" else "Say how much"
                self.assertIn(told, str(error), case_type.name)

    def test_while_the_desk_is_off_no_claim_is_opened(self):
        order, _invoice = self.delivered
        self.company.order_desk_active = False
        with self._refused("desk is off"):
            self._claim(order, "damaged", 1)

    def test_a_resolution_credits_one_invoice(self):
        order = self._confirm(6, 10.0)
        self._ship(order, 4)
        self._invoice(order)
        self._ship(order)
        self._invoice(order)
        case = self._create_case(order, "damaged", expected_quantity=6, actual_quantity=1)
        with self._refused("one invoice"):
            self._resolve(case, "credit_quantity")

    def test_what_was_neither_shipped_nor_billed_is_not_credited(self):
        order = self._confirm(10, 10.0)
        self._ship(order, 5)
        invoice = self._invoice(order)
        case = self._create_case(order, "short_shipped", expected_quantity=10, actual_quantity=8)
        self.assertFalse(self.env["order.resolution.credit_quantity"]._applies_to(case.sudo()))
        part = {
            "case_line_id": case.line_ids.id,
            "quantity": 2,
            "invoice_line_id": invoice.invoice_line_ids.id,
        }
        resolution = self.env["order.case.resolution"].with_user(self.specialist)
        values = {"case_id": case.id, "code": "credit_quantity"}
        resolution = resolution.create({**values, "line_ids": [Command.create(part)]})
        with self._refused("0 were billed and not shipped"):
            resolution.action_settle()
        self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_a_draft_credit_note_is_cancelled_not_deleted(self):
        self.company.order_credit_note_posting = "draft"
        order, _invoice = self._deliver_and_invoice(5, 10.0)
        case = self._claim(order, "damaged", 2)
        credit = self._resolve(case, "credit_quantity").account_move_id
        with self._refused(case.name):
            credit.with_user(self.accountant).unlink()

    def test_a_cancelled_transfer_is_closed_short_by_a_claim(self):
        order = self._confirm(5, 10.0)
        self._ship(order, 3)
        rest = order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        rest.with_user(self.warehouse_lead).action_cancel()
        case = self._create_case(order, "short_shipped", expected_quantity=5, actual_quantity=3)
        self._resolve(case, "close_short")
        self.assertEqual(order.handoff_state, "done")
        self._invoice(order)
        self.assertEqual(order.desk_stage, "closed")

    def test_a_replacement_that_comes_back_changes_nothing_of_the_order(self):
        order, _invoice = self.delivered
        picking = self._resolve(self._claim(order, "lost", 2), "replacement").picking_id
        self._ship(order)
        wizard = (
            self.env["stock.return.picking"]
            .with_user(self.warehouse_lead)
            .with_context(active_id=picking.id, active_model="stock.picking")
        )
        wizard = wizard.create({})
        wizard.product_return_moves.quantity = 2
        back = wizard._create_return()
        back.move_ids.write({"quantity": 2, "picked": True})
        back.button_validate()
        line = order.order_line
        self.assertRecordValues(line, [{"qty_delivered": 5, "qty_to_invoice": 0}])
        moves = line.move_ids
        line._action_launch_stock_rule()
        self.assertEqual(line.move_ids, moves)

    def test_an_invoice_of_two_orders_is_credited_for_one(self):
        orders = self._confirm(5, 10.0) + self._confirm(4, 10.0)
        for order in orders:
            self._ship(order)
        invoice = orders.sudo()._create_invoices()
        invoice.action_post()
        self.assertEqual(len(invoice), 1)
        first, second = orders
        billed = second.order_line.sudo().invoice_lines
        case = self._create_case(second, "damaged", expected_quantity=2, invoice_line_id=billed.id)
        credit = self._resolve(case, "credit_quantity").account_move_id
        self.assertEqual(credit.amount_untaxed, 20.0)
        self.assertEqual(second.credited_amount, 24.0)
        self.assertEqual(first.credited_amount, 0.0)
        self.assertRecordValues(
            first.order_line + second.order_line, [{"qty_to_invoice": 0}, {"qty_to_invoice": 0}]
        )

    def test_an_order_that_waits_and_shrinks_to_nothing_waits_no_more(self):
        hold_type = self.env["order.hold.type"].create(
            {"name": "Not yet", "code": "test_handoff", "stops_handoff": True}
        )
        order = self._create_order()
        self.env["order.hold"].with_user(self.specialist)._place(order, hold_type)
        order.action_confirm()
        self.assertEqual(order.handoff_state, "to_release")
        order.order_line.product_uom_qty = 0
        self.env["order.handoff"]._release_waiting(order)
        self.assertFalse(order.handoff_state)

    def test_each_type_offers_the_ways_that_make_sense_for_it(self):
        order, _invoice = self.delivered
        left_out = {
            "lost": {"goods_return", "exchange"},
            "short_received": {"goods_return", "exchange"},
            "over": {"replacement", "exchange"},
            "not_ordered": {"replacement", "exchange"},
            "cancelled_too_late": {"replacement", "exchange"},
            "damaged": set(),
            "wrong_item": set(),
            "customer_ordered_wrong": set(),
        }
        moving = {"replacement", "goods_return", "exchange"}
        for code, unfit in left_out.items():
            with self.subTest(code), self._undone():
                fitting = set(self._claim(order, code, 1)._get_fitting_codes())
                self.assertEqual(moving - fitting, unfit)
                self.assertLess({"credit_quantity", "goodwill", "refuse"}, fitting)
                self.assertFalse({"close_short", "deliver_rest", "credit_price"} & fitting)

    def test_the_dialog_offers_what_applies_and_ends_a_claim_without_lines(self):
        order, _invoice = self.delivered
        values = {"order_id": order.id, "type_id": self._type("late").id}
        late, later = self.env["order.case"].with_user(self.specialist).create([values] * 2)
        dialogs = late.env["order.case.settle.wizard"]
        with Form(dialogs.with_context(**late.action_settle()["context"])) as form:
            self.assertEqual(set(form.fitting_codes), {"goodwill", "charge_fee", "refuse"})
            self.assertEqual(form.code, "refuse")
            form.note = "It came as promised"
        form.save().action_settle()
        self.assertEqual(late.state, "refused")
        goodwill = {"case_id": later.id, "code": "goodwill", "extra_amount": 5.0}
        dialogs.create(goodwill).action_settle()
        self.assertEqual(later.state, "settled")
        self.assertEqual(later.resolution_ids.account_move_id.amount_untaxed, 5.0)

    def test_a_claim_in_another_company_of_the_person(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.specialist.company_ids = [Command.link(other.id)]
        order, _invoice = self._deliver_and_invoice(5, 10.0)
        case = self._claim(order, "damaged", 2)
        case = case.with_context(allowed_company_ids=[other.id, self.company.id])
        resolution = self._resolve(case, "credit_quantity", quantity=1)
        self.assertEqual(resolution.account_move_id.company_id, self.company)
        resolution = self._resolve(case, "replacement")
        self.assertEqual(resolution.picking_id.company_id, self.company)
        self.assertEqual(case.state, "settled")
