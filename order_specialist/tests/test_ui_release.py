from odoo.fields import Command
from odoo.tests import tagged

from .ui_common import DeskTourCase


@tagged("post_install", "-at_install")
class TestPhoneTour(DeskTourCase):
    """The releases on the phone of who picks: 390 px wide."""

    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create(
            {"name": "Delikatessen Huber", "order_instructions": "Ring at door 3"}
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Camembert", "is_storable": True, "list_price": 9}
        )

    def _confirm(self, quantity, **values):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "product_uom_qty": quantity})
                ],
                **values,
            }
        )
        order.with_context(skip_procurement=False).action_confirm()
        return order

    def test_the_warehouse_answers_a_change_on_the_phone(self):
        self.env.ref("order_specialist.checklist_recommended").mode = "observe"
        self._confirm(7, is_rush=True, rush_reason="Wedding")
        order = self._confirm(5)
        warehouse = self.env["res.users"].search([("login", "=", "warehouse")])
        order.picking_ids.with_user(warehouse).do_print_picking()
        order.order_line.product_uom_qty = 7
        order.order_line.product_uom_qty = 4
        self.run_tour("order_desk_phone", "warehouse")
        self.assertEqual(order.change_ids.mapped("state"), ["taken", "refused"])
        self.assertEqual(order.order_line.product_uom_qty, 7)


@tagged("post_install", "-at_install")
class TestDepartmentTour(DeskTourCase):
    def test_the_administrator_sets_up_a_department(self):
        self.run_tour("order_desk_department", "administrator")
        department = self.env["order.department"].search([("code", "=", "COLD")])
        self.assertRecordValues(
            department,
            [
                {
                    "acceptance": "explicit",
                    "cutoff_hour": 11.5,
                    "hands_on": True,
                    "company_id": False,
                }
            ],
        )
