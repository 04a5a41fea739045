from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.order_specialist.tests.price_common import PriceCase


@tagged("post_install", "-at_install")
class TestCheckFreeLines(PriceCase):
    """What a carrier or a reward puts on an order costs nothing on purpose, with its own taxes."""

    kinds = ("price_not_positive", "tax_mismatch")

    def test_lines_of_a_carrier_and_of_a_reward_pass_without_a_reason(self):
        order = self._order()
        tax = self.env["account.tax"].create({"name": "20 %", "amount": 20})
        reward = Command.create({"reward_type": "discount", "discount": 10})
        program = self.env["loyalty.program"].create({"name": "Ten", "reward_ids": [reward]})
        given = {"reward_id": program.reward_ids.id, "name": "Ten"}
        for values in ({"is_delivery": True}, given, {}):
            line = {"product_id": self.product.id, "product_uom_qty": 1, "price_unit": 0.0}
            order.order_line = [Command.create({**line, **values, "tax_ids": tax.ids})]
        plain = order.order_line[-1]
        self.assertFalse(plain.is_delivery)
        for kind in self.kinds:
            found = [finding.line_id for finding in self._find(order, kind)]
            self.assertEqual(found, plain.ids, kind)
