from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.order_specialist.tests.price_common import PriceCase


@tagged("post_install", "-at_install")
class TestCheckFreeLines(PriceCase):
    """What a carrier puts on an order costs nothing on purpose, and has taxes of its own."""

    kinds = ("price_not_positive", "tax_mismatch")

    def test_line_of_a_carrier_passes_without_a_reason(self):
        order = self._order()
        tax = self.env["account.tax"].create({"name": "20 %", "amount": 20})
        for values in ({"is_delivery": True}, {}):
            line = {"product_id": self.product.id, "product_uom_qty": 1, "price_unit": 0.0}
            order.order_line = [Command.create({**line, **values, "tax_ids": tax.ids})]
        plain = order.order_line[-1]
        self.assertFalse(plain.is_delivery)
        for kind in self.kinds:
            found = [finding.line_id for finding in self._find(order, kind)]
            self.assertEqual(found, plain.ids, kind)
