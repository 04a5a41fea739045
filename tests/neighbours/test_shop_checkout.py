"""The shop over HTTP: address, payment, confirmation; what is stopped is not "confirmed"."""

import json
import re
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.http import Request
from odoo.tests import HttpCase

from odoo.addons.order_specialist.tests.common import DeskCase
from odoo.addons.order_specialist.tests.paths_common import EVERYBODY, MatrixMixin, Way

ADDRESS = {"street": "Hauptstraße 31", "city": "Graz", "zip": "8010"}
VISITOR = {
    "name": "Ms Huber",
    "email": "huber@delikatessen.example",
    "phone": "+43 316 1234",
    **ADDRESS,
}

#: For how many seconds a page is waited for: the first one of a shop has all to be made.
PATIENCE = 60


class TestShopCheckout(MatrixMixin, DeskCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        journal = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.demo = cls.env.ref("payment.payment_provider_demo")
        cls.demo.write({"state": "test", "journal_id": journal.id, "is_published": True})
        cls.website = cls.env["website"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.clerk = cls._create_user("t_clerk", "stock.group_stock_user")
        cls.service = cls._create_product(
            "Tasting", 30.0, type="service", is_storable=False, is_published=True
        )
        cls.stop = cls.env["order.hold.type"].create(
            {
                "name": "New in the shop",
                "code": "test_shop",
                "stops_confirm": True,
                "automatic": True,
                "trigger": "domain",
                "domain": "[('website_id', '!=', False)]",
            }
        )

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)
        self.before = self.env["sale.order"].search([])
        self.start = self.env.cr.sql_log_count

    def _post(self, path, **values):
        values["csrf_token"] = Request.csrf_token(self)
        response = self.url_open(path, data=values, timeout=PATIENCE)
        self.assertTrue(response.ok, response.text[:500])
        return response

    def _open(self, path):
        return self.url_open(path, timeout=PATIENCE)

    def _get_order(self):
        self.env.invalidate_all()
        return self.env["sale.order"].search([]) - self.before

    def _fill_cart(self, product):
        self.make_jsonrpc_request(
            "/shop/cart/add",
            {
                "product_template_id": product.product_tmpl_id.id,
                "product_id": product.id,
                "quantity": 1,
            },
        )

    def _give_address(self):
        country = self.env.ref("base.at").id
        answer = self._post(
            "/shop/address/submit",
            **VISITOR,
            country_id=country,
            use_delivery_as_billing="true",
            address_type="billing",
            required_fields="name,email",
        ).json()
        self.assertIn("redirectUrl", answer)
        return self._open(answer["redirectUrl"])

    def _pay(self, page):
        """Pay as the form of the payment page does, and come back to the shop."""
        route = re.search(r'data-transaction-route="([^"]+)"', page).group(1)
        token = re.search(r'data-access-token="([^"]+)"', page).group(1)
        method = self.demo.with_context(active_test=False).payment_method_ids[:1]
        values = self.make_jsonrpc_request(
            route,
            {
                "provider_id": self.demo.id,
                "payment_method_id": method.id,
                "token_id": None,
                "amount": None,
                "flow": "direct",
                "tokenization_requested": False,
                "landing_route": "/shop/payment/validate",
                "access_token": token,
            },
        )
        self.make_jsonrpc_request(
            "/payment/demo/simulate_payment",
            {
                "reference": values["reference"],
                "payment_details": "1234",
                "simulated_state": "done",
            },
        )
        self.make_jsonrpc_request("/payment/status/poll", {})
        return self._open("/shop/payment/validate")

    def _get_mails(self, order):
        return order.message_ids.filtered(
            lambda message: order.partner_id in message.notified_partner_ids
        )

    def _check_out(self):
        self._fill_cart(self.service)
        page = self._give_address()
        self.assertTrue(page.url.endswith("/shop/payment"), page.url)
        return self._pay(page.text)

    def _tell(self, name, group="visitor"):
        """Keep what became of an order of the shop, from the cart to the thanks."""
        queries = self.env.cr.sql_log_count - self.start
        order = self._get_order()
        verdict = "passed" if order.state == "sale" else "refused"
        verdict = "parked" if order.parked_on else verdict
        self._record(Way(f"shop over HTTP: {name}", "confirm", ()), group, verdict, queries)

    def test_stopped_order_is_received_and_confirmed_once_when_it_is_free(self):
        page = self._check_out()
        self._tell("paid online")
        order = self._get_order()
        self.assertTrue(page.url.endswith("/shop/confirmation"))
        self.assertIn(order.name, page.text)
        self.assertIn("We have received your order and your payment", " ".join(page.text.split()))
        self.assertNotRegex(page.text.lower(), r"\bconfirmed\b")
        self.assertRecordValues(order, [{"state": "sent", "amount_paid": 30.0}])
        self.assertTrue(order.parked_on)
        self.assertEqual(order.partner_id.email, VISITOR["email"])
        mails = self._get_mails(order)
        self.assertTrue(mails)
        for text in [*mails.mapped("subject"), *mails.mapped("body")]:
            self.assertNotRegex((text or "").lower(), r"\bconfirmed\b")
        self.assertIn("We have received your order", mails[0].subject)

        self.stop.active = False
        for _again in range(2):
            self.env["order.verification"]._scan(order)
        self.assertEqual(order.state, "sale")
        later = self._get_mails(order) - mails
        self.assertEqual(len(later), 1)
        self.assertIn("confirmed", later.body)
        self.assertIn("Shop - Confirmed", self._open("/shop/confirmation").text)

    def test_free_order_is_confirmed_as_always(self):
        self.stop.active = False
        page = self._check_out()
        order = self._get_order()
        self.assertEqual(order.state, "sale")
        self.assertIn("Shop - Confirmed", page.text)
        self.assertNotIn("We have received your order", page.text)
        self.assertEqual(len(self._get_mails(order)), 1)

    def test_order_that_costs_nothing_is_received(self):
        self._fill_cart(self._create_gift())
        self._give_address()
        page = self._open("/shop/payment/validate")
        self._tell("it costs nothing")
        self._assert_received(page)

    def test_employee_who_shops_gets_the_same(self):
        """The shop confirms as the superuser: whose session it is makes no difference."""
        gift = self._create_gift()
        for group in EVERYBODY:
            user = getattr(self, group)
            user.partner_id.write(
                {**ADDRESS, "phone": VISITOR["phone"], "country_id": self.env.ref("base.at").id}
            )
            self.before = self.env["sale.order"].search([])
            self.authenticate(user.login, user.login)
            self.start = self.env.cr.sql_log_count
            self._fill_cart(gift)
            self._open("/shop/payment/validate")
            with self.subTest(group=group):
                self._tell("it costs nothing", group)
                order = self._get_order()
                self.assertEqual(order.partner_id, user.partner_id)
                self.assertTrue(order.parked_on)
                self.assertEqual(order.state, "sent")

    # --- free of charge ---------------------------------------------------------------------------

    def _create_event(self, **values):
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        return self.env["event.event"].create(
            {
                "name": "Cheese evening",
                "date_begin": tomorrow,
                "date_end": tomorrow + timedelta(hours=3),
                "is_published": True,
                **values,
            }
        )

    def _create_gift(self, **values):
        return self._create_product(
            "Sample", 0.0, type="service", is_storable=False, is_published=True, **values
        )

    def _assert_received(self, page):
        order = self._get_order()
        self.assertTrue(order.parked_on)
        self.assertEqual(order.state, "sent")
        self.assertTrue(page.url.endswith("/shop/confirmation"), page.url)
        self.assertIn("We have received your order.", " ".join(page.text.split()))
        self.assertNotRegex(page.text.lower(), r"\bconfirmed\b")
        return order

    def _free(self, order):
        self.stop.active = False
        self.env["order.verification"]._scan(order)
        self.assertEqual(order.state, "sale")

    def test_ticket_that_costs_nothing_is_received(self):
        ticket = self._create_gift(service_tracking="event")
        values = {"name": "Guest", "product_id": ticket.id, "price": 0.0}
        event = self._create_event(event_ticket_ids=[Command.create(values)])
        self._fill_cart(self._create_gift())
        question = event.question_ids.filtered(lambda q: q.question_type == "name")
        page = self._post(
            f"/event/{event.id}/registration/confirm",
            **{
                "1-event_ticket_id": event.event_ticket_ids.id,
                f"1-name-{question.id}": "Ms Huber",
            },
        )
        self._tell("a free ticket")
        order = self._assert_received(page)
        self.assertEqual(event.registration_ids.sale_order_id, order)
        self.assertNotIn("Download Tickets", page.text)
        self.assertEqual(event.registration_ids.state, "draft")
        self.assertFalse(event.registration_ids.mail_registration_ids)
        self._free(order)
        self.assertEqual(event.registration_ids.state, "open")
        self.assertTrue(event.registration_ids.mail_registration_ids)

    def _create_booths(self, *names):
        product = self._create_gift(service_tracking="event_booth")
        category = self.env["event.booth.category"].create(
            {"name": "Standard", "product_id": product.id, "price": 0.0}
        )
        booths = [{"name": name, "booth_category_id": category.id} for name in names]
        event = self._create_event(event_booth_ids=[Command.create(values) for values in booths])
        return event.event_booth_ids

    def test_booth_that_costs_nothing_is_received(self):
        waiting, taken = self._create_booths("Corner", "Door")
        self.assertEqual(self._book(waiting), {"redirect": "/shop/confirmation"})
        self._tell("a free booth")
        order = self._assert_received(self._open("/shop/confirmation"))
        self.assertEqual(waiting.state, "available")
        self._free(order)
        self.assertEqual((waiting.state, waiting.sale_order_id), ("unavailable", order))
        self.assertTrue(self._book(taken)["success"])
        self.env.invalidate_all()
        self.assertEqual(taken.state, "unavailable")

    def test_employee_who_books_a_booth_gets_the_same(self):
        """Who confirms a page's order as an employee has nobody who reads why it is stopped."""
        [booth] = self._create_booths("Corner")
        answer = self._book(booth, self.salesperson.login)
        self._tell("a free booth", "salesperson")
        self.assertEqual(answer, {"redirect": "/shop/confirmation"})
        self._assert_received(self._open("/shop/confirmation"))

    def _book(self, booth, login=None):
        """Return what the page of an event learns when somebody books a booth."""
        self.authenticate(login, login)
        return self._post(
            f"/event/{booth.event_id.id}/booth/confirm",
            booth_category_id=booth.booth_category_id.id,
            event_booth_ids=json.dumps(booth.ids),
            contact_name="Ms Huber",
            contact_email=f"{booth.name}@delikatessen.example",
        ).json()

    def test_reward_that_makes_an_order_free_is_received_or_billed_later(self):
        self.env["ir.config_parameter"].sudo().set_param("sale.automatic_invoice", "True")
        self.env["loyalty.program"].create(
            {
                "name": "All free",
                "program_type": "promotion",
                "trigger": "auto",
                "rule_ids": [Command.create({"minimum_qty": 1})],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount": 100,
                            "discount_mode": "percent",
                            "discount_applicability": "order",
                        }
                    )
                ],
            }
        )
        self.service.invoice_policy = "order"
        page = self._get_for_nothing()
        self._tell("a reward makes it free")
        order = self._assert_received(page)
        self.assertFalse(order.invoice_ids)
        self.stop.write({"stops_confirm": False, "stops_invoice": True})
        self.before |= order
        page = self._get_for_nothing()
        order = self._get_order()
        self.assertTrue(page.url.endswith("/shop/confirmation"), page.url)
        self.assertEqual((order.state, order.amount_total), ("sale", 0.0))
        self.assertFalse(order.invoice_ids)
        self.assertIn("New in the shop", " ".join(order.message_ids.mapped("body")))
        self.stop.active = False
        self.before |= order
        self._get_for_nothing()
        self.assertEqual(self._get_order().invoice_ids.state, "posted")

    def _get_for_nothing(self):
        """Return the page after checking out what a reward makes free."""
        self.authenticate(None, None)
        self._fill_cart(self.service)
        self._give_address()
        self._open("/shop/cart")
        return self._open("/shop/payment/validate")
