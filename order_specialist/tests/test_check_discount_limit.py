from odoo.fields import Command
from odoo.tests import tagged

from .price_common import PriceCase


@tagged("post_install", "-at_install")
class TestCheckDiscountLimit(PriceCase):
    """A discount is no higher than the one who gave it may give by himself."""

    kinds = ("discount_limit",)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.check = cls.checks["discount_limit"]

    def _discount(self, percent, user=None):
        order = self._order(user=user)
        self._write(order, user or self.specialist, discount=percent)
        return order

    def _write(self, order, user, **values):
        """Let ``user`` change the lines, as a request of his own would."""
        order.with_user(user).order_line.write(values)
        order.with_user(user).env.flush_all()

    def _let(self, group, percent):
        group = self.env.ref(f"order_specialist.group_{group}")
        limit = {"group_id": group.id, "percent": percent}
        self.check.write({"discount_limit_ids": [Command.create(limit)]})

    def test_more_than_the_limit_is_found_with_what_it_costs(self):
        order = self._discount(25)
        self.assertEqual(self._get_found(order, "discount_limit"), [(20.0, 25.0, -4.5)])
        self.assertEqual(
            self._get_messages(order),
            ["Camembert: discount 25 %, up to 20 % may be given (-4.50)"],
        )

    def test_up_to_the_limit_a_return_and_no_discount_pass(self):
        self.assertEqual(self._find(self._discount(20), "discount_limit"), [])
        order = self._discount(50)
        order.order_line.product_uom_qty = -1
        self.assertEqual(self._find(order, "discount_limit"), [])

    def test_highest_limit_of_the_one_who_gave_it_counts(self):
        self._let("specialist", 30)
        self._let("supervisor", 50)
        limits = [
            (user, [finding.expected for finding in self._find(order, "discount_limit")])
            for user in (self.specialist, self.supervisor, self.salesperson)
            for order in [self._discount(60, user)]
        ]
        self.assertEqual(
            limits,
            [(self.specialist, [30]), (self.supervisor, [50]), (self.salesperson, [20])],
        )

    def test_who_writes_the_line_after_somebody_else_answers_for_it(self):
        self._let("supervisor", 50)
        order = self._discount(40, self.supervisor)
        self.assertEqual(self._find(order, "discount_limit"), [])
        self._write(order, self.specialist, product_uom_qty=20)
        self.assertEqual(len(self._find(order, "discount_limit")), 1)

    def test_naming_a_salesperson_with_more_rights_does_not_help(self):
        self._let("supervisor", 50)
        order = self._discount(40)
        order.user_id = self.supervisor
        self.assertEqual(len(self._find(order, "discount_limit")), 1)

    def test_machine_has_the_limit_of_everybody(self):
        self._let("specialist", 50)
        order = self._discount(40, self.env.ref("base.user_root"))
        self.assertEqual(len(self._find(order, "discount_limit")), 1)

    def test_discount_that_the_pricelist_shows_is_nobodys_gift(self):
        self.env["res.config.settings"].create({"group_discount_per_so_line": True}).execute()
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Loyal",
                "item_ids": [Command.create({"compute_price": "percentage", "percent_price": 30})],
            }
        )
        order = self._order(price=None, pricelist_id=pricelist.id)
        self.assertEqual(order.order_line.discount, 30)
        self.assertEqual(self._find(order, "discount_limit"), [])
        order.order_line.discount = 31
        self.assertEqual(self._find(order, "discount_limit")[0].expected, 30)

    def _discount_order(self, order, percent, user=None):
        """Give a discount with Odoo's own dialog."""
        dialogs = self.env["sale.order.discount"].with_user(user or self.specialist)
        self.company.sale_discount_product_id = self._create_product(
            "Discount", 0.0, type="service", is_storable=False
        )
        dialogs.create(
            {
                "sale_order_id": order.id,
                "discount_type": "so_discount",
                "discount_percentage": percent / 100,
            }
        ).action_apply_discount()
        self.env.flush_all()

    def test_discount_on_the_whole_order_is_seen_with_that_of_the_lines(self):
        order = self._discount(10)
        self._discount_order(order, 10)
        self.assertEqual(self._find(order, "discount_limit"), [], "19 % in all")
        order.order_line.filtered(lambda line: line.price_unit < 0).unlink()
        self._discount_order(order, 30)
        self.assertEqual(self._get_found(order, "discount_limit"), [(20.0, 37.0, -15.3)])
        self.assertEqual(
            self._get_messages(order),
            ["Discount: with it the order is 37 % off, up to 20 % may be given (-15.30)"],
        )
        self.assertNotIn("fix", order.get_blockers()[0]["actions"])
        self._let("supervisor", 50)
        self._write(order, self.supervisor, name="Agreed")
        self.assertEqual(self._find(order, "discount_limit"), [])

    def test_button_lowers_the_discount_to_the_limit(self):
        order = self._discount(25)
        [blocker] = order.with_user(self.specialist).get_blockers()
        self.assertEqual(blocker["actions"][0], "fix")
        order.with_user(self.specialist).action_blocker(blocker, "fix")
        self.assertEqual(order.order_line.discount, 20)
        self.assertEqual(order.finding_ids.event_ids.user_id, self.specialist)

    def test_override_is_a_ceiling(self):
        order = self._discount(40)
        self._override(order, "discount_limit", self.specialist)
        for percent, messages in ((40, 0), (30, 0), (41, 1)):
            order.order_line.discount = percent
            self.assertEqual(len(self._get_messages(order)), messages, percent)

    def test_limits_are_told_in_the_list_of_checks(self):
        self._let("supervisor", 50)
        self.assertEqual(
            self.check.settings_text,
            "Discount up to 20 % · More for Supervisor 50 %",
        )
