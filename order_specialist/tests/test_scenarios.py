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
        department = cls.env.ref("order_specialist.order_department_warehouse")
        department.member_ids = cls.warehouse_lead

    def test_clean_order_has_no_dialog(self):
        order = self._create_order(order_channel="phone", ordered_by="Ms Huber")
        self.assertIs(order.action_verify_and_confirm(), True)
        self.assertEqual(order.desk_stage, "released")
