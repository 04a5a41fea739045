from odoo.tests import tagged

from .case_common import ClaimCase


@tagged("post_install", "-at_install")
class TestOrderSearch(ClaimCase):
    """One field finds an order by whatever the caller can name, and no other order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        door = cls._create_customer(
            "Gate 3", type="delivery", parent_id=cls.customer.id, street="Quay 7", city="Linz"
        )
        cls.customer.write({"phone": "+43 316 123456", "ref": "K-0815"})
        cls.product.default_code = "CAM-42"
        cls.order = cls._confirm(
            5,
            10.0,
            client_order_ref="PO-4711",
            ordered_by="Ms Winter",
            partner_shipping_id=door.id,
        )
        cls._ship(cls.order)
        cls.invoice = cls._invoice(cls.order)
        bread = cls._create_product("Bread", 3.0, stock=10, default_code="BRD")
        other = cls._create_customer("Other", street="Elsewhere 1", city="Wien")
        cls.other = cls._create_order([(bread, 1, None)], partner_id=other.id)

    def _assert_found(self, *texts):
        orders = self.env["sale.order"].with_user(self.specialist)
        both = [("id", "in", (self.order | self.other).ids)]
        for text in texts:
            with self.subTest(text=text):
                found = orders.search([*both, ("desk_search", "ilike", text)])
                self.assertEqual(found, self.order)

    def test_by_our_number_and_his(self):
        self._assert_found(self.order.name, "PO-4711", "po-4711", " 4711 ")

    def test_by_the_customer_and_who_ordered(self):
        self._assert_found("Delikatessen", "huber", "K-0815", "Winter")

    def test_by_his_phone_however_it_is_written(self):
        self._assert_found("+43 316 123456", "316123456", "316-123456")

    def test_by_where_it_goes(self):
        self._assert_found("Gate 3", "Quay 7", "Linz")

    def test_by_a_product_or_its_code(self):
        self.product.name = "Roquefort"
        self._assert_found("Roquefort", "CAM-42")

    def test_by_a_transfer_or_an_invoice(self):
        picking = self.order.sudo().picking_ids
        self._assert_found(picking.name, self.invoice.name)

    def test_what_names_nothing_finds_nothing(self):
        orders = self.env["sale.order"].with_user(self.specialist)
        self.assertFalse(orders.search([("desk_search", "ilike", "no such thing")]))
