"""A replacement that a supplier sends to the customer's door."""

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.order_specialist.tests.case_common import ClaimCase


@tagged("post_install", "-at_install")
class TestCaseDropship(ClaimCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor = cls._create_customer("Vendor")
        route = cls.env.ref("stock_dropshipping.route_drop_shipping")
        cls.product = cls._create_product(
            "Pen",
            10.0,
            route_ids=[Command.set(route.ids)],
            seller_ids=[Command.create({"partner_id": cls.vendor.id})],
        )

    def _buy(self, sent=None):
        """Confirm what is to be bought and let the vendor send it, or ``sent`` of it."""
        purchases = self.env["purchase.order"].search(
            [("partner_id", "=", self.vendor.id), ("state", "=", "draft")]
        )
        purchases.button_confirm()
        for transfer in purchases.picking_ids.filtered(lambda p: p.state == "assigned"):
            if sent:
                transfer.move_ids.quantity = sent
            transfer.move_ids.picked = True
            transfer.button_validate()
        return purchases

    def _figures(self, line):
        return (line.qty_delivered, line.qty_invoiced, line.qty_to_invoice, line.qty_to_deliver)

    def test_a_replacement_by_the_supplier_is_found_on_its_claim_and_not_billed(self):
        order = self._confirm(5, 10.0)
        self._buy()
        self._invoice(order)
        line = order.order_line
        self.assertEqual(self._figures(line), (5, 5, 0, 0))
        case = self._claim(order, "lost", 2)
        resolution = self._resolve(case, "replacement")
        self.assertEqual((resolution.state, case.state), ("done", "settled"))
        self.assertFalse(resolution.picking_id)
        self.assertEqual(resolution.sudo()._get_document()._name, "purchase.order")
        self.assertIn("P0", "".join(case.message_ids.mapped("body")))
        purchases = line.purchase_line_ids.order_id
        line.sudo()._action_launch_stock_rule()
        self.assertEqual(line.purchase_line_ids.order_id, purchases)
        self.assertEqual(sum(line.purchase_line_ids.mapped("product_qty")), 7)

        [purchase] = self._buy()
        transfer = purchase.picking_ids
        self.assertEqual(transfer.state, "done")
        self.assertEqual(resolution.picking_id, transfer)
        self.assertEqual(self._figures(line), (5, 5, 0, 0))
        self.assertEqual(line.replaced_qty, 2)
        self.assertEqual(len(order.order_line), 1)
        line.sudo()._action_launch_stock_rule()
        self.assertEqual(sum(line.purchase_line_ids.mapped("product_qty")), 7)
        # what is ordered more is bought, whatever was sent instead
        line.sudo().product_uom_qty = 6
        self.assertEqual(sum(line.purchase_line_ids.mapped("product_qty")), 8)

    def test_what_the_supplier_sends_too_much_is_recorded_and_never_billed(self):
        """He has shipped it: nobody at the desk could have stopped it."""
        order = self._confirm(5, 10.0)
        self._buy()
        self._invoice(order)
        resolution = self._resolve(self._claim(order, "lost", 2), "replacement")
        self._buy(sent=3)
        self.assertEqual(resolution.picking_id.move_ids.quantity, 3)
        line = order.order_line
        self.assertEqual(line.replaced_qty, 3)
        self.assertEqual(self._figures(line), (5, 5, 0, 0))
