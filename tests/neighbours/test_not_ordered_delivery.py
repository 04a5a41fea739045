"""Delivery cost: what comes with the goods nobody ordered, what a person adds he asked for."""

from odoo.addons.order_specialist.tests.case_common import ClaimCase
from odoo.addons.order_specialist.tests.change_common import ChangeCase
from odoo.addons.order_specialist.tools.changes import KINDS, STAGES


class TestNotOrderedDelivery(ClaimCase, ChangeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for kind, _label in KINDS:
            policies = {stage: "refused" for stage, _name in STAGES if stage != "quotation"}
            cls._rule(kind, **policies)
        cls.carrier = cls.env["delivery.carrier"].create(
            {
                "name": "Spediteur",
                "fixed_price": 7.0,
                "invoice_policy": "real",
                "product_id": cls._create_freight().id,
            }
        )
        cls.order = cls._create_confirmed([(None, 10, 12.5)])

    @classmethod
    def _create_freight(cls):
        return cls._create_product(
            "Freight", 0.0, type="service", is_storable=False, invoice_policy="order"
        )

    def _get_freight(self):
        return self.order.order_line.filtered("is_delivery")

    def test_cost_that_comes_with_the_goods_is_not_billed_unasked(self):
        picking = self.order.sudo().picking_ids
        picking.carrier_id = self.carrier
        self._ship(self.order)
        freight = self._get_freight()
        self.assertRecordValues(
            freight, [{"price_unit": 7.0, "is_not_ordered": True, "qty_to_invoice": 0}]
        )
        self.assertEqual(self._invoice(self.order).amount_untaxed, 125)
        freight.action_accept_not_ordered()
        self.assertEqual(self._invoice(self.order).amount_untaxed, 7)

    def test_cost_that_a_person_adds_is_billed_as_always(self):
        self.carrier.invoice_policy = "estimated"
        self.order.set_delivery_line(self.carrier, 7.0)
        freight = self._get_freight()
        self.assertFalse(freight.is_not_ordered)
        self.assertEqual(freight.qty_to_invoice, 1)
        self.order.set_delivery_line(self.carrier, 9.0)
        self.assertEqual(self._get_freight().price_unit, 9.0)
