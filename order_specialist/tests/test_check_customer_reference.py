from odoo.tests import tagged

from .common import DeskCase


@tagged("post_install", "-at_install")
class TestCheckCustomerReference(DeskCase):
    """The customer's order number is there, where he requires one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist("customer_reference")
        cls.customer.order_reference_required = True

    def _get_keys(self, **values):
        return [
            finding.key
            for finding in self._find(self._create_order(**values), "customer_reference")
        ]

    def test_missing_number_is_found(self):
        self.assertEqual(self._get_keys(), ["missing:"])
        self.assertEqual(self._get_keys(client_order_ref="   "), ["missing:"])

    def test_number_is_fine(self):
        self.assertEqual(self._get_keys(client_order_ref="4711"), [])

    def test_customer_without_the_instruction_needs_none(self):
        self.customer.order_reference_required = False
        self.assertEqual(self._get_keys(), [])

    def test_contact_inherits_the_instruction_of_his_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Ms Huber", "parent_id": self.customer.id}
        )
        self.assertTrue(contact.order_reference_required)
        self.assertEqual(self._get_keys(partner_id=contact.id), ["missing:"])

    def test_words_that_say_nothing_count_as_missing(self):
        for text in ("tel", "TEL", " n/a ", "-", "?", "None", "tel.", "N / A", "..", "- -"):
            self.assertEqual(
                self._get_keys(client_order_ref=text), [f"missing:{text.strip().lower()}"]
            )

    def test_words_that_count_as_missing_are_configured(self):
        self.checklist.check_ids.empty_words = "later, per Fax"
        self.assertEqual(self._get_keys(client_order_ref="per fax"), ["missing:per fax"])
        self.assertEqual(self._get_keys(client_order_ref="tel"), [])
        self.checklist.check_ids.empty_words = False
        self.assertEqual(self._get_keys(), ["missing:"])

    def test_who_ordered_will_do_on_the_phone_only(self):
        values = {"client_order_ref": "tel", "ordered_by": "Ms Huber"}
        self.assertEqual(self._get_keys(order_channel="phone", **values), [])
        self.assertEqual(self._get_keys(order_channel="email", **values), ["missing:tel"])
        self.assertEqual(
            self._get_keys(order_channel="phone", client_order_ref="tel"), ["missing:tel"]
        )
        nobody = {**values, "ordered_by": "-"}
        self.assertEqual(self._get_keys(order_channel="phone", **nobody), ["missing:tel"])

    def test_text_repeats_what_was_written(self):
        order = self._create_order(client_order_ref="tel")
        self.assertEqual(self._get_messages(order), ["“tel” is not an order number."])
