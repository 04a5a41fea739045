from odoo.tests import tagged

from ..tools.vat import is_vat
from .common import DeskCase


@tagged("post_install", "-at_install")
class TestCheckVatInvalid(DeskCase):
    """VAT numbers, right and wrong, by the rules of their country."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist("vat_invalid")
        cls.company.partner_id.country_id = cls.env.ref("base.de")
        cls.order = cls._create_order([(None, 10, 10.0)])

    def _get_found(self):
        return [(f.key, f.actual) for f in self._find(self.order, "vat_invalid")]

    def _write_vat(self, vat, partner=None):
        # as an import or the time before Odoo verified it may have left it
        (partner or self.customer).with_context(no_vat_validation=True).vat = vat

    def test_numbers_of_many_countries(self):
        for number, country, expected in (
            ("ATU13585627", "AT", True),
            ("ATU13585626", "AT", False),
            ("U13585627", "AT", True),
            ("DE136695976", "DE", True),
            ("DE136695978", "DE", False),
            ("DE 136 695 976", "AT", True),
            ("EL094259216", "GR", True),
            ("CHE-107.787.577 IVA", "CH", True),
            ("CHE-107.787.578 IVA", "CH", False),
            ("GB980780684", "GB", True),
            ("GB802311781", "GB", False),
            ("NO995525828MVA", "NO", True),
            ("anything", "US", None),
            ("anything", "", None),
            ("ATU13585626", "", False),
        ):
            self.assertIs(is_vat(number, country), expected, (number, country))

    def test_right_number_is_fine(self):
        self._write_vat("ATU13585627")
        self.assertEqual(self._get_found(), [])

    def test_wrong_number_is_found(self):
        self._write_vat("ATU13585626")
        self.assertEqual(self._get_found(), [("vat:ATU13585626", "ATU13585626")])
        self.assertEqual(self._get_messages(self.order), ["“ATU13585626” is no VAT number."])

    def test_missing_number_is_none(self):
        for number in (False, "/", " "):
            self._write_vat(number)
            self.assertEqual(self._get_found(), [], number)

    def test_contact_has_the_number_of_his_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Ms Huber", "parent_id": self.customer.id}
        )
        self._write_vat("ATU13585626")
        self.order.partner_id = contact
        self.assertEqual(len(self._get_found()), 1)

    def test_companies_abroad_need_one_where_the_check_says_so(self):
        self.checklist.check_ids.vat_required_abroad = True
        self.assertEqual(self._get_found(), [("vat:missing", None)])
        self.assertEqual(
            self._get_messages(self.order), ["The VAT number is missing: this company is abroad."]
        )
        self.customer.is_company = False
        self.assertEqual(self._get_found(), [])
        self.customer.write({"is_company": True, "country_id": self.env.ref("base.de").id})
        self.assertEqual(self._get_found(), [])

    def test_tax_that_was_not_charged_is_at_stake(self):
        tax = self.env["account.tax"].create({"name": "19 %", "amount": 19.0})
        self.company.account_sale_tax_id = tax
        self._write_vat("ATU13585626")
        self.assertEqual(self._get_finding(self.order, "vat_invalid").amount, 19.0)
        self.order.order_line.tax_ids = tax
        self.assertEqual(self._get_finding(self.order, "vat_invalid").amount, 0.0)
