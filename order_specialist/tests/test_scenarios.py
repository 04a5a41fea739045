"""Days on the desk: each test reads like the day that it tells of, with all its numbers."""

from odoo.tests import tagged

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
