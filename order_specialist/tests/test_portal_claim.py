"""Claims that customers report on the portal: over HTTP, as they and as others try it."""

import base64
import re
import uuid
from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Datetime
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import JsonRpcException

from ..controllers import portal_claim
from ..models import order_case_portal
from .case_common import ClaimCase

PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)


@tagged("post_install", "-at_install")
class TestPortalClaim(ClaimCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = new_test_user(cls.env, login="buyer", groups="base.group_portal")
        cls.buyer.partner_id.parent_id = cls.customer
        cls.order = cls._confirm(10, partner_id=cls.buyer.partner_id.id)
        cls._ship(cls.order, 6)
        cls.line = cls.order.order_line
        cls.stranger = new_test_user(cls.env, login="stranger", groups="base.group_portal")
        cls.other = cls._confirm(4, partner_id=cls._create_customer("Somebody Else").id)
        cls._ship(cls.other)
        for order in (cls.order, cls.other):
            order._portal_ensure_token()

    def _open(self, login="buyer"):
        self.authenticate(login, login)
        page = self.url_open(f"/my/orders/{self.order.id}/claim")
        self.assertEqual(page.status_code, 200)
        return page

    def _field(self, page, name):
        return re.search(rf'name="{name}" value="([^"]+)"', page.text).group(1)

    def _send(self, order=None, files=None, suffix="claim", token=None, page=None, **values):
        """Post the page as a browser does; returns the page that comes of it."""
        order = order or self.order
        page = page or self._open()
        data = {
            "csrf_token": self._field(page, "csrf_token"),
            "key": uuid.uuid4().hex,
            "type_id": self._type("damaged").id,
            f"line_{self.line.id}": "2",
            "description": "Two boxes are crushed",
            **values,
        }
        query = f"?access_token={token}" if token else ""
        return self.url_open(f"/my/orders/{order.id}/{suffix}{query}", data=data, files=files)

    def _get_error(self, page):
        found = re.search(r'class="alert alert-danger"[^>]*>([^<]+)<', page.text)
        return found and found.group(1)

    def test_a_customer_reports_what_is_broken_with_a_photo(self):
        page = self._open()
        self.assertIn("Report a problem", page.text)
        self.assertNotIn('name="late_types"', page.text)
        self.assertRegex(page.text, r">\s*6\s+Units")
        answer = self._send(page=page, files=[("files", ("box.png", PICTURE, "image/png"))])
        case = self.order.case_ids
        self.assertRecordValues(
            case,
            [
                {
                    "type_id": self._type("damaged").id,
                    "order_channel": "web",
                    "state": "new",
                    "reported_by": self.buyer.partner_id.name,
                    "description": "Two boxes are crushed",
                }
            ],
        )
        self.assertRecordValues(
            case.line_ids, [{"order_line_id": self.line.id, "claimed_quantity": 2.0}]
        )
        [message] = case._get_portal_messages()
        self.assertEqual(message.author_id, self.buyer.partner_id)
        self.assertEqual(message.attachment_ids.mapped("name"), ["box.png"])
        self.assertIn("Received", answer.text)
        self.assertIn(case.name, answer.text)

    def test_sent_twice_it_is_one_claim(self):
        key = uuid.uuid4().hex
        first = self._send(key=key)
        second = self._send(key=key)
        self.assertEqual(len(self.order.case_ids), 1)
        self.assertEqual(first.url, second.url)

    def test_the_link_with_the_token_does_without_a_login(self):
        self.authenticate(None, None)
        token = self.order.access_token
        page = self.url_open(f"/my/orders/{self.order.id}/claim?access_token={token}")
        self.assertIn("Report a problem", page.text)
        answer = self._send(page=page, token=token)
        self.assertIn("Received", answer.text)
        self.assertEqual(self.order.case_ids.reported_by, self.buyer.partner_id.name)
        self.assertFalse(self.other.case_ids)

    def test_a_stranger_gets_nowhere(self):
        case = self._claim(self.other, "damaged", 1).sudo()
        token = self.order.access_token
        for login in (None, "stranger", "buyer"):
            self.authenticate(login, login)
            mine = login == "buyer"
            tries = [
                f"/my/orders/{self.other.id}/claim",
                f"/my/orders/{self.other.id}/claim?access_token={token}",
                f"/my/orders/{self.other.id}/claim/{case.id}",
                f"/my/orders/{self.order.id}/claim/{case.id}",
                f"/my/orders/{self.order.id}/claim/{case.id}?access_token={token}",
            ]
            if not mine:
                tries.append(f"/my/orders/{self.order.id}/claim")
            for url in tries:
                page = self.url_open(url)
                self.assertNotIn("/claim", page.url, (login, url))
                self.assertNotIn(case.name, page.text)
        page = self._open()
        self._send(self.other, page=page)
        self._send(self.order, suffix=f"claim/{case.id}", page=page, message="I am his boss")
        self.assertEqual(self.other.case_ids, case)
        self.assertNotIn("his boss", str(case.message_ids.mapped("body")))

    def test_no_other_way_of_odoo_leads_a_customer_to_a_claim(self):
        """Attachments, thread, report, records: nothing for strangers; he reads what he wrote."""
        self._send(files=[("files", ("box.png", PICTURE, "image/png"))])
        case = self.order.case_ids
        case.message_post(body="He always complains", subtype_xmlid="mail.mt_note")
        photo = case._get_portal_messages().attachment_ids
        urls = [
            f"/web/content/{photo.id}",
            f"/web/content/{photo.id}?access_token={self.order.access_token}",
            f"/web/image/{photo.id}",
            f"/web/content?model=order.case&id={case.id}&field=description",
            f"/report/html/order_specialist.order_case_report/{case.id}",
            f"/mail/view?model=order.case&res_id={case.id}",
        ]
        thread = {"thread_model": "order.case", "thread_id": case.id}
        calls = [
            ("/mail/message/post", {**thread, "post_data": {"body": "I am his boss"}}),
            ("/mail/thread/messages", thread),
            ("/mail/attachment/delete", {"attachment_id": photo.id}),
            *(
                ("/web/dataset/call_kw", {"model": model, "method": method, "args": args})
                for model, method, args in (
                    ("order.case", "read", [case.ids]),
                    ("order.case", "search_read", [[]]),
                    ("order.case.line", "search_read", [[]]),
                    ("sale.order", "action_open_claim", [self.order.ids]),
                    ("sale.order", "action_view_cases", [self.order.ids]),
                    ("ir.attachment", "read", [photo.ids]),
                )
            ),
        ]
        for login in (None, "stranger", "buyer"):
            self.authenticate(login, login)
            for url in urls:
                page = self.url_open(url)
                self.assertNotIn(PICTURE, page.content, (login, url))
                self.assertNotIn("Two boxes", page.text, (login, url))
                self.assertNotIn(case.name, page.text, (login, url))
            for route, values in calls:
                if route == "/web/dataset/call_kw":
                    values = {**values, "kwargs": {}}
                with suppress(JsonRpcException):
                    answer = str(self.make_jsonrpc_request(route, values))
                    unsaid = ("complains",) if login == "buyer" else ("Two boxes", case.name)
                    for text in unsaid:
                        self.assertNotIn(text, answer, (login, route, values))
        self.assertEqual(len(case._get_portal_messages()), 1)
        self.assertTrue(photo.exists())

    def _get_files(self, case, answer=None):
        """Return the addresses of the files on the page of ``case``, as the page has them."""
        page = answer or self.url_open(f"/my/orders/{self.order.id}/claim/{case.id}")
        found = re.findall(rf'href="([^"]*/claim/{case.id}/file/[^"]+)"', page.text)
        return [address.replace("&amp;", "&") for address in found]

    def test_he_opens_the_files_that_he_sent_by_login_and_by_token(self):
        answer = self._send(files=[("files", ("box.png", PICTURE, "image/png"))])
        case = self.order.case_ids
        [address] = self._get_files(case, answer)
        plain = address.partition("?")[0]
        for login, url in (("buyer", plain), ("buyer", address), (None, address)):
            self.authenticate(login, login)
            file = self.url_open(url)
            self.assertEqual((file.content, file.headers["Content-Type"]), (PICTURE, "image/png"))
        case.message_post(
            body="Our answer",
            subtype_xmlid="mail.mt_comment",
            message_type="comment",
            attachments=[("a.html", b"<html><script>alert(1)</script></html>")],
        )
        self.authenticate("buyer", "buyer")
        file = self.url_open(self._get_files(case)[1])
        self.assertIn("attachment", file.headers["Content-Disposition"])

    def test_files_of_others_and_of_ours_stay_closed(self):
        self._send(files=[("files", ("box.png", PICTURE, "image/png"))])
        case = self.order.case_ids
        [photo] = case._get_portal_messages().attachment_ids
        secret = b"for us alone"
        note = case.message_post(
            body="Look", subtype_xmlid="mail.mt_note", attachments=[("note.txt", secret)]
        )
        loose = self.env["ir.attachment"].create(
            {"name": "loose.txt", "raw": secret, "res_model": "order.case", "res_id": case.id}
        )
        # of another customer, on a claim that he sees himself
        foreign = self._claim(self.other, "damaged", 1).sudo()
        sent = foreign.message_post(
            body="Mine",
            subtype_xmlid="mail.mt_comment",
            message_type="comment",
            attachments=[("foreign.txt", secret)],
        )
        mine, theirs = (f"/my/orders/{order.id}/claim" for order in (self.order, self.other))
        token, other = self.order.access_token, self.other.access_token
        tries = [
            *(f"{mine}/{case.id}/file/{file.id}" for file in (note.attachment_ids, loose)),
            f"{mine}/{case.id}/file/{sent.attachment_ids.id}",
            f"{mine}/{foreign.id}/file/{sent.attachment_ids.id}",
            f"{theirs}/{foreign.id}/file/{sent.attachment_ids.id}",
            f"{theirs}/{foreign.id}/file/{sent.attachment_ids.id}?access_token={token}",
        ]
        strange = [
            f"{mine}/{case.id}/file/{photo.id}",
            f"{mine}/{case.id}/file/{photo.id}?access_token={other}",
            f"{theirs}/{case.id}/file/{photo.id}?access_token={other}",
            f"{theirs}/{foreign.id}/file/{photo.id}?access_token={other}",
        ]
        for login in (None, "stranger", "buyer"):
            self.authenticate(login, login)
            for url in tries if login == "buyer" else tries + strange:
                page = self.url_open(url)
                self.assertNotIn("/file/", page.url, (login, url))
                self.assertNotIn(secret, page.content, (login, url))
                self.assertNotIn(PICTURE, page.content, (login, url))

    def test_nothing_that_is_posted_is_trusted(self):
        foreign = self.other.order_line.id
        tries = {
            "not on your order": {f"line_{foreign}": "1"},
            "up to 6": {f"line_{self.line.id}": "7"},
            "is not a number": {f"line_{self.line.id}": "nan"},
            "how many of which": {f"line_{self.line.id}": "0"},
            "choose what is wrong": {"type_id": self._type("billed_twice").id},
            "too old": {"key": ""},
        }
        page = self._open()
        for message, values in tries.items():
            with self.subTest(message):
                answer = self._send(page=page, **values)
                self.assertIn(message, self._get_error(answer) or answer.url)
        self.assertFalse(self.order.case_ids)
        negative = self._send(page=page, **{f"line_{self.line.id}": "-1"})
        self.assertIn("up to 6", self._get_error(negative))

    def test_files_are_limited_in_number_size_and_kind(self):
        page = self._open()
        picture = ("files", ("a.png", PICTURE, "image/png"))
        too_many = self._send(page=page, files=[picture] * 6)
        self.assertIn("At most 5", self._get_error(too_many))
        script = ("files", ("a.png", b"<html><script>alert(1)</script></html>", "image/png"))
        self.assertIn("neither", self._get_error(self._send(page=page, files=[script])))
        small = patch.object(order_case_portal, "LARGEST_FILE", 10)
        with small, patch.object(portal_claim, "LARGEST_FILE", 10):
            self.assertIn("larger", self._get_error(self._send(page=page, files=[picture])))
        self.assertFalse(self.order.case_ids)
        self.assertIn("Two boxes", too_many.text)

    def test_no_more_than_was_delivered_is_claimed_altogether(self):
        self._send(**{f"line_{self.line.id}": "5"})
        answer = self._send(**{f"line_{self.line.id}": "2"})
        self.assertIn("1 can be claimed", self._get_error(answer))
        self.assertEqual(len(self.order.case_ids), 1)

    def test_a_flood_of_claims_is_stopped(self):
        with patch.object(order_case_portal, "MOST_CLAIMS_A_DAY", 1):
            self._send(**{f"line_{self.line.id}": "1"})
            answer = self._send(**{f"line_{self.line.id}": "1"})
        self.assertIn("call us", self._get_error(answer))

    def test_he_reads_the_outcome_and_none_of_our_words(self):
        self._send()
        case = self.order.case_ids
        case.with_user(self.specialist).action_investigate()
        case.message_post(body="He always complains", subtype_xmlid="mail.mt_note")
        case.sudo().write({"cause_id": self.env["order.case.cause"].search([], limit=1).id})
        url = f"/my/orders/{self.order.id}/claim/{case.id}"
        page = self.url_open(url).text
        self.assertIn("We are looking into it", page)
        self.assertNotIn("complains", page)
        self.assertNotIn(case.cause_id.name, page)
        self._resolve(case, "refuse", note="He dropped it himself")
        page = self.url_open(url).text
        self.assertIn("Not accepted", page)
        self.assertIn("Report it again", page)
        self.assertIn("refused", page)
        self.assertNotIn("dropped it", page)

    def test_his_answer_takes_the_claim_up_again(self):
        self._send()
        case = self.order.case_ids
        case.with_user(self.specialist).action_wait()
        case.waiting_on = "customer"
        page = self.url_open(f"/my/orders/{self.order.id}/claim/{case.id}")
        self.assertIn("We wait for your answer", page.text)
        self._send(page=page, suffix=f"claim/{case.id}", message="The label says 4711")
        self.assertEqual((case.state, case.waiting_on), ("investigating", False))
        self.assertIn("4711", case._get_portal_messages()[-1].body)
        empty = self._send(page=page, suffix=f"claim/{case.id}", message=" ")
        self.assertIn("write something", self._get_error(empty))
        before = len(case._get_portal_messages())
        self._send(page=page, suffix=f"claim/{case.id}", message="The label says 4711")
        self.assertEqual(len(case._get_portal_messages()), before)
        with patch.object(order_case_portal, "MOST_ANSWERS_A_DAY", before):
            flood = self._send(page=page, suffix=f"claim/{case.id}", message="Hurry up")
        self.assertIn("call us", self._get_error(flood))
        self.assertEqual(len(case._get_portal_messages()), before)

    def test_what_the_system_noticed_is_ours_alone(self):
        case = self._claim(self.order, "damaged", 1).sudo()
        case.found_by_system = True
        self.authenticate("buyer", "buyer")
        page = self.url_open(f"/my/orders/{self.order.id}")
        self.assertNotIn("/claim/", page.text)
        page = self.url_open(f"/my/orders/{self.order.id}/claim/{case.id}")
        self.assertNotIn("/claim", page.url)
        case.found_by_system = False
        page = self.url_open(f"/my/orders/{self.order.id}/claim/{case.id}")
        self.assertIn(case.name, page.text)

    def test_by_rpc_he_reads_nothing_of_the_desk(self):
        case = self._claim(self.order, "damaged", 1)
        secrets = {
            "sale.order": (
                "next_step gate_strip verification_summary customer_instructions change_text "
                "rush_reason desk_stage blocker_count"
            ),
            "res.partner": "order_block_reason order_instructions",
            "stock.picking": "order_stop order_instructions order_wanted",
        }
        own = {
            "sale.order": self.order,
            "res.partner": self.buyer.partner_id,
            "stock.picking": self.order.sudo().picking_ids,
        }
        for model, names in secrets.items():
            record = own[model].with_user(self.buyer)
            for name in names.split():
                with self.subTest(name), self._refused("", AccessError):
                    record.read([name])
        for model in ("order.case", "order.case.line", "order.suspicion", "order.case.recovery"):
            with self.subTest(model), self._refused("", AccessError):
                self.env[model].with_user(self.buyer).search([("id", ">", 0)])
        note = case.message_post(body="He always complains")
        photo = self.env["ir.attachment"].create(
            {"name": "a", "raw": b"a", "res_model": "order.case", "res_id": case.id}
        )
        for record in (case, case.line_ids, note, photo):
            with self._refused("", AccessError):
                record.with_user(self.buyer).read(["display_name"])

    def test_after_its_days_a_claim_is_taken_and_marked(self):
        moves = self.line.move_ids.filtered(lambda move: move.state == "done")
        moves.date = Datetime.now() - timedelta(days=7)
        page = self._open()
        text = re.sub(r"<[^>]+>|\s+", " ", page.text)
        self.assertRegex(re.sub(r" +", " ", text), "delivery was 7 days ago.* visible: within 5 d")
        self.assertNotIn("concealed: within", text)
        answer = self._send(page=page)
        self.assertIn('name="reported_late"', answer.text)
        self._send(type_id=self._type("damaged_concealed").id, **{f"line_{self.line.id}": "1"})
        by_type = {case.type_id.code: case for case in self.order.case_ids}
        self.assertTrue(by_type["damaged"].is_reported_late)
        self.assertFalse(by_type["damaged_concealed"].is_reported_late)
        self.assertEqual(by_type["damaged"].reported_days, 7)

    def test_what_is_not_delivered_offers_no_claim(self):
        order = self._confirm(3, partner_id=self.buyer.partner_id.id)
        self.authenticate("buyer", "buyer")
        page = self.url_open(f"/my/orders/{order.id}")
        self.assertNotIn("Report a problem", page.text)
        self.assertNotIn("/claim", self.url_open(f"/my/orders/{order.id}/claim").url)
        page = self.url_open(f"/my/orders/{self.order.id}")
        self.assertIn("Report a problem", page.text)
        self.company.order_desk_active = False
        page = self.url_open(f"/my/orders/{self.order.id}")
        self.assertNotIn("Report a problem", page.text)


@tagged("post_install", "-at_install")
class TestClaimReport(ClaimCase):
    def test_the_printed_claim_says_what_the_customer_may_read(self):
        order, _invoice = self._deliver_and_invoice(5, 10.0, client_order_ref="PO-4711")
        case = self._claim(order, "damaged", 2)
        case.sudo().cause_id = self.env["order.case.cause"].search([], limit=1)
        credit = self._resolve(case, "credit_quantity", note="He is a friend").account_move_id
        report = self.env["ir.actions.report"].with_user(self.specialist)
        page, _kind = report._render_qweb_html("order_specialist.order_case_report", case.ids)
        text = re.sub(r"<[^>]+>|\s+", " ", page.decode())
        for said in (case.name, "PO-4711", "Settled", "2 Units of A: credited", credit.name):
            self.assertIn(said, re.sub(r"\s+", " ", text))
        for unsaid in ("friend", case.cause_id.name):
            self.assertNotIn(unsaid, text)
