"""An order is found by the reference under which its carrier knows the parcel."""

from odoo.addons.order_specialist.tests.common import DeskCase


class TestOrderSearchByTracking(DeskCase):
    def test_by_the_tracking_reference(self):
        order, other = self._create_order(), self._create_order()
        (order | other).action_confirm()
        order.sudo().picking_ids.carrier_tracking_ref = "1Z999AA10123456784"
        orders = self.env["sale.order"].with_user(self.specialist)
        found = orders.search([("desk_search", "ilike", "aa10123456784")])
        self.assertEqual(found, order)
