"""Delivery cost and rewards are free of questions; nobody makes an article one of them."""

from odoo.fields import Command

from odoo.addons.order_specialist.tests.change_common import ChangeCase
from odoo.addons.order_specialist.tools.changes import KINDS, STAGES


class TestChangeMarks(ChangeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for kind, _label in KINDS:
            policies = {stage: "refused" for stage, _name in STAGES if stage != "quotation"}
            cls._rule(kind, **policies)
        reward = Command.create({"reward_type": "discount", "discount": 10})
        cls.reward = (
            cls.env["loyalty.program"].create({"name": "Ten", "reward_ids": [reward]}).reward_ids
        )
        cls.marks = ({"is_delivery": True}, {"reward_id": cls.reward.id})
        cls.order = cls._create_confirmed([(None, 10, 12.5)])

    def _create_marked(self, product, mark):
        """Return the line of ``product`` that the specialist marked when it was a quotation."""
        order = self._create_order([(None, 10, 12.5)])
        values = {
            "product_id": product.id,
            "product_uom_qty": 1,
            "price_unit": 7,
            "name": "M",
            **mark,
        }
        order.order_line = [Command.create(values)]
        order.action_confirm()
        return order.order_line[-1]

    def test_nobody_marks_a_line_of_a_confirmed_order(self):
        line = self.order.order_line
        self.assertEqual(line.env.user, self.specialist)
        for mark in self.marks:
            for values in (mark, {**mark, "price_unit": 1.0}):
                with self.subTest(values), self._refused("Changing prices"):
                    line.write(values)
                with self.subTest(values), self._refused("Changing prices"):
                    self.order.write({"order_line": [Command.update(line.id, values)]})

    def test_nobody_adds_a_marked_line_to_a_confirmed_order(self):
        values = {"product_id": self.product.id, "product_uom_qty": 1, "price_unit": 0.0}
        for mark in self.marks:
            with self.subTest(mark), self._refused("Adding"):
                self.order.write({"order_line": [Command.create({**values, **mark})]})
            with self.subTest(mark), self._refused("Adding"):
                self.order.order_line.create({**values, **mark, "order_id": self.order.id})

    def test_an_article_that_was_marked_on_the_quotation_stays_an_article(self):
        for mark in self.marks:
            line = self._create_marked(self.product, mark)
            with self.subTest(mark), self._refused("Changing prices"):
                line.price_unit = 1.0
            with self.subTest(mark), self._refused("Cancelling"):
                line.unlink()

    def test_what_is_odoos_own_stays_free_but_becomes_no_article(self):
        freight = self._create_product("Freight", 0.0, type="service", is_storable=False)
        given = self.reward.sudo().discount_line_product_id
        for product, mark in zip((freight, given), self.marks, strict=True):
            line = self._create_marked(product, mark)
            with self.subTest(mark), self._refused("Adding"):
                line.product_id = self.product
            line.price_unit = 9.0
            self.assertEqual(line.price_unit, 9.0)
