from odoo.tests import tagged

from .release_common import ReleaseCase


@tagged("post_install", "-at_install")
class TestMailLanguage(ReleaseCase):
    """What the customer is told about his order, in his language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.customer.write({"lang": "fr_FR", "email": "huber@example.com"})
        for name in ("cancelled", "parked"):
            template = cls.env.ref(f"order_specialist.mail_template_order_{name}")
            template.with_context(lang="fr_FR").write(
                {
                    "subject": "Commande {{ object.name }}",
                    "body_html": "<p>Bonjour, au sujet de votre commande</p>",
                }
            )

    def _assert_french(self, order):
        message = order.message_ids.filtered("subject")[:1]
        self.assertEqual(message.subject, f"Commande {order.name}")
        self.assertIn("Bonjour", message.body)
        self.assertNotIn("Hello", message.body)

    def test_cancelled_order_is_told_in_the_customers_language(self):
        order, handoff = self._create_released()
        handoff.sudo()._tell_cancelled()
        self._assert_french(order)

    def test_parked_order_is_told_in_the_customers_language(self):
        order = self._create_order()
        template = self.env.ref("order_specialist.mail_template_order_parked")
        order.sudo()._send_order_notification_mail(template)
        self._assert_french(order)

    def test_texts_have_terms_to_translate(self):
        for name in ("cancelled", "parked"):
            template = self.env.ref(f"order_specialist.mail_template_order_{name}")
            for field in ("subject", "body_html"):
                self.assertTrue(template._fields[field].translate)
            self.assertEqual(template.lang, "{{ object.partner_id.lang }}")
