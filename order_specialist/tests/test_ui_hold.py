class HoldTours:
    """Holds as people meet them: at the desk, in the configuration, at the shelf."""

    def test_credit_controller_releases_an_order(self):
        order = self.inbox[5]
        self.env.company.account_use_credit_limit = True
        self.env.ref("order_specialist.order_hold_type_credit").automatic = True
        order.partner_id.commercial_partner_id.credit_limit = 100.0
        order.order_line[0].price_unit = 18.0
        order.action_confirm()
        self.assertEqual((order.state, order.handoff_state), ("sale", "to_release"))

        self.run_tour("order_desk_release_credit", "credit", "/odoo/stuck-orders")
        hold = order.hold_ids
        self.assertEqual((hold.released_by_id.login, hold.is_active), ("credit", False))
        self.env["order.verification"]._scan(order)
        self.assertEqual(order.handoff_state, "released")

    def test_administrator_sets_up_a_type_and_switches_a_ready_one_on(self):
        self.run_tour("order_desk_hold_type", "administrator", "/odoo/order-hold-types")
        hold_type = self.env["order.hold.type"].search([("code", "=", "export")])
        self.assertRecordValues(
            hold_type,
            [
                {
                    "stops_pick": True,
                    "stops_ship": True,
                    "automatic": True,
                    "trigger": "change",
                    "watch_address": True,
                    "until_days": 5,
                }
            ],
        )
        self.assertTrue(self.env.ref("order_specialist.order_hold_type_overdue").automatic)

    def test_hold_after_picking_began_reaches_the_warehouse(self):
        order = self.inbox[5]
        order.order_line[0].price_unit = 18.0
        order.action_confirm()
        order.picking_ids.printed = True
        self.run_tour("order_desk_hold_picking", "specialist", "/odoo/order-desk")
        self.run_tour("order_desk_stop", "warehouse", "/odoo/deliveries")
        self.assertTrue(order.picking_ids.activity_ids)
