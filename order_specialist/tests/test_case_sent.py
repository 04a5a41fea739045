"""What goes out for a claim, and what comes back: no more than the claim says, in any unit."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import tagged

from .case_common import ClaimCase


@tagged("post_install", "-at_install")
class TestCaseSent(ClaimCase):
    delivers = (5, 10.0)

    def _replace(self, quantity=2):
        order, _invoice = self.delivered
        resolution = self._resolve(self._claim(order, "lost", quantity), "replacement")
        move = order.order_line.move_ids.filtered("order_case_resolution_id")
        return resolution, move.with_user(self.warehouse_lead)

    def _pick(self, move, quantity):
        move.picking_id.action_assign()
        move.write({"quantity": quantity, "picked": True})

    def _validate(self, picking):
        picking.with_context(skip_backorder=True).button_validate()

    def _create_by_rpc(self, user, model, values, **context):
        """Create as a client does; return what was created."""
        records = self.env(user=user, su=False, context={})[model]
        [made] = call_kw(records, "create", [[values]], {"context": context})
        return records.sudo().browse(made)

    def test_nobody_creates_a_document_as_made_by_a_claim(self):
        resolution, move = self._replace()
        link = {"order_case_resolution_id": resolution.id}
        values = self._prepare_move(move)
        with self._refused("by claims", AccessError):
            self._create_by_rpc(self.warehouse_lead, "stock.move", {**values, **link})
        other = self._confirm(1).order_line.move_ids.with_user(self.warehouse_lead)
        for copied in (other, other.picking_id):
            with self._refused("by claims", AccessError):
                call_kw(copied.browse(), "copy", [copied.ids], {"default": link})
        picking = {"picking_type_id": self.warehouse.out_type_id.id}
        for said in (link, {"move_ids": [Command.create({**values, **link})]}):
            with self._refused("by claims", AccessError):
                self._create_by_rpc(self.warehouse_lead, "stock.picking", {**picking, **said})
        refund = {"move_type": "out_refund", "partner_id": self.customer.id}
        for said in (link, {"invoice_line_ids": [Command.create({"name": "A", **link})]}):
            with self._refused("by claims|Invalid field", (AccessError, ValueError)):
                self._create_by_rpc(self.accountant, "account.move", {**refund, **said})

    def _prepare_move(self, move):
        return {
            "product_id": move.product_id.id,
            "product_uom_qty": 3,
            "sale_line_id": move.sale_line_id.id,
            "picking_id": move.picking_id.id,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
        }

    def test_no_default_says_that_a_claim_made_a_document(self):
        resolution, move = self._replace()
        case, line = resolution.case_id, self.delivered[0].order_line
        billed = self.delivered[1].invoice_line_ids
        values = self._prepare_move(move)
        refund = {
            "move_type": "out_refund",
            "partner_id": self.customer.id,
            "invoice_line_ids": [Command.create({"name": "A", "price_unit": 5.0})],
        }
        defaults = {
            "default_order_case_resolution_id": resolution.id,
            "default_order_case_line_id": case.line_ids.id,
            "default_order_credited_line_id": billed.id,
            "default_cancelled_qty": 9.0,
            "default_credited_qty": 9.0,
        }
        picking = {"picking_type_id": self.warehouse.out_type_id.id}
        sold = {"product_id": self.product.id, "order_id": line.order_id.id}
        made = self._create_by_rpc(self.warehouse_lead, "stock.move", values, **defaults)
        self.assertFalse(made.order_case_resolution_id)
        made = self._create_by_rpc(self.warehouse_lead, "stock.picking", picking, **defaults)
        self.assertFalse(made.order_case_resolution_id)
        made = self._create_by_rpc(self.accountant, "account.move", refund, **defaults)
        self.assertFalse(made.order_case_resolution_id)
        self.assertFalse(made.line_ids.order_case_line_id)
        self.assertFalse(made.line_ids.order_credited_line_id)
        made = self._create_by_rpc(self.specialist, "sale.order.line", sold, **defaults)
        self.assertEqual((made.cancelled_qty, made.credited_qty), (0, 0))
        # it goes along into what Odoo itself creates in sudo
        order = self._create_order()
        order.with_user(self.specialist).with_context(**defaults).action_confirm()
        self.assertFalse(order.sudo().order_line.move_ids.order_case_resolution_id)
        self.assertFalse(order.sudo().picking_ids.order_case_resolution_id)
        # a user keeps defaults of his own
        self.env["ir.default"].with_user(self.warehouse_lead).create(
            {
                "field_id": self.env["ir.model.fields"]
                ._get("stock.move", "order_case_resolution_id")
                .id,
                "user_id": self.warehouse_lead.id,
                "json_value": str(resolution.id),
            }
        )
        made = self._create_by_rpc(self.warehouse_lead, "stock.move", values)
        self.assertFalse(made.order_case_resolution_id)

    def test_no_default_says_what_a_settlement_records(self):
        order, invoice = self.delivered
        case = self._claim(order, "damaged", 1)
        made = self._create_by_rpc(
            self.specialist,
            "order.case.resolution",
            {"case_id": case.id, "code": "credit_quantity"},
            default_state="done",
            default_account_move_id=invoice.id,
            default_approved_by_id=self.supervisor.id,
        )
        self.assertRecordValues(
            made, [{"state": "draft", "account_move_id": False, "approved_by_id": False}]
        )
        made = self._create_by_rpc(
            self.specialist,
            "order.case",
            {"order_id": order.id, "type_id": self._type("other").id},
            default_state="settled",
            default_found_by_system=True,
            default_amount_claimed=99.0,
        )
        self.assertRecordValues(
            made, [{"state": "new", "found_by_system": False, "amount_claimed": 0.0}]
        )

    def test_the_backorder_of_a_replacement_belongs_to_its_claim(self):
        resolution, move = self._replace()
        self._pick(move, 1)
        self._validate(move.picking_id)
        rest = move.picking_id.backorder_ids
        self.assertEqual(rest.order_case_resolution_id, resolution)
        self.assertEqual(rest.move_ids.order_case_resolution_id, resolution)
        self._pick(rest.move_ids, 1)
        self._validate(rest)
        line = move.sale_line_id.sudo()
        self.assertEqual((line.qty_delivered, line.replaced_qty, line.qty_to_invoice), (5, 2, 0))

    def test_no_more_is_sent_than_was_claimed(self):
        _resolution, move = self._replace()
        self._pick(move, 3)
        with self._refused("3 .* which settles 2"):
            self._validate(move.picking_id)
        self._pick(move, 2)
        self._validate(move.picking_id)
        self.assertEqual(move.state, "done")
        more = move.copy({"picking_id": move.picking_id.copy({"move_ids": []}).id})
        self.assertEqual(more.order_case_resolution_id, move.order_case_resolution_id)
        more.picking_id.action_confirm()
        self._pick(more, 1)
        self.assertEqual((more.quantity, more.picked), (1, True))
        with self._refused("3 .* which settles 2"):
            self._validate(more.picking_id)
        other = self._create_product("Dearer", 99.0, 10)
        more.write({"state": "draft"})
        more.write({"product_id": other.id, "product_uom_qty": 1})
        more.picking_id.action_confirm()
        self._pick(more, 1)
        with self._refused("1 .*Dearer.* which settles 0"):
            self._validate(more.picking_id)

    def test_what_was_sent_is_not_corrected_to_more(self):
        _resolution, move = self._replace()
        self._pick(move, 2)
        self._validate(move.picking_id)
        with self._refused("3 .* which settles 2"):
            move.move_line_ids.quantity = 3
        line = {"move_id": move.id, "picking_id": move.picking_id.id, "quantity": 1}
        with self._refused("3 .* which settles 2"):
            move.move_line_ids.create({**line, "product_id": move.product_id.id})
        move.move_line_ids.quantity = 1
        self.assertEqual(move.sudo().sale_line_id.replaced_qty, 1)

    def _send_back(self, picking, quantity):
        """Return ``quantity`` of a done transfer, as the warehouse; return the new transfer."""
        wizard = self.env["stock.return.picking"].with_user(self.warehouse_lead)
        wizard = wizard.create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = quantity
        back = wizard._create_return()
        self._pick(back.move_ids, quantity)
        return back

    def test_goods_that_are_not_exchanged_after_all_go_back_and_no_more(self):
        order, _invoice = self.delivered
        other = self._create_product("B", 10.0, 50)
        case = self._claim(order, "wrong_item", 2)
        resolution = self._resolve(case, "exchange", sent_product_id=other.id)
        back = order.sudo().picking_ids.filtered(lambda p: p.picking_type_code == "incoming")
        back = back.with_user(self.warehouse_lead)
        self._pick(back.move_ids, 2)
        self._validate(back)
        with self._refused("1 .* which settles 0"):
            self._validate(self._send_back(back, 3))
        again = self._send_back(back, 2)
        self._validate(again)
        self.assertEqual(again.state, "done")
        self.assertEqual(again.move_ids.sudo().order_case_resolution_id, resolution)

    def test_what_came_back_of_a_replacement_may_go_out_again(self):
        _resolution, move = self._replace()
        self._pick(move, 2)
        self._validate(move.picking_id)
        back = self._send_back(move.picking_id, 2)
        self._validate(back)
        with self._refused("3 .* which settles 2"):
            self._validate(self._send_back(back, 3))
        again = self._send_back(back, 2)
        self._validate(again)
        self.assertEqual((back.state, again.state), ("done", "done"))
        self.assertTrue(again.move_ids.location_dest_id._is_outgoing())

    def test_a_return_in_the_unit_of_the_delivery_brings_back_what_was_claimed(self):
        self.env["ir.config_parameter"].set_param("stock.propagate_uom", "1")
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._create_order(
            lines=(),
            order_line=[
                Command.create(
                    {
                        "product_id": self.product.id,
                        "product_uom_qty": 3,
                        "product_uom_id": dozen.id,
                        "price_unit": 120.0,
                    }
                )
            ],
        )
        order.action_confirm()
        [sent] = self._ship(order)
        self.assertEqual((sent.product_uom, sent.quantity), (dozen, 3))
        self._invoice(order)
        case = self._claim(order, "wrong_item", 2)
        back = self._resolve(case, "goods_return").picking_id.move_ids
        self.assertEqual((back.product_uom, back.product_uom_qty), (dozen, 2))
        self.assertEqual(back.product_qty, 24)
        stock = self.product.with_context(warehouse_id=self.warehouse.id)
        before = stock.qty_available
        self._pick(back.with_user(self.warehouse_lead), 2)
        self._validate(back.picking_id.with_user(self.warehouse_lead))
        self.assertEqual(stock.qty_available - before, 24)
        self.assertEqual(order.order_line.qty_delivered, 1)

    def test_a_price_on_an_invoice_in_another_currency_is_claimed_in_that_of_the_order(self):
        currency = self.env["res.currency"].create(
            {
                "name": "XCS",
                "symbol": "x",
                "rate_ids": [Command.create({"name": "2000-01-01", "rate": 4.0})],
            }
        )
        order = self._confirm(5, 10.0)
        self._ship(order)
        invoice = order.sudo()._create_invoices()
        invoice.currency_id = currency
        invoice.invoice_line_ids.price_unit = 40.0
        invoice.action_post()
        self.assertEqual((invoice.amount_total, invoice.amount_total_signed), (240, 60))
        case = self._claim_price(order, 36.0, invoice)
        self.assertEqual(case.amount_claimed, 5.0)
        resolution = self._resolve(case, "credit_price")
        credit = resolution.account_move_id
        self.assertEqual((resolution.amount, case.state), (5.0, "settled"))
        self.assertEqual((credit.currency_id, credit.amount_untaxed), (currency, 20.0))
        self.assertEqual((credit.amount_total, credit.amount_total_signed), (24.0, -6.0))
        self.assertEqual(order.credited_amount, 6.0)
