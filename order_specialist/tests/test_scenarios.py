"""Days on the desk: each test reads like the day that it tells of, with all its numbers."""

from odoo.fields import Command
from odoo.tests import tagged

from ..exceptions import GateClosed
from .common import DeskCase


@tagged("post_install", "-at_install")
class TestScenarios(DeskCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.env["account.journal"].search([("type", "=", "sale")], limit=1):
            cls.env["account.chart.template"].try_loading(
                "generic_coa", cls.company, install_demo=False
            )
        cls.tax = cls.env["account.tax"].create(
            {
                "name": "20 %",
                "amount": 20,
                "type_tax_use": "sale",
                "price_include_override": "tax_excluded",
            }
        )
        cls.product.taxes_id = cls.tax
        cls.env.ref("order_specialist.checklist_recommended").action_enforce()
        cls.lead = cls.env.ref("order_specialist.order_department_warehouse")
        cls.lead.member_ids = cls.warehouse_lead

    def _validate(self, pickings, user=None):
        pickings = pickings.with_user(user or self.warehouse_lead)
        for move in pickings.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        return pickings.button_validate()

    def test_clean_phone_order_and_the_honest_no_po(self):
        self.customer.order_reference_required = True
        others = [self._create_product(name, 9.0, stock=500) for name in ("Chai", "Chang", "Tofu")]
        order = self._create_order(
            [(self.product, 24, None), *[(product, 12, None) for product in others]],
            client_order_ref="tel",
            order_channel="phone",
        )
        dialog = order.action_verify_and_confirm()
        self.assertEqual(dialog["tag"], "order_gate_dialog")
        self.assertEqual(
            [blocker["message"] for blocker in dialog["params"]["blockers"]],
            ["“tel” is not an order number."],
        )
        self.assertEqual(order.state, "draft")

        order.ordered_by = "Ms Huber"
        self.assertIs(order.action_verify_and_confirm(), True)
        self.assertEqual(order.state, "sale")
        self.assertEqual(len(order.verification_ids), 1)
        self.assertRecordValues(
            order.finding_ids, [{"outcome": "fixed", "is_open": False, "actual": "tel"}]
        )
        handoff = order.handoff_ids
        self.assertRecordValues(handoff, [{"state": "offered", "department_id": self.lead.id}])

        order.picking_ids.with_user(self.warehouse_lead).do_print_picking()
        self.assertRecordValues(
            handoff,
            [
                {
                    "state": "accepted",
                    "accepted_through": "print",
                    "accepted_by_id": self.warehouse_lead.id,
                }
            ],
        )
        self._validate(order.picking_ids)
        self.assertEqual(handoff.state, "done")
        self.assertEqual(order.desk_stage, "to_invoice")

    def test_clean_order_has_no_dialog(self):
        order = self._create_order(order_channel="phone", ordered_by="Ms Huber")
        self.assertIs(order.action_verify_and_confirm(), True)
        self.assertEqual(order.desk_stage, "released")

    def test_credit_hold_in_the_middle_of_the_wave(self):
        orders = self._create_order([(self.product, 12, None)]) + self._create_order()
        orders.action_confirm()
        stopped = orders[0]
        orders.picking_ids.with_user(self.warehouse_lead).do_print_picking()
        self.env["order.hold"].with_user(self.controller)._place(
            stopped, self.env.ref("order_specialist.order_hold_type_credit")
        )
        self._validate(orders.picking_ids)
        self.assertEqual(orders[1].picking_ids.state, "done")
        kept = stopped.picking_ids
        self.assertEqual(kept.state, "assigned")
        self.assertIn("Credit", kept.order_stop)
        self.assertIn("STOP", kept.activity_ids.summary)

    def test_month_end(self):
        service = self.env["product.product"].create(
            {
                "name": "Tasting",
                "type": "service",
                "list_price": 10,
                "invoice_policy": "order",
                "taxes_id": [Command.set(self.tax.ids)],
            }
        )
        customers = [self._create_customer(f"Customer {number}") for number in range(198)]
        values = [
            {
                "partner_id": customer.id,
                "order_line": [Command.create({"product_id": service.id, "product_uom_qty": 1})],
            }
            # the last one has three orders
            for customer in [*customers, customers[-1], customers[-1]]
        ]
        orders = self.env["sale.order"].create(values)
        orders.action_confirm()
        stopped = orders[:3] + orders[-1]
        self.env["order.hold"]._place(
            stopped, self.env.ref("order_specialist.order_hold_type_invoice"), "Wrong address?"
        )
        invoices = orders._create_invoices()
        invoiced = invoices.line_ids.sale_line_ids.order_id
        self.assertEqual(len(orders), 200)
        self.assertEqual(len(invoiced), 196)
        self.assertEqual(invoiced & stopped, self.env["sale.order"])
        consolidated = invoices.filtered(lambda move: move.partner_id == customers[-1])
        self.assertEqual(consolidated.line_ids.sale_line_ids.order_id, orders[-3:-1])
        for order in stopped:
            self.assertIn("Wrong address?", order.message_ids[0].body)
        with self.assertRaises(GateClosed):
            stopped[0]._create_invoices()

    def test_draft_made_before_the_blocker_stays_a_draft(self):
        orders = self._create_order() + self._create_order()
        orders.action_confirm()
        self._validate(orders.picking_ids)
        invoices = orders.sudo()._create_invoices(grouped=True)
        invoices.write({"auto_post": "at_date", "invoice_date": "2020-01-31", "date": "2020-01-31"})
        self.env["order.hold"]._place(
            orders[0], self.env.ref("order_specialist.order_hold_type_invoice")
        )
        stopped = orders[0].invoice_ids
        with self.assertRaises(GateClosed):
            stopped.sudo().action_post()
        with self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_auto_post_draft_entry").method_direct_trigger()
        self.assertEqual(stopped.sudo().state, "draft")
        self.assertEqual(orders[1].sudo().invoice_ids.state, "posted")
