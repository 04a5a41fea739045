from odoo.tests import new_test_user

from .shipping import pick_all


class ClaimTours:
    """A claim as the customer, the specialist and the supervisor meet it."""

    def test_claim_from_the_customer_over_the_supervisor_back_to_him(self):
        order = self.inbox[5]
        self._deliver_and_bill(order)
        buyer = new_test_user(self.env, "buyer", groups="base.group_portal")
        buyer.partner_id.parent_id = order.partner_id
        order.message_subscribe(buyer.partner_id.ids)
        page = f"/my/orders/{order.id}"

        self.run_tour("order_claim_report", "buyer", page)
        case = order.case_ids
        self.assertRecordValues(
            case, [{"reported_by": buyer.name, "order_channel": "web", "amount_claimed": 168.0}]
        )

        self.run_tour("order_claim_settle", "specialist", "/odoo/order-claims")
        resolution = case.resolution_ids
        self.assertEqual(
            (resolution.state, resolution.proposed_by_id.login), ("to_approve", "specialist")
        )

        self.run_tour("order_claim_approve", "supervisor", "/odoo/order-claims")
        self.assertEqual((resolution.state, case.state), ("done", "settled"))
        self.assertEqual(resolution.approved_by_id.login, "supervisor")
        self.assertEqual(resolution.account_move_id.amount_untaxed, 168.0)

        self.run_tour("order_claim_outcome", "buyer", page)

    def _deliver_and_bill(self, order):
        order.order_line[0].price_unit = 18.0
        pick_all(order).button_validate()
        order._create_invoices().action_post()
