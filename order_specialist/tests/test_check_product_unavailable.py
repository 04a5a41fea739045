from odoo.tests import tagged

from .common import DeskCase


@tagged("post_install", "-at_install")
class TestCheckProductUnavailable(DeskCase):
    """Not archived, saleable, and covered by stock if it is discontinued."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist("product_unavailable")
        cls.last = cls._create_product("Alice Mutton", 39.0, stock=12, is_discontinued=True)

    def test_product_that_is_sold_is_fine(self):
        self.assertEqual(self._find(self._create_order(), "product_unavailable"), [])

    def test_archived_product_stops_the_order(self):
        order = self._create_order([(None, 3, 8.0)])
        self.product.action_archive()
        finding = self._get_finding(order, "product_unavailable")
        self.assertEqual((finding.key, finding.amount), (f"gone:{self.product.id}", 24.0))
        self.assertEqual(self._get_messages(order), ["Camembert: is not sold any more."])

    def test_product_that_is_not_saleable_stops_the_order(self):
        order = self._create_order()
        self.product.sale_ok = False
        self.assertEqual(len(self._get_messages(order)), 1)

    def test_discontinued_product_that_stock_covers_is_only_shown(self):
        order = self._create_order([(self.last, 12, None)])
        self.assertEqual(self._get_finding(order, "product_unavailable").severity, "info")
        self.assertEqual(self._get_messages(order), [])
        self.assertEqual(
            order.get_blockers()[0]["message"],
            "Alice Mutton: is discontinued; stock still covers it.",
        )

    def test_discontinued_product_that_stock_does_not_cover_stops_the_order(self):
        order = self._create_order([(self.last, 20, None)])
        finding = self._get_finding(order, "product_unavailable")
        self.assertEqual((finding.expected, finding.actual, finding.amount), (12, 20, 8 * 39.0))
        self.assertEqual(
            self._get_messages(order),
            ["Alice Mutton: is discontinued, and stock covers 12 of 20."],
        )

    def test_customer_who_takes_a_substitute_is_told_of(self):
        order = self._create_order()
        order.partner_id.sudo().order_substitutes_allowed = True
        self.product.sale_ok = False
        order.action_verify()
        text = "Camembert: is not sold any more. This customer takes a substitute."
        self.assertEqual(self._get_messages(order), [text])
        stored = self.env["order.finding"].search([("order_id", "=", order.id)])
        self.assertEqual(stored.message, text, "as kept")

    def test_stock_is_counted_in_the_unit_of_the_line(self):
        order = self._create_order([(self.last, 2, None)])
        order.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        finding = self._get_finding(order, "product_unavailable")
        self.assertEqual((finding.expected, finding.actual), (1, 2))

    def test_orders_before_it_take_their_share(self):
        early = self._create_order([(self.last, 10, None)], requested_date="2026-01-05")
        late = self._create_order([(self.last, 5, None)], requested_date="2026-01-09")
        covered = {f.order_id: f.expected for f in self._find(early | late, "product_unavailable")}
        self.assertEqual(covered, {early.id: 10, late.id: 2})

    def test_override_covers_less_of_it_and_nothing_else(self):
        order = self._create_order([(self.last, 20, None)])
        self._override(order, "product_unavailable", self.specialist)
        self.assertEqual(self._get_messages(order), [])
        order.order_line.product_uom_qty = 15
        self.assertEqual(self._get_messages(order), [])
        order.order_line.product_uom_qty = 21
        self.assertEqual(len(self._get_messages(order)), 1)
        other = self._create_product("Perth Pasties", 32.0, is_discontinued=True)
        order.order_line.write({"product_id": other.id, "product_uom_qty": 15})
        self.assertEqual(len(self._get_messages(order)), 1)
