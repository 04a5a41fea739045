from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import DeskCase


@tagged("post_install", "-at_install")
class TestCheckCustomerBlocked(DeskCase):
    """A customer who gets nothing, and who says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist("customer_blocked")
        cls.contact = cls.env["res.partner"].create(
            {"name": "Ms Huber", "parent_id": cls.customer.id}
        )
        cls.order = cls._create_order(partner_id=cls.contact.id)

    def _block(self, partner, user=None, reason="Insolvency filed"):
        partner = partner.with_user(user or self.supervisor)
        action = partner.action_order_block()
        wizard = self.env[action["res_model"]].with_user(user or self.supervisor)
        wizard.with_context(**action["context"]).create({"reason": reason}).action_block()

    def test_customer_who_is_not_blocked_is_fine(self):
        self.assertEqual(self._find(self.order, "customer_blocked"), [])

    def test_company_blocks_all_its_contacts(self):
        self._block(self.customer)
        finding = self._get_finding(self.order, "customer_blocked")
        self.assertEqual(finding.key, f"blocked:{self.customer.id}")
        self.assertEqual((finding.actual, finding.amount), ("Insolvency filed", 90.0))
        self.assertEqual(
            self._get_messages(self.order), ["The customer is blocked: Insolvency filed"]
        )

    def test_contact_blocks_himself_only(self):
        self._block(self.contact, reason="Left the company")
        other = self._create_order()
        found = self._find(self.order | other, "customer_blocked")
        self.assertEqual([f.order_id for f in found], self.order.ids)
        self.assertEqual(found[0].actual, "Left the company")

    def test_unblocked_customer_is_fine_again(self):
        self._block(self.customer)
        self.customer.with_user(self.controller).action_order_unblock()
        self.assertEqual(self._find(self.order, "customer_blocked"), [])
        self.assertFalse(self.customer.order_block_reason)

    def test_credit_controller_blocks_too(self):
        self._block(self.customer, user=self.controller)
        self.assertTrue(self.customer.order_blocked)

    def test_nobody_else_blocks_by_any_way(self):
        for user in (self.specialist, self.salesperson, self.accountant):
            partner = self.customer.with_user(user)
            for way in (
                partner.action_order_block,
                partner.action_order_unblock,
                lambda partner=partner: partner.write({"order_block_reason": "x"}),
                # Odoo refuses some of them even a contact that is not blocked
                lambda partner=partner: partner.create({"name": "New", "order_blocked": True}),
            ):
                refusal = "Only supervisors and credit|not allowed to create 'Contact'"
                with self.assertRaisesRegex(AccessError, refusal):
                    way()

    def test_who_may_change_customers_does_not_block_them(self):
        manager = self._create_user("t_manager", "base.group_user,base.group_partner_manager")
        partner = self.customer.with_user(manager)
        partner.phone = "1"
        with self.assertRaisesRegex(AccessError, "Only supervisors and credit"):
            partner.write({"order_blocked": True, "order_block_reason": "x"})

    def test_block_says_why(self):
        with self.assertRaisesRegex(ValidationError, "Say why"):
            self.customer.order_blocked = True

    def test_copy_of_a_blocked_customer_is_not_blocked(self):
        self._block(self.customer)
        self.assertFalse(self.customer.copy().order_blocked)

    def test_who_blocked_him_is_kept(self):
        """As Odoo's tracking keeps it, for customers that are not made in the same moment."""
        self.env = self.env(context={**self.env.context, "tracking_disable": False})
        customer = self.env["res.partner"].create({"name": "Berglunds snabbköp"})
        self.env.flush_all()
        self.env.cr.flush()
        self._block(customer, user=self.controller)
        self.env.flush_all()
        self.env.cr.flush()
        message = customer.message_ids[0]
        self.assertEqual(
            set(message.sudo().tracking_value_ids.field_id.mapped("name")),
            {"order_blocked", "order_block_reason"},
        )
        self.assertEqual(message.author_id, self.controller.partner_id)

    def test_warning_of_odoo_is_shown_where_it_is_switched_on(self):
        self.customer.sale_warn_msg = "Ring before delivery"
        self.assertEqual(self._find(self.order, "customer_blocked"), [])
        self.env.ref("base.group_user")._apply_group(self.env.ref("sale.group_warning_sale"))
        finding = self._get_finding(self.order, "customer_blocked")
        self.assertEqual((finding.severity, finding.key[:8]), ("info", "warning:"))
        self.assertEqual(self._get_messages(self.order), [])
        self.assertEqual(
            self.order.get_blockers()[0]["message"],
            "Warning about the customer: Ring before delivery",
        )
