"""Claims by mail: raw mails as they come, from whoever sends them."""

import uuid
from email.message import EmailMessage
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .case_common import ClaimCase
from .test_portal_claim import PICTURE

ADDRESS = "reklamation@claims.example"


@tagged("post_install", "-at_install")
class TestCaseMail(ClaimCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.alias_domain_id = cls.env["mail.alias.domain"].create(
            {"name": "claims.example"}
        )
        cls.company.with_user(cls.env.ref("base.user_admin")).order_case_alias_name = "reklamation"
        cls.customer.email = "einkauf@huber.example"
        cls.buyer = cls.env["res.partner"].create(
            {"name": "Änne Käufer", "email": "aenne@huber.example", "parent_id": cls.customer.id}
        )
        cls.order, cls.invoice = cls._deliver_and_invoice(5, 10.0, client_order_ref="PO 47-11x")
        cls.other = cls._confirm(3, client_order_ref="80-0815")
        cls.foreigner = cls._create_customer("Bar Centrale", email="ordini@centrale.example")

    def _receive(
        self, body="", subject="Hallo", sender=None, html=False, files=(), inline=(), **headers
    ):
        """Let the mail gateway process a raw mail; returns the claims that it opened."""
        mail = EmailMessage()
        mail["From"] = sender or f"Änne Käufer <{self.buyer.email}>"
        mail["To"] = headers.pop("to", ADDRESS)
        mail["Subject"] = subject
        mail["Message-Id"] = headers.pop("message_id", f"<{uuid.uuid4()}@huber.example>")
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(body, subtype="html" if html else "plain", charset="iso-8859-15")
        for cid, content in inline:
            kind = {"maintype": "image", "subtype": "png", "filename": f"{cid}.png"}
            mail.add_related(content, cid=f"<{cid}>", **kind)
        for name, content in files:
            mail.add_attachment(content, maintype="image", subtype="png", filename=name)
        before = self._get_cases()
        gateway = self.env["mail.thread"].with_user(self.env.ref("base.user_root"))
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            gateway.message_process(None, mail.as_bytes())
        self.env.flush_all()
        return self._get_cases() - before

    def _get_cases(self):
        return self.env["order.case"].search([("company_id", "=", self.company.id)])

    def test_a_mail_with_an_order_number_becomes_its_claim(self):
        body = f"<p>Grüß Gott,</p><p>2 Stück Käse aus {self.order.name} sind <b>schimmlig</b>.</p>"
        case = self._receive(body, "Reklamation", html=True, files=[("käse.png", PICTURE)])
        self.assertRecordValues(
            case,
            [
                {
                    "order_id": self.order.id,
                    "partner_id": self.customer.id,
                    "contact_id": self.buyer.id,
                    "company_id": self.company.id,
                    "type_id": False,
                    "state": "new",
                    "order_channel": "email",
                    "reported_by": "Änne Käufer",
                    "is_unknown_sender": False,
                    "is_to_sort": True,
                }
            ],
        )
        self.assertIn("2 Stück Käse", case.description)
        self.assertTrue(case.deadline)
        self.assertEqual(self.order.open_case_count, 1)
        [message] = case._get_portal_messages()
        self.assertIn("schimmlig", message.body)
        self.assertEqual(message.attachment_ids.name, "käse.png")
        evidence = [("res_model", "=", "order.case"), ("res_id", "=", case.id)]
        self.assertEqual(self.env["ir.attachment"].search_count(evidence), 1)

    def test_every_number_of_the_order_leads_to_it(self):
        delivery = self.order.picking_ids
        for subject, body in (
            ("Damaged goods", "our order no. PO-4711X, two are broken"),
            (f"Facture {self.invoice.name}", "le prix n'est pas juste"),
            ("Entrega incompleta", f"faltan dos cajas de {delivery.name}."),
            (f"RE: [{self.order.name}]", f"> Your order {self.other.name}\nmerce danneggiata"),
            (
                "Retoure",
                f"Bestellung {self.order.name.lower()}\n\n-----Ursprüngliche Nachricht-----\n"
                f"Von: desk\nIhr Auftrag {self.other.name}",
            ),
        ):
            with self.subTest(subject):
                self.assertEqual(self._receive(body, subject).order_id, self.order)

    def test_several_orders_or_none_wait_for_a_person(self):
        several = self._receive(f"{self.order.name} und {self.other.name} fehlen")
        self.assertFalse(several.order_id)
        self.assertEqual((several.partner_id, several.contact_id), (self.buyer, self.buyer))
        self.assertIn(self.other.name, "".join(several.message_ids.mapped("body")))
        none = self._receive("Es ist alles kaputt")
        self.assertFalse(none.order_id)
        self.assertIn(none, self.env["order.case"].search([("is_to_sort", "=", True)]))

    def test_who_names_none_and_has_one_is_taken_at_that(self):
        only = self._confirm(2, partner_id=self.foreigner.id)
        case = self._receive("È rotto", "Reclamo", sender="ordini@centrale.example")
        self.assertEqual(case.order_id, only)
        self.assertIn("No order is named", "".join(case.message_ids.mapped("body")))

    def test_an_unknown_sender_is_matched_by_our_number_and_marked(self):
        self.company.order_case_mails = True
        case = self._receive(f"{self.order.name}: broken", sender="me@nowhere.example")
        self.assertRecordValues(
            case,
            [{"order_id": self.order.id, "is_unknown_sender": True, "contact_id": False}],
        )
        other = self._receive(f"{self.order.name} mine", sender="ordini@centrale.example")
        self.assertEqual((other.order_id, other.is_unknown_sender), (self.order, True))
        for found in case | other:
            self.assertFalse(found._get_portal_cases())
            self.assertEqual(len(found.message_ids.filtered("email_from")), len(found.message_ids))
            self.assertFalse(found.message_ids.filtered(lambda m: m.message_type != "email"))
            self.assertFalse(found.message_partner_ids)
        self.assertFalse(self._receive("your 80-0815"[:7], sender="x@nowhere.example").order_id)
        case.with_user(self.specialist).action_trust_sender()
        self.assertEqual(case._get_portal_cases(), case)

    def test_another_companys_orders_are_not_found(self):
        self.order.sudo().company_id = self.order.company_id
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        matcher = self.env["order.case.matcher"].sudo()
        named = matcher._find_named(elsewhere, [self.order.name, "4711X"], self.buyer)
        self.assertFalse(named)
        self.company.order_desk_active = False
        self.assertFalse(self._receive(f"{self.order.name} broken").order_id)

    def test_one_mail_twice_is_one_claim(self):
        first = self._receive("kaputt", message_id="<same@huber.example>")
        second = self._receive("kaputt", message_id="<same@huber.example>")
        self.assertEqual((len(first), len(second)), (1, 0))

    def test_machines_open_no_claim(self):
        name = self.order.name
        for subject, headers in (
            (f"Automatische Antwort: {name}", {}),
            (f"Out of Office: {name}", {}),
            (f"Re: {name}", {"Auto_Submitted": "auto-replied (vacation)"}),
            (f"Re: {name}", {"X_Autoreply": "yes"}),
            (f"Undeliverable: {name}", {"sender": "MAILER-DAEMON@huber.example"}),
            ("News", {"Precedence": "bulk", "sender": "news@shop.example"}),
        ):
            with self.subTest(subject, **headers):
                self.assertFalse(self._receive("Ich bin nicht da", subject, **headers))
        # a ticket system of the customer is a machine, but it says something
        case = self._receive(
            f"Order {name}: one missing", "Ticket 12", Auto_Submitted="auto-generated"
        )
        self.assertEqual(case.order_id, self.order)
        again = self._receive(f"Re: Out of office, {name} is broken", f"Re: Automatic reply {name}")
        self.assertTrue(again)

    def test_a_loop_ends(self):
        with patch.object(type(self.env["ir.config_parameter"]), "get_param") as get_param:
            get_param.side_effect = lambda key, default=None: (
                "2" if key == "mail.gateway.loop.threshold" else default or False
            )
            made = [self._receive("I am a loop") for _n in range(4)]
        self.assertEqual([len(case) for case in made], [1, 1, 0, 0])

    def test_an_answer_comes_to_its_claim_and_takes_it_up(self):
        case = self._receive(f"{self.order.name} broken", message_id="<first@huber.example>")
        case.with_user(self.specialist).user_id = self.specialist
        self._ask(case)
        [question] = case.message_ids.filtered(lambda m: "<ask" in m.message_id)
        self.assertEqual((case.state, case.waiting_on), ("waiting", "customer"))
        made = self._receive(
            "Abwesend", "Automatische Antwort: Frage", In_Reply_To=question.message_id
        )
        self.assertFalse(made)
        self.assertEqual(case.state, "waiting")
        made = self._receive(
            "Acht Stück", "Re: Frage", References=f"<x@y> {question.message_id}", to="x@y.example"
        )
        self.assertFalse(made)
        self.assertRecordValues(
            case,
            [{"state": "investigating", "waiting_on": False, "answered_by_id": self.buyer.id}],
        )
        self.assertEqual(case.answer, "Acht Stück")

    def _ask(self, case):
        message = (
            case.with_user(self.specialist)
            .with_context(order_case_asks=True)
            .message_post(
                body="Wie viele?",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.buyer.ids,
            )
        )
        message.sudo().message_id = f"<ask{case.id}@claims.example>"

    def test_a_mail_that_names_its_claim_comes_to_it_from_who_has_to_do_with_it(self):
        case = self._receive(f"{self.order.name} broken")
        self.assertFalse(self._receive("and a photo", f"Photo for {case.name}"))
        self.assertIn("a photo", case.message_ids[0].body)
        stranger = self._receive("hello", f"Photo for {case.name}", sender="x@nowhere.example")
        self.assertNotEqual(stranger, case)
        self.assertTrue(stranger)

    def test_a_mail_after_the_end_is_not_lost(self):
        case = self._receive(f"{self.order.name} broken")
        case.with_user(self.supervisor).action_cancel()
        self._receive("It is broken indeed", f"Re: {case.name}")
        self.assertEqual(case.state, "cancelled")
        self.assertIn("wrote after", case.activity_ids.summary)

    def test_a_colleague_sends_on_what_a_customer_wrote(self):
        case = self._receive(
            "FYI\n---------- Forwarded message ----------\nOrder PO 47-11X is broken",
            "Fwd: broken",
            sender=self.specialist.email,
        )
        self.assertEqual((case.order_id, case.is_unknown_sender), (self.order, False))
        self.assertFalse(case.contact_id)

    def test_a_logo_in_a_mail_is_no_evidence(self):
        body = f'<p>{self.order.name} is broken</p><img src="cid:a"/>'
        case = self._receive(body, html=True, inline=[("a", PICTURE)])
        self.assertEqual(len(case.message_ids.attachment_ids), 1)
        self.assertFalse(case._get_evidence())
        case = self._receive(body, html=True, inline=[("a", PICTURE)], files=[("b.png", PICTURE)])
        self.assertEqual(case._get_evidence().mapped("name"), ["b.png"])
        # photos stand inside the text as well
        case = self._receive(body, html=True, inline=[("a", PICTURE + b"0" * 60_000)])
        self.assertEqual(len(case._get_evidence()), 1)

    def test_the_list_says_what_a_mail_is_about(self):
        case = self._receive("kaputt", "Reklamation Rechnung")
        self.assertEqual(case.summary, "To sort: Reklamation Rechnung")
        case.write({"order_id": self.order.id, "type_id": self._type("other").id})
        self.assertEqual(case.summary, "Other")

    def test_what_nobody_has_sorted_is_not_settled_and_has_a_way_out(self):
        case = self._receive("kaputt").with_user(self.specialist)
        self.assertEqual(case._get_message(), f"Claim {case.name}: to be sorted")
        with self._refused("which order", UserError):
            case.sudo()._advance("approved")
        with self._refused("which order", UserError):
            case.action_recover()
        Form(case, view="order_specialist.order_case_view_form")
        case.action_wait()
        case.action_investigate()
        case.action_cancel()
        self.assertEqual(case.state, "cancelled")
        self.assertFalse(case.with_user(self.salesperson).search([("id", "=", case.id)]))

    def test_a_person_sorts_it_with_the_lines_of_the_order(self):
        case = self._receive("kaputt", files=[("a.png", PICTURE)]).with_user(self.specialist)
        action = case.action_sort()
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.specialist)
            .with_context(**action["context"])
        )
        wizard.order_id = self.order
        wizard.type_id = self._type("damaged")
        with wizard.line_ids.edit(0) as line:
            line.quantity = 2
        dialog = wizard.save()
        dialog.action_open()
        self.assertRecordValues(
            case,
            [
                {
                    "order_id": self.order.id,
                    "type_id": self._type("damaged").id,
                    "user_id": self.specialist.id,
                    "is_to_sort": False,
                    "amount_claimed": 20.0,
                }
            ],
        )
        self.assertEqual(self.order.open_case_count, 1)
        self._resolve(case, "credit_quantity")
        self.assertEqual(case.state, "settled")
        with self._refused("sorted already", UserError):
            dialog.action_open()

    def test_by_hand_a_claim_needs_its_order_and_its_type(self):
        cases = self.env["order.case"].with_user(self.specialist)
        for values in ({"order_id": self.order.id}, {"type_id": self._type("late").id}):
            with self._refused("which order"):
                cases.create(values)

    def test_the_address_is_set_per_company_and_taken_away(self):
        alias = self.company.order_case_alias_id
        self.assertEqual(alias.alias_full_name, ADDRESS)
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.order_case_alias_name, "reklamation")
        settings.order_case_alias_name = "claims"
        settings.execute()
        self.assertEqual(alias.alias_full_name, "claims@claims.example")
        self.company.order_case_alias_name = False
        self.assertFalse(alias.exists())
