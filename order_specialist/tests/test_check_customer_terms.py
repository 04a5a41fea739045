from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DeskCase


@tagged("post_install", "-at_install")
class TestCheckCustomerTerms(DeskCase):
    """Payment terms, pricelist, fiscal position and currency, his own and another's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist("customer_terms")
        cls.env.ref("base.group_user")._apply_group(cls.env.ref("product.group_product_pricelist"))
        terms = cls.env["account.payment.term"]
        cls.at_once, cls.month, cls.two_months = terms.create(
            [
                {"name": name, "line_ids": [Command.create({"value_amount": 100, "nb_days": days})]}
                for name, days in (("At once", 0), ("30 days", 30), ("60 days", 60))
            ]
        )
        cls.foreign = cls.env["res.currency"].create(
            {
                "name": "XTS",
                "symbol": "X",
                "rate_ids": [Command.create({"name": "2020-01-01", "rate": 2.0})],
            }
        )
        pricelists = cls.env["product.pricelist"].search([("active", "=", True)])
        pricelists.active = False
        cls.plain, cls.his, cls.dear = cls.env["product.pricelist"].create(
            [
                {"name": "Plain", "sequence": 1},
                {"name": "His", "sequence": 2},
                {"name": "In X", "sequence": 3, "currency_id": cls.foreign.id},
            ]
        )
        cls.dear.item_ids = [Command.create({"compute_price": "fixed", "fixed_price": 7.0})]
        cls.abroad, cls.home = cls.env["account.fiscal.position"].create(
            [{"name": "Abroad"}, {"name": "Home"}]
        )

    def _get_found(self, order):
        found = self._find(order, "customer_terms")
        return {f.key.partition(":")[0]: (f.expected, f.actual) for f in found}

    def _fix(self, order, field):
        blocker = next(b for b in order.get_blockers() if b["key"].startswith(field))
        order.action_blocker(blocker, "fix")

    def test_what_odoo_puts_on_the_order_is_his_own(self):
        self.assertEqual(self._get_found(self._create_order()), {})
        self.customer.write(
            {
                "property_payment_term_id": self.month.id,
                "property_product_pricelist": self.his.id,
                "property_account_position_id": self.abroad.id,
            }
        )
        order = self._create_order()
        self.assertEqual(
            (order.payment_term_id, order.pricelist_id, order.fiscal_position_id),
            (self.month, self.his, self.abroad),
        )
        self.assertEqual(self._get_found(order), {})

    def test_each_other_term_is_a_finding_and_a_button_takes_his(self):
        self.customer.property_payment_term_id = self.month
        self.customer.property_account_position_id = self.abroad
        order = self._create_order(
            payment_term_id=self.two_months.id,
            pricelist_id=self.dear.id,
            fiscal_position_id=self.home.id,
        )
        self.assertEqual(
            self._get_found(order),
            {
                "payment_term_id": ("30 days", "60 days"),
                "pricelist_id": ("Plain", "In X"),
                "fiscal_position_id": ("Abroad", "Home"),
                "currency_id": (self.company.currency_id.name, "XTS"),
            },
        )
        self.assertIn(
            "Payment terms are 60 days, the customer's own are 30 days.", self._get_messages(order)
        )
        self.assertEqual({b["amount"] for b in order.get_blockers()}, {35.0})
        self._fix(order, "payment_term_id")
        self._fix(order, "fiscal_position_id")
        self._fix(order, "currency_id")
        self.assertEqual(self._get_found(order), {})
        self.assertRecordValues(
            order,
            [
                {
                    "payment_term_id": self.month.id,
                    "pricelist_id": self.plain.id,
                    "fiscal_position_id": self.abroad.id,
                    "amount_total": 90.0,
                }
            ],
        )

    def test_where_nothing_is_agreed_days_are_too_long(self):
        order = self._create_order(payment_term_id=self.at_once.id)
        self.assertEqual(self._get_found(order), {})
        order.payment_term_id = self.month
        self.assertEqual(self._get_found(order), {"payment_term_id": (None, "30 days")})
        self._fix(order, "payment_term_id")
        self.assertFalse(order.payment_term_id)

    def test_agreed_days_that_are_not_given_are_found(self):
        self.customer.property_payment_term_id = self.month
        order = self._create_order(payment_term_id=False)
        self.assertEqual(self._get_found(order), {"payment_term_id": ("30 days", None)})

    def test_terms_for_whom_none_are_set(self):
        self.env["ir.default"].set("res.partner", "property_payment_term_id", self.month.id)
        other = self._create_customer("Berglunds snabbköp")
        order = self._create_order(partner_id=other.id)
        self.assertEqual(order.payment_term_id, self.month)
        self.assertEqual(self._get_found(order), {})
        order.payment_term_id = self.two_months
        self.assertEqual(self._get_found(order), {"payment_term_id": ("30 days", "60 days")})

    def test_pricelist_of_the_country(self):
        group = self.env["res.country.group"].create(
            {"name": "Alps", "country_ids": [Command.set(self.env.ref("base.at").ids)]}
        )
        self.his.country_group_ids = group
        order = self._create_order()
        self.assertEqual((order.pricelist_id, self._get_found(order)), (self.his, {}))
        order.pricelist_id = self.plain
        self.assertEqual(self._get_found(order), {"pricelist_id": ("His", "Plain")})
        german = self._create_customer("Otto", country_id=self.env.ref("base.de").id)
        order = self._create_order(partner_id=german.id)
        self.assertEqual((order.pricelist_id, self._get_found(order)), (self.plain, {}))

    def test_pricelists_that_are_switched_off_are_not_compared(self):
        self.env.ref("base.group_user")._remove_group(
            self.env.ref("product.group_product_pricelist")
        )
        order = self._create_order()
        self.assertFalse(order.pricelist_id)
        self.assertEqual(self._get_found(order), {})

    def test_fiscal_positions_that_odoo_finds_by_itself(self):
        """Country, group of countries, state, postal code, VAT number, sequence: as Odoo."""
        austria, germany = self.env.ref("base.at"), self.env.ref("base.de")
        styria = self.env["res.country.state"].create(
            {"name": "Styria", "code": "STX", "country_id": austria.id}
        )
        europe = self.env.ref("base.europe")
        positions = self.env["account.fiscal.position"].create(
            [
                {"name": name, "auto_apply": True, "sequence": sequence, **values}
                for sequence, (name, values) in enumerate(
                    [
                        ("VAT", {"vat_required": True, "country_id": germany.id}),
                        (
                            "Zip",
                            {"country_id": austria.id, "zip_from": "1000", "zip_to": "1999"},
                        ),
                        (
                            "State",
                            {"country_id": austria.id, "state_ids": [Command.set(styria.ids)]},
                        ),
                        ("Country", {"country_id": austria.id}),
                        ("Group", {"country_group_id": europe.id}),
                        ("World", {}),
                    ]
                )
            ]
        )
        self.company.partner_id.vat = False
        for expected, values in (
            ("Country", {}),
            ("Zip", {"zip": "1010"}),
            ("State", {"state_id": styria.id}),
            ("Group", {"country_id": germany.id}),
            ("VAT", {"country_id": germany.id, "vat": "DE136695976"}),
            ("World", {"country_id": self.env.ref("base.us").id}),
        ):
            customer = self._create_customer(expected, **values)
            order = self._create_order(partner_id=customer.id)
            self.assertEqual(order.fiscal_position_id.name, expected)
            self.assertEqual(self._get_found(order), {}, expected)
            order.fiscal_position_id = positions[5 if expected != "World" else 0]
            self.assertEqual(self._get_found(order)["fiscal_position_id"][0], expected)

    def test_confirmed_order_is_not_changed_by_the_button(self):
        self.checklist.check_ids.severity = "info"
        order = self._create_order(payment_term_id=self.two_months.id)
        finding = self._get_finding(order, "customer_terms")
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "confirmed order"):
            finding.check._fix_customer_terms(finding)
