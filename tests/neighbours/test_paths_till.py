"""The till: the customer has paid and left, so the till goes on, and the desk gets to know."""

import uuid

from odoo import fields
from odoo.fields import Command

from odoo.addons.order_specialist.tests.paths_common import PathCase, way


class TestPathsTill(PathCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.write({"available_in_pos": True, "taxes_id": [Command.clear()]})
        cash = cls.env["account.journal"].create(
            {"name": "Till", "type": "cash", "code": "TILL", "company_id": cls.company.id}
        )
        method = cls.env["pos.payment.method"].create({"name": "Cash", "journal_id": cash.id})
        cls.config = cls.env["pos.config"].create(
            {"name": "Counter", "payment_method_ids": [Command.set(method.ids)]}
        )
        cls.config.open_ui()
        cls.cashier = cls._create_user(
            "t_cashier", "sales_team.group_sale_salesman_all_leads,point_of_sale.group_pos_user"
        )

    def _settle(self, order, user=None, receipt=None):
        """Pay all of an order at the till, as its screen sends it."""
        user, order = user or self.cashier, order.sudo()
        line = order.order_line
        total = line.price_unit * line.product_uom_qty
        paid = {
            "amount": total,
            "name": fields.Datetime.now(),
            "payment_method_id": self.config.payment_method_ids.id,
        }
        sold = {
            "discount": 0,
            "pack_lot_ids": [],
            "price_unit": line.price_unit,
            "product_id": line.product_id.id,
            "price_subtotal": total,
            "price_subtotal_incl": total,
            "qty": line.product_uom_qty,
            "tax_ids": [],
            "sale_order_line_id": line.id,
            "sale_order_origin_id": order.id,
        }
        values = {
            "amount_paid": total,
            "amount_return": 0,
            "amount_tax": 0,
            "amount_total": total,
            "date_order": fields.Datetime.to_string(fields.Datetime.now()),
            "fiscal_position_id": False,
            "partner_id": order.partner_id.id,
            "session_id": self.config.current_session_id.id,
            "lines": [Command.create(sold)],
            "payment_ids": [Command.create(paid)],
            "user_id": user.id,
            "to_invoice": False,
            "uuid": receipt or str(uuid.uuid4()),
        }
        return self.env["pos.order"].with_user(user).sync_from_ui([values])

    @way("settled at the till", "confirm")
    def settled(self, order, user):
        """Who has no till gets nowhere; what the cashier sells leaves, more than a hold stays."""
        self._settle(order, user)

    def test_everybody_else_gets_nowhere(self):
        self._try_everybody_else()

    def test_a_stopped_order_is_parked_and_the_till_goes_on(self):
        order = self._prepare_confirm().sudo()
        start = self.env.cr.sql_log_count
        answer = self._settle(order)
        self._record(self.settled.way, "cashier", "parked", self.env.cr.sql_log_count - start)
        self.assertEqual(answer["pos.order"][0]["state"], "paid")
        self.assertEqual(order.state, "sent")
        self.assertIn(self.message, order.hold_ids.note)
        self.assertFalse(order.picking_ids)

    def test_what_the_till_handed_over_is_not_delivered_again(self):
        order = self._prepare_confirm().sudo()
        self._settle(order)
        self._free("confirm")
        self.env["order.verification"]._scan(order)
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.order_line.qty_delivered, 10)
        self.assertNotIn("assigned", order.picking_ids.mapped("state"))
        self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_a_confirmed_order_that_is_stopped_is_sold_and_claimed(self):
        for stage in ("handoff", "ship", "invoice"):
            with self.subTest(stage):
                order = self._prepare(stage)
                answer = self._settle(order)
                self.assertEqual(answer["pos.order"][0]["state"], "paid")
                self.assertRecordValues(
                    order.case_ids,
                    [
                        {
                            "type_id": self._type("delivered_stopped").id,
                            "found_by_system": True,
                            "reported_by": f"Till: {self.cashier.name}",
                            "state": "new",
                        }
                    ],
                )
                self.assertIn(self.message, order.case_ids.description)
                claimed = order.case_ids.line_ids
                self.assertEqual(claimed.order_line_id, order.order_line)
                self.assertEqual(claimed.actual_quantity, order.order_line.product_uom_qty)

    def test_what_the_till_sends_twice_is_one_claim_and_a_free_order_none(self):
        order = self._prepare("ship")
        receipt = str(uuid.uuid4())
        self._settle(order, receipt=receipt)
        self._settle(order, receipt=receipt)
        self.assertEqual(len(order.case_ids.line_ids), 1)
        free = self._create_order(client_order_ref="4711").sudo()
        free.with_user(self.specialist).action_confirm()
        self._settle(free)
        self.assertFalse(free.case_ids)

    def test_a_free_order_is_confirmed_by_the_till(self):
        order = self._create_order(client_order_ref="4711").sudo()
        self._settle(order)
        self.assertEqual(order.state, "sale")
