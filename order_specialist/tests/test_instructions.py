from odoo.tests import tagged

from .common import DeskCase


@tagged("post_install", "-at_install")
class TestInstructions(DeskCase):
    """What a customer wants is read by the rules and told to whoever prepares his goods."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls.env["res.partner"].create({"name": "Buyer", "parent_id": cls.customer.id})
        cls.rare = cls._create_product("Rare", 10.0, stock=1)

    def _get_found(self, kind, **values):
        """Return whether ``kind`` stops an order that is entered for the contact."""
        checklist = self._create_checklist({"kind": kind, "gate": "confirm"})
        order = self._create_order(partner_id=self.contact.id, **values)
        found = bool(self._get_messages(order, "confirm"))
        checklist.unlink()
        return found

    def test_each_instruction_of_the_company_changes_what_a_rule_says(self):
        short = {"lines": [(self.rare, 5, 10.0)]}
        for name, value, kind, values, before in (
            ("order_reference_required", True, "customer_reference", {}, False),
            ("order_ship_complete", True, "stock_short", short, False),
            ("order_no_backorder", True, "stock_short", short, False),
            ("order_price_tolerance", 10.0, "pricelist_price", {"lines": [(None, 1, 9.5)]}, True),
        ):
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                if kind == "stock_short":
                    self._receive_later(self.rare)
                self.assertEqual(self._get_found(kind, **values), before)
                self.customer[name] = value
                self.assertEqual(self._get_found(kind, **values), not before)
                savepoint.rollback()
                self.env.invalidate_all()

    def _receive_later(self, product):
        """Let more of ``product`` be on its way: what is short has a known supply."""
        supplier = self.env.ref("stock.stock_location_suppliers")
        self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": 50,
                "location_id": supplier.id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
            }
        )._action_confirm()

    def test_who_prepares_the_goods_reads_what_the_customer_wants(self):
        self.customer.write(
            {
                "order_ship_complete": True,
                "order_no_backorder": True,
                "order_substitutes_allowed": True,
                "order_delivery_window": "7–11",
                "order_paper_demands": "SSCC labels",
                "order_instructions": "Ring twice",
            }
        )
        order = self._create_order(partner_id=self.contact.id)
        self.assertEqual(
            self.env["order.handoff"]._get_instructions(order).splitlines(),
            [
                "Ship complete: all lines or none.",
                "No backorders: the rest is cancelled.",
                "Takes a substitute.",
                "Delivery window: 7–11",
                "Papers: SSCC labels",
                "Ring twice",
            ],
        )
