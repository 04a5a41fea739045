"""Nobody goes around a limit or a sum by writing what the system works out."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .case_common import ClaimCase


@tagged("post_install", "-at_install")
class TestCaseFigures(ClaimCase):
    delivers = (5, 10.0)

    def test_the_limit_looks_at_the_invoice_and_not_at_a_typed_amount(self):
        order, _invoice = self._deliver_and_invoice(20, 10.0)
        case = self._claim(order, "quantity_billed", 15)
        resolution = self._propose(case, "credit_quantity")
        resolution.line_ids.amount = 0.0
        resolution.action_settle()
        self.assertEqual(resolution.state, "to_approve")

    def test_the_worth_of_a_replacement_is_not_typed_either(self):
        order, _invoice = self._deliver_and_invoice(20, 10.0)
        case = self._claim(order, "lost", 15)
        resolution = self._propose(case, "replacement")
        resolution.line_ids.amount = 0.0
        resolution.action_settle()
        self.assertEqual(resolution.state, "to_approve")

    def test_what_the_system_works_out_nobody_writes(self):
        order, _invoice = self.delivered
        case = self._claim(order, "damaged", 2)
        resolution = self._propose(case, "replacement")
        chf = self.env["res.currency"].with_context(active_test=False).search([], limit=1)
        for record, values in (
            (case, {"amount_company": 0}),
            (case, {"amount_claimed": 0}),
            (case, {"currency_id": chf.id}),
            (case, {"partner_id": self.company.partner_id.id}),
            (case, {"found_by_system": True}),
            (case.line_ids, {"settled_quantity": -5}),
            (case.line_ids, {"claimed_quantity": 50}),
            (case.line_ids, {"unit_price": 0}),
            (case.line_ids, {"product_id": False}),
            (resolution, {"amount": 0}),
            (resolution.line_ids, {"state": "done"}),
            (resolution.line_ids, {"kept_quantity": 9}),
        ):
            with self._refused(".", AccessError):
                record.write(values)

    def test_what_claims_wrote_on_documents_nobody_takes_back(self):
        order = self._confirm(5, 10.0)
        self._ship(order, 3, backorder=False)
        self.assertEqual(order.order_line.cancelled_qty, 2)
        with self._refused("by claims, not by hand", AccessError):
            order.order_line.with_user(self.specialist).cancelled_qty = 0
        with self._refused(".", AccessError):
            order.with_user(self.specialist).case_count = 0

    def test_nobody_says_that_a_document_was_made_by_a_claim(self):
        order, invoice = self.delivered
        resolution = self._resolve(self._claim(order, "lost", 2), "replacement")
        move = order.order_line.move_ids.filtered(lambda m: not m.order_case_resolution_id)
        credit = self._reverse(invoice)
        for record, user in (
            (move, self.warehouse_lead),
            (order.picking_ids[0], self.warehouse_lead),
            (credit, self.accountant),
        ):
            with self._refused("by claims", AccessError):
                record.with_user(user).write({"order_case_resolution_id": resolution.id})
        for name, value in (
            ("order_case_line_id", resolution.case_id.line_ids.id),
            ("order_credited_line_id", invoice.invoice_line_ids.id),
        ):
            with self._refused("by claims", AccessError):
                credit.with_user(self.accountant).invoice_line_ids.write({name: value})

    def _reverse(self, invoice):
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard = wizard.with_user(self.accountant).create({"journal_id": invoice.journal_id.id})
        wizard.refund_moves()
        return wizard.new_move_ids

    def test_only_an_invoice_of_the_claimed_line_is_credited(self):
        order, _invoice = self.delivered
        stranger = self._create_customer("Feinkost Maier")
        _other, foreign = self._deliver_and_invoice(5, 10.0, partner_id=stranger.id)
        case = self._claim(order, "damaged", 2)
        with self._refused("does not bill"):
            self.env["order.case.resolution"].with_user(self.specialist).create(
                {
                    "case_id": case.id,
                    "code": "credit_quantity",
                    "line_ids": [
                        Command.create(
                            {
                                "case_line_id": case.line_ids.id,
                                "quantity": 2,
                                "invoice_line_id": foreign.invoice_line_ids.id,
                            }
                        )
                    ],
                }
            ).action_settle()

    def test_a_resolution_settles_lines_of_its_own_claim(self):
        order, _invoice = self.delivered
        mine, other = self._claim(order, "damaged", 2), self._claim(order, "damaged", 2)
        with self._refused("another claim"):
            mine.resolution_ids.create(
                {
                    "case_id": mine.id,
                    "code": "refuse",
                    "note": "No",
                    "line_ids": [
                        Command.create({"case_line_id": other.line_ids.id, "quantity": 2})
                    ],
                }
            ).with_user(self.specialist).action_settle()

    def test_a_way_of_settling_that_does_not_fit_is_refused_on_every_path(self):
        order = self._confirm(10, 10.0)
        self._ship(order, 5)
        self._invoice(order)
        case = self._claim(order, "damaged", 2)
        resolution = (
            self.env["order.case.resolution"]
            .with_user(self.specialist)
            .create(
                {
                    "case_id": case.id,
                    "code": "close_short",
                    "line_ids": [Command.create({"case_line_id": case.line_ids.id, "quantity": 2})],
                }
            )
        )
        with self._refused("cannot be settled so"):
            resolution.action_settle()

    def test_a_claim_line_is_about_one_order_line(self):
        order = self._create_order(lines=((self.product, 5, 10.0), (self.product, 5, 20.0)))
        order.action_confirm()
        self._ship(order)
        invoice = self._invoice(order)
        first, second = order.order_line
        with self._refused("another line", ValidationError):
            self._create_case(
                order,
                "damaged",
                order_line_id=first.id,
                invoice_line_id=second.sudo().invoice_lines.id,
                expected_quantity=2,
            )
        case = self._create_case_without_line(
            order, "quantity_billed", invoice_line_id=second.sudo().invoice_lines.id
        )
        self.assertEqual(case.line_ids.order_line_id, second)
        self._resolve(case, "credit_quantity")
        self.assertEqual(second.qty_to_invoice, 0)
        self.assertEqual(invoice.amount_untaxed, 150.0)
        with self._refused("can be claimed"):
            self._create_case_without_line(
                order, "damaged", move_id=first.sudo().move_ids.id, expected_quantity=6
            )

    def _create_case_without_line(self, order, code, expected_quantity=2, **source):
        values = {"expected_quantity": expected_quantity, **source}
        return (
            self.env["order.case"]
            .with_user(self.specialist)
            .create(
                {
                    "order_id": order.id,
                    "type_id": self._type(code).id,
                    "line_ids": [Command.create(values)],
                }
            )
        )

    def test_what_a_claim_gives_is_not_told_to_who_sees_no_price(self):
        order, _invoice = self._deliver_and_invoice(20, 10.0)
        case = self._claim(order, "quantity_billed", 9)
        self._resolve(case, "credit_quantity")
        member = self._create_user("t_member", "order_specialist.group_department_member")
        bodies = " ".join(case.with_user(member).message_ids.mapped("body"))
        self.assertIn("RINV", bodies)
        self.assertNotIn("90.00", bodies)
        beyond = self._claim(order, "quantity_billed", 11)
        self._resolve(beyond, "credit_quantity")
        self.assertIn("11", beyond.with_user(member).waiting_question)
        self.assertNotIn("110.00", beyond.with_user(member).waiting_question)

    def test_another_type_does_not_change_what_is_settled(self):
        order, invoice = self.delivered
        case = self._claim(order, "damaged", 2)
        self._resolve(case, "credit_quantity", quantity=1)
        with self._refused("settled"):
            case.type_id = self._type("wrong_price")
        case.type_id = self._type("damaged_concealed")

    def test_a_claim_that_comes_back_claims_what_is_left(self):
        order, _invoice = self.delivered
        case = self._claim(order, "damaged", 5)
        case.action_cancel()
        self._claim(order, "damaged", 3)
        with self._refused("can be claimed", UserError):
            case.write({"state": "new"})

    def test_an_approval_that_is_refused_is_work_again(self):
        order, _invoice = self._deliver_and_invoice(20, 10.0)
        case = self._claim(order, "quantity_billed", 15)
        resolution = self._resolve(case, "credit_quantity")
        self.assertEqual(case.state, "waiting")
        resolution.with_user(self.supervisor).action_cancel()
        self.assertRecordValues(case, [{"state": "investigating", "waiting_on": False}])
