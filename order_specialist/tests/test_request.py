from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged

from .common import DeskCase


class RequestCase(DeskCase):
    """T may not override the price of an order, and asks those who may."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.check = cls._create_checklist("pricelist_price").check_ids
        cls.check.override_group_id = cls.env.ref("order_specialist.group_supervisor")
        cls.order = cls._create_order([(None, 48, 8.1)])

    @classmethod
    def _get_blocker(cls, user=None, kind="check"):
        blockers = cls.order.with_user(user or cls.specialist).get_blockers()
        return next(blocker for blocker in blockers if blocker["kind"] == kind)

    @classmethod
    def _request(cls, blocker=None, note="Until five o'clock, please"):
        blocker = blocker or cls._get_blocker()
        window = cls.order.action_blocker(blocker, "request")
        view = window["views"][0][0]
        requests = cls.env["order.request"].with_user(cls.specialist)
        form = Form(requests.with_context(**window["context"]), view=view)
        form.note = note
        request = form.save()
        request.action_send()
        return request


@tagged("post_install", "-at_install")
class TestRequest(RequestCase):
    """The group is asked by a mail, and the first of it decides."""

    def _decide(self, request, user):
        window = request.with_user(user).action_decide()
        return Form(
            request.with_user(user).env[window["res_model"]].with_context(**window["context"])
        )

    def _place(self, code, user):
        hold_type = self.env.ref(f"order_specialist.order_hold_type_{code}")
        return self.env["order.hold"].with_user(user)._place(self.order, hold_type)

    def test_it_is_offered_to_who_may_not_decide_himself(self):
        self.assertIn("request", self._get_blocker()["actions"])
        self.assertNotIn("request", self._get_blocker(self.supervisor)["actions"])
        self.check.four_eyes = True
        self.assertIn("request", self._get_blocker(self.supervisor)["actions"])
        self.order.user_id = self.salesperson
        self.assertNotIn("request", self._get_blocker(self.salesperson)["actions"])

    def _open_many(self, orders, user=None):
        rows = self.env["order.blocker"].with_user(user or self.specialist)
        rows = rows.search([("order_id", "in", orders.ids)])
        window = rows.with_context(desk_action="request").action_act()
        return Form(rows.env[window["res_model"]].with_context(**window["context"]))

    def _get_requests(self, orders):
        return self.env["order.request"].search([("order_id", "in", orders.ids)])

    def test_many_are_asked_for_in_one_dialog(self):
        other = self._create_order([(None, 48, 8.2), (None, 12, 8.3)])
        orders = self.order | other
        orders.action_verify()
        self._place("credit", self.controller)
        form = self._open_many(orders)
        self.assertEqual(len(form.message.split("\n")), 4)
        form.note = "Truck at five"
        form.save().action_send()
        requests = self._get_requests(orders)
        self.assertCountEqual(requests.mapped("kind"), ["hold", "override", "override", "override"])
        self.assertTrue(all(requests.mapped("asked_on")))
        mail = other.message_ids[:1]
        self.assertLessEqual((self.supervisor | self.administrator).partner_id, mail.partner_ids)
        for request in requests.filtered(lambda r: r.order_id == other):
            self.assertIn(f"/order-desk/decide/{request.id}", mail.body)
        self.assertEqual(mail.body.count("Truck at five"), 1)
        mails = self.order.message_ids.filtered("subject")[:2]
        self.assertIn(self.controller.partner_id, mails.partner_ids)
        [price] = mails.filtered(lambda m: self.supervisor.partner_id in m.partner_ids)
        self.assertNotIn(self.controller.partner_id, price.partner_ids)

    def test_what_the_user_decides_himself_is_left_out(self):
        self.order.action_verify()
        self._place("manual", self.specialist)
        form = self._open_many(self.order)
        self.assertEqual((form.left_out, len(form.message.split("\n"))), (1, 1))
        with self.assertRaisesRegex(UserError, "You decide all of these yourself"):
            self._open_many(self.order, self.administrator)

    def test_what_was_solved_meanwhile_is_not_asked_for(self):
        other = self._create_order([(None, 48, 8.2)])
        orders = self.order | other
        orders.action_verify()
        wizard = self._open_many(orders).save()
        other.order_line.price_unit = 9.0
        answer = wizard.action_send()
        self.assertIn(f"{other.name}: This is solved already", answer["params"]["message"])
        self.assertEqual(self._get_requests(orders).order_id, self.order)

    def test_everybody_of_the_group_gets_the_mail_with_the_link(self):
        request = self._request()
        message = self.order.message_ids[:1]
        deciders = (self.supervisor | self.administrator).partner_id
        self.assertLessEqual(deciders, message.partner_ids)
        self.assertNotIn(self.specialist.partner_id, message.partner_ids)
        self.assertNotIn(self.controller.partner_id, message.partner_ids)
        self.assertIn(f"/order-desk/decide/{request.id}", message.body)
        self.assertIn("price 8.10", message.body)
        self.assertIn("Until five", message.body)
        self.assertNotIn("token", message.body)

    def test_who_has_borrowed_the_right_gets_it_too(self):
        borrower = self._create_user("t_borrower", "order_specialist.group_specialist")
        now = fields.Datetime.now()
        self.env["order.delegation"].with_user(self.supervisor).create(
            {
                "borrower_id": borrower.id,
                "group_id": self.check.override_group_id.id,
                "date_from": now,
                "date_to": now + timedelta(days=1),
            }
        )
        self._request()
        self.assertIn(borrower.partner_id, self.order.message_ids[:1].partner_ids)

    def test_first_decides_and_the_second_reads_who_did(self):
        request = self._request()
        self.assertTrue(request.with_user(self.supervisor).may_decide)
        wizard = self._decide(request, self.supervisor)
        wizard.reason_id = self.env.ref("order_specialist.order_reason_override_agreed")
        wizard.save().action_apply()
        self.env.invalidate_all()
        self.assertEqual(request.outcome, f"{self.supervisor.name} let it pass.")
        self.assertFalse(request.with_user(self.administrator).may_decide)
        with self.assertRaisesRegex(UserError, "nothing left to decide. t_supervisor .* let it"):
            request.with_user(self.administrator).action_decide()

    def test_refusal_says_why_and_tells_who_asked(self):
        request = self._request()
        window = request.with_user(self.supervisor).action_refuse()
        wizard = Form(
            self.env[window["res_model"]]
            .with_user(self.supervisor)
            .with_context(**window["context"])
        )
        wizard.why = "He paid 9.00 last week"
        wizard.save().action_refuse()
        message = self.order.message_ids[:1]
        self.assertIn("He paid 9.00 last week", message.body)
        self.assertIn(self.specialist.partner_id, message.partner_ids)
        self.assertIn("refused it: He paid", request.outcome)
        with self.assertRaisesRegex(UserError, "nothing left"):
            request.with_user(self.administrator)._refuse("Me too")

    def test_who_may_not_decide_reads_who_does(self):
        request = self._request()
        self.assertFalse(request.may_decide)
        for press in (request.action_decide, request.action_refuse):
            with self.assertRaisesRegex(AccessError, "Only “.*Supervisor” decides"):
                press()
        with self.assertRaisesRegex(AccessError, "Only “.*Supervisor” decides"):
            request._refuse("No")

    def test_what_is_solved_meanwhile_needs_no_decision(self):
        request = self._request()
        self.order.order_line.price_unit = 9.0
        request.invalidate_recordset(["outcome"])
        self.assertEqual(request.outcome, "It is solved already.")

    def test_hold_is_released_by_its_group(self):
        self._place("credit", self.controller)
        blocker = self._get_blocker(kind="hold")
        self.assertNotIn("release_hold", blocker["actions"])
        request = self._request(blocker)
        self.assertIn(self.controller.partner_id, self.order.message_ids[:1].partner_ids)
        self.assertTrue(request.with_user(self.controller).may_decide)
        self._decide(request, self.controller).save().action_release()
        self.env.invalidate_all()
        self.assertEqual(request.outcome, f"{self.controller.name} released the hold.")

    def test_review_is_asked_of_the_supervisors(self):
        self._override(self.order, "pricelist_price", self.specialist, "release_now", "Truck")
        request = self._request(self._get_blocker(kind="review"))
        window = request.with_user(self.supervisor).action_decide()
        self.assertEqual(window["res_model"], "order.override")
        self.order.override_ids.with_user(self.supervisor).action_review()
        self.env.invalidate_all()
        self.assertEqual(request.outcome, f"{self.supervisor.name} reviewed it.")

    def test_request_is_sent_once_and_stays_a_record(self):
        request = self._request()
        with self.assertRaisesRegex(UserError, "sent already"):
            request.action_send()
        with self.assertRaises(AccessError):
            request.write({"note": "x"})
        with self.assertRaises(AccessError):
            request.unlink()

    def test_hold_of_another_order_is_not_asked_for_through_ones_own(self):
        hold = self._place("credit", self.controller)
        other = self._create_order()
        blocker = {"source_model": "order.hold", "source_id": hold.id}
        with self.assertRaisesRegex(UserError, "solved already"):
            other.action_blocker(blocker, "request")


@tagged("post_install", "-at_install")
class TestRequestLink(RequestCase, HttpCase):
    """The link of the mail in a browser: nothing without a login, a sentence without the right."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = cls._request()
        cls.url = f"/order-desk/decide/{cls.request.id}"

    def _open(self, user=None, url=None):
        if user:
            self.authenticate(user.login, user.login)
        return self.url_open(url or self.url, allow_redirects=False)

    def test_link_opens_nothing_without_a_login(self):
        answer = self._open()
        self.assertIn("/web/login", answer.headers["Location"])

    def test_link_opens_the_decision_page_of_who_may_decide(self):
        answer = self._open(self.supervisor)
        self.assertEqual(answer.status_code, 303)
        self.assertTrue(
            answer.headers["Location"].endswith(f"/odoo/order-requests/{self.request.id}")
        )

    def test_forwarded_link_says_who_decides(self):
        for user in (self.specialist, self.controller, self.warehouse_lead):
            answer = self._open(user)
            self.assertEqual(answer.status_code, 403, user.login)
            self.assertIn("Supervisor” decides this.", answer.text)
            self.assertNotIn("8.10", answer.text)

    def test_link_of_nothing_says_so(self):
        answer = self._open(self.supervisor, "/order-desk/decide/999999999")
        self.assertEqual(answer.status_code, 404)
        self.assertIn("does not exist any more", answer.text)
