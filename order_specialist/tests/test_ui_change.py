class ChangeTours:
    """The matrix of changes in a real browser: who sets it up, and who meets it."""

    def test_administrator_sets_it_up_and_a_specialist_says_why(self):
        order = self.inbox[5]
        order.action_verify()
        self.env.ref("order_specialist.checklist_recommended").mode = "observe"
        order.action_confirm()
        self.assertEqual(order.handoff_state, "released")

        self.run_tour("order_change_matrix", "administrator", "/odoo/order-change-matrix")
        self.assertEqual(self.env["order.change.rule"].search_count([]), 10)
        dates = self.env["order.change.rule"].search([("kind", "=", "date")])
        self.assertEqual(dates.mapped("at_released"), ["allowed"])

        self.run_tour("order_change_reason", "specialist", "/odoo/order-desk")
        self.assertEqual(order.order_line[0].product_uom_qty, 99)
        row = self.env["order.change"].search([("order_id", "=", order.id)])
        self.assertEqual((row.kind, row.user_id.login), ("quantity", "specialist"))
        self.assertEqual((row.reason_id.code, row.note), ("customer_asked", "Ms Huber, by phone"))
        self.assertEqual(order.state, "sale")
