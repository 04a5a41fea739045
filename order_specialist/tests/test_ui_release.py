from odoo.fields import Command


class ReleaseTours:
    """The releases on the phone of who picks, 390 px wide, and who sets up a department."""

    def _confirm(self, customer, product, quantity, **values):
        order = self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": quantity})
                ],
                **values,
            }
        )
        order.with_context(skip_procurement=False).action_confirm()
        return order

    def test_the_warehouse_answers_a_change_on_the_phone(self):
        self.browser_size, self.touch_enabled = "390x844", True
        customer = self.env["res.partner"].create(
            {"name": "Delikatessen Huber", "order_instructions": "Ring at door 3"}
        )
        product = self.env["product.product"].create(
            {"name": "Camembert", "is_storable": True, "list_price": 9}
        )
        self.env.ref("order_specialist.checklist_recommended").mode = "observe"
        order = self._confirm(customer, product, 5)
        self._confirm(customer, product, 7, is_rush=True, rush_reason="Wedding")
        warehouse = self.env["res.users"].search([("login", "=", "warehouse")])
        order.picking_ids.with_user(warehouse).do_print_picking()
        order.order_line.product_uom_qty = 7
        order.order_line.product_uom_qty = 4
        self.run_tour("order_desk_phone", "warehouse", "/odoo/order-releases")
        self.assertEqual(order.change_ids.mapped("state"), ["taken", "refused"])
        self.assertEqual(order.order_line.product_uom_qty, 7)

    def test_the_administrator_sets_up_a_department(self):
        self.run_tour("order_desk_department", "administrator", "/odoo/order-departments")
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
