"""09:05, the phone rings: one zero too many, and no order number."""

from odoo import fields
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .common import DeskCase
from .price_common import PriceCase


@tagged("post_install", "-at_install")
class TestScenario1(DeskCase):
    """The customer's last 12 orders of A were 6 to 24; he wants an order number on everything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.env["account.journal"].search([("type", "=", "sale")], limit=1):
            cls.env["account.chart.template"].try_loading(
                "generic_coa", cls.company, install_demo=False
            )
        cls.product.taxes_id = cls.env["account.tax"].create(
            {"name": "20 %", "amount": 20, "price_include_override": "tax_excluded"}
        )
        cls.others = cls.product.union(
            *[cls._create_product(name, 9.0, stock=500) for name in ("Chai", "Chang", "Tofu")]
        )
        cls.others.taxes_id = cls.product.taxes_id
        cls.others -= cls.product
        cls.customer.order_reference_required = True
        past = cls.env["sale.order"].create(
            [
                {
                    "partner_id": cls.customer.id,
                    "order_line": [
                        Command.create({"product_id": cls.product.id, "product_uom_qty": quantity})
                    ],
                }
                for quantity in (6, 12, 8, 24, 12, 10, 18, 12, 6, 20, 12, 15)
            ]
        )
        PriceCase._make_past.__func__(cls, past)
        cls.env.ref("order_specialist.checklist_recommended").action_enforce()
        cls.env.ref("order_specialist.order_department_warehouse").member_ids = cls.warehouse_lead
        cls.company.resource_calendar_id.tz = "UTC"

    def _type(self, quantity, *corrections, ordered_by=None):
        """Type the order of the phone; return it and what the line said at each quantity."""
        form, said = Form(self.env["sale.order"].with_user(self.specialist)), []
        form.partner_id = self.customer
        form.order_channel = "phone"
        form.client_order_ref = "tel"
        if ordered_by:
            form.ordered_by = ordered_by
        with form.order_line.new() as line:
            line.product_id = self.product
            for typed in (quantity, *corrections):
                line.product_uom_qty = typed
                said.append(line.quantity_hint)
        for product in self.others:
            with form.order_line.new() as line:
                line.product_id = product
                line.product_uom_qty = 12
                said.append(line.quantity_hint)
        return form.save(), said

    def test_clean_phone_order_and_the_honest_no_po(self):
        with freeze_time("2026-03-10 09:05:00"):
            order, said = self._type(240, 24)
            self.assertEqual(said, ["usually 6–24, now 240", False, False, False, False])

            dialog = order.action_verify_and_confirm()
            self.assertEqual(dialog["tag"], "order_gate_dialog")
            self.assertEqual(
                [blocker["message"] for blocker in dialog["params"]["blockers"]],
                ["“tel” is not an order number."],
            )
            self.assertEqual(order.state, "draft")
        with freeze_time("2026-03-10 09:06:00"):
            order.ordered_by = "Ms Huber"
            self.assertIs(order.action_verify_and_confirm(), True)
        self.assertRecordValues(order, [{"state": "sale", "order_channel": "phone"}])
        self.assertEqual(len(order.verification_ids), 1)
        self._assert_kept_as_fixed(order)
        self._assert_shipped_without_a_click(order)

    def _assert_kept_as_fixed(self, order):
        kept = order.finding_ids.sorted("severity")
        self.assertRecordValues(
            kept,
            [
                {
                    "message": "Camembert: usually 6–24, now 240",
                    "severity": "info",
                    "amount": 1944.0,
                    "outcome": "fixed",
                    "is_open": False,
                    "is_blocking": False,
                },
                {
                    "message": "“tel” is not an order number.",
                    "severity": "override",
                    "amount": 648.0,
                    "outcome": "fixed",
                    "is_open": False,
                    "is_blocking": False,
                },
            ],
        )

    def _assert_shipped_without_a_click(self, order):
        handoff = order.handoff_ids
        self.assertRecordValues(
            handoff,
            [
                {
                    "state": "offered",
                    "deadline": fields.Datetime.to_datetime("2026-03-10 15:00:00"),
                    "accepted_on": False,
                }
            ],
        )
        pickings = order.picking_ids.with_user(self.warehouse_lead)
        with freeze_time("2026-03-10 10:12:00"):
            pickings.do_print_picking()
        self.assertRecordValues(
            handoff,
            [
                {
                    "state": "accepted",
                    "accepted_through": "print",
                    "accepted_by_id": self.warehouse_lead.id,
                    "accepted_on": fields.Datetime.to_datetime("2026-03-10 10:12:00"),
                }
            ],
        )
        for move in pickings.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        pickings.button_validate()
        self.assertEqual(handoff.state, "done")
        self.assertEqual(order.desk_stage, "to_invoice")

    def test_same_order_said_at_once_has_no_dialog(self):
        with freeze_time("2026-03-10 09:05:00"):
            order, said = self._type(24, ordered_by="Ms Huber")
            self.assertEqual(said, [False] * 4)
            self.assertIs(order.action_verify_and_confirm(), True)
        self.assertRecordValues(order, [{"state": "sale", "desk_stage": "released"}])
        self.assertEqual(order.finding_ids.mapped("message"), [])
