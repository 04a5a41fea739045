from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools.translate import code_translations

from ..tools.automatic_subject import is_automatic_subject
from .common import DeskCase

REPLY = """From: "Ms Huber" <huber@delikatessen.example>
To: orders@desk.example
Subject: Re: your question
Message-Id: <answer-{name}@delikatessen.example>
In-Reply-To: {message_id}
References: {message_id}
Content-Type: text/plain; charset=utf-8{headers}

It is 4711, as always."""


@tagged("post_install", "-at_install")
class TestAsk(DeskCase):
    """What stops an order is asked about, leaves my work, and comes back with the answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write(
            {"email": "office@delikatessen.example", "order_reference_required": True}
        )
        cls.buyer = cls.env["res.partner"].create(
            {
                "name": "Ms Huber",
                "parent_id": cls.customer.id,
                "email": "huber@delikatessen.example",
            }
        )
        cls.other = cls._create_customer("Café Linde", order_reference_required=True)
        cls._create_checklist("customer_reference")
        cls.order = cls._create_order(partner_id=cls.buyer.id, user_id=cls.salesperson.id)
        cls.order.action_verify()

    def _open(self, rows=None, action="ask"):
        rows = rows if rows is not None else self._get_row()
        window = rows.with_context(desk_action=action).action_act()
        return Form(rows.env[window["res_model"]].with_context(**window["context"]))

    def _get_row(self, order=None):
        rows = self.env["order.blocker"].with_user(self.specialist)
        return rows.search([("order_id", "in", (order or self.order).ids)])

    def _ask(self, **values):
        wizard = self._open()
        for name, value in values.items():
            if name == "partner_ids":
                wizard.partner_ids.set(value)
            else:
                wizard[name] = value
        wizard.save().action_ask()
        return self.order.message_ids[:1]

    def _post(self, author, body="It is 4711", **values):
        values = {"message_type": "comment", "subtype_xmlid": "mail.mt_note", **values}
        return self.order.sudo().message_post(body=body, author_id=author.id, **values)

    def _assert_answered(self, is_answered=True):
        self.env.flush_all()
        row = self._get_row()
        self.assertEqual((row.is_waiting, row.is_back), (not is_answered, is_answered))
        self.assertEqual(self.order.desk_stage, "stuck" if is_answered else "waiting")

    # --- whom ----------------------------------------------------------------------------------

    def test_credit_controller_is_proposed_for_his_hold(self):
        credit_type = self.env.ref("order_specialist.order_hold_type_credit")
        self.env["order.hold"]._place(self.order, credit_type, note="Above his limit")
        row = self._get_row().filtered(lambda row: row.kind == "hold")
        self.assertEqual(self._open(row).waiting_on, "credit")

    def test_who_knows_is_proposed_for_what_a_rule_found(self):
        self.assertEqual(self._open().waiting_on, "customer")
        finding = self.order.finding_ids
        wizard = self.env["order.ask.wizard"].with_user(self.specialist)
        wizard = wizard.with_context(
            default_order_id=self.order.id,
            default_source_model=finding._name,
            default_source_id=finding.id,
        )
        for kind, whom in (("stock_short", "purchasing"), ("pricelist_price", "salesperson")):
            self.patch(type(self.env["order.check"]), "_check_no_evidence", lambda checks: None)
            finding.sudo().check_id.kind = kind
            self.assertEqual(Form(wizard).waiting_on, whom)

    # --- the question -----------------------------------------------------------------------------

    def test_customer_is_asked_by_mail_and_the_question_leaves_my_work(self):
        message = self._ask()
        self.assertEqual(message.partner_ids, self.buyer)
        self.assertEqual(message.author_id, self.specialist.partner_id)
        self.assertIn("The customer's order number is missing", message.body)
        self.assertRecordValues(
            self.order.finding_ids,
            [{"waiting_on": "customer", "asked_by_id": self.specialist.id, "answered_on": False}],
        )
        self._assert_answered(False)
        self.assertIn("Customer, until", self._get_row().asked_text)

    def test_question_is_in_the_language_of_who_is_asked(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.buyer.lang = "de_DE"
        source = "The customer's order number is missing."
        known = code_translations.python_translations
        words = {("order_specialist", "de_DE"): {source: "Ihre Bestellnummer fehlt."}}
        self.patch(code_translations, "python_translations", {**known, **words})
        wizard = self._open()
        self.assertEqual(wizard.question, f"Order {self.order.name}: Ihre Bestellnummer fehlt.")
        wizard.waiting_on = "salesperson"
        self.assertEqual(wizard.question, f"Order {self.order.name}: {source}")

    def test_colleague_is_asked_by_an_activity_until_the_follow_up_day(self):
        wizard = self._open()
        wizard.waiting_on = "salesperson"
        self.assertEqual(wizard.partner_ids[:], self.salesperson.partner_id)
        self.assertEqual(wizard.by, "activity")
        wizard.save().action_ask()
        activity = self.order.activity_ids
        self.assertRecordValues(activity, [{"user_id": self.salesperson.id}])
        self.assertIn("order number is missing", activity.note)

    def test_question_to_colleagues_is_not_mailed_to_the_customer(self):
        self.order.message_subscribe(self.buyer.ids)
        wizard = self._open()
        wizard.waiting_on = "warehouse"
        wizard.by = "mail"
        wizard.save().action_ask()
        message = self.order.message_ids[:1]
        self.assertIn(self.warehouse_lead.partner_id, message.partner_ids)
        self.assertTrue(message.subtype_id.internal)
        self.assertNotIn(self.buyer, message.notification_ids.res_partner_id)

    def test_name_of_a_hold_is_not_told_to_the_customer(self):
        manual = self.env.ref("order_specialist.order_hold_type_manual")
        holds = self.env["order.hold"].with_user(self.specialist)
        holds._place(self.order, manual, "Which door?")
        row = self._get_row().filtered(lambda row: row.kind == "hold")
        wizard = self._open(row)
        self.assertEqual(wizard.question, f"Order {self.order.name}: Which door?")
        wizard.waiting_on = "salesperson"
        self.assertIn("Hold: Manual", wizard.question)

    def test_question_needs_words_and_somebody(self):
        for values, message in (
            ({"question": " "}, "Write what"),
            ({"waiting_on": "purchasing", "by": "mail"}, "Say who is asked"),
        ):
            with self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
                self._ask(**values)
        self.assertFalse(self.order.finding_ids.waiting_on)

    def test_only_the_desk_is_offered_to_ask(self):
        for user, is_offered in ((self.specialist, True), (self.salesperson, False)):
            [blocker] = self.order.with_user(user).get_blockers()
            self.assertEqual("ask" in blocker["actions"], is_offered)

    def test_many_are_asked_each_about_his_own_order(self):
        other = self._create_order(partner_id=self.other.id)
        other.action_verify()
        wizard = self._open(self._get_row(self.order | other))
        wizard.question = "Please answer today."
        wizard.save().action_ask()
        for order in self.order | other:
            body = order.message_ids[:1].body
            self.assertIn(order.name, body)
            self.assertIn("Please answer today.", body)
            self.assertEqual(order.finding_ids.asked_partner_ids, order.partner_id)
            self.assertEqual(order.desk_stage, "waiting")

    # --- the answer -------------------------------------------------------------------------------

    def test_reply_to_the_mail_brings_the_row_back_on_top(self):
        question = self._ask()
        newer = self._create_order(partner_id=self.buyer.id)
        newer.action_verify()
        self.order.finding_ids.sudo().first_seen_on += timedelta(hours=1)
        rows = self._get_row(self.order | newer)
        self.assertEqual(rows.order_id[0], newer)
        self._reply(question)
        self._assert_answered()
        self.assertRecordValues(
            self.order.finding_ids,
            [
                {
                    "waiting_on": False,
                    "answered_by_id": self.buyer.id,
                    "answer": "It is 4711, as always.",
                }
            ],
        )
        rows = self._get_row(self.order | newer)
        self.assertEqual(rows.order_id[0], self.order)
        self.assertEqual(rows[0].asked_text, "Answered: Ms Huber: “It is 4711, as always.”")

    def _reply(self, question, *headers, sender="huber@delikatessen.example", subject=None):
        """Let a raw mail come in that answers ``question``; returns what it left in the thread."""
        mail = REPLY.format(
            name=f"{self.order.id}-{sum(map(hash, headers))}",
            message_id=question.message_id,
            headers="".join(f"\n{header}" for header in headers),
        )
        mail = mail.replace("huber@delikatessen.example", sender, 1)
        mail = mail.replace("Re: your question", subject or "Re: your question")
        before = self.order.message_ids
        self.env["mail.thread"].message_process(False, mail)
        return self.order.message_ids - before

    def test_what_programs_send_is_no_answer(self):
        question = self._ask()
        for headers in (
            ("Auto-Submitted: auto-replied",),
            ("Auto-Submitted: auto-generated; owner-email=x@y.example",),
            ("Precedence: bulk",),
            ("Precedence: Auto_Reply",),
            ("X-Auto-Response-Suppress: All",),
            ("X-Autoreply: yes",),
        ):
            self.assertTrue(self._reply(question, *headers), headers)
            self._assert_answered(False)
        for name in ("MAILER-DAEMON", "no-reply"):
            self.customer.email = f"{name}@delikatessen.example"
            self._reply(question, f"X-A: {name}", sender=self.customer.email)
            self._assert_answered(False)

    def test_subject_of_a_program_is_enough(self):
        question = self._ask()
        for number, subject in enumerate(
            (
                "Automatic reply: Order S00012",
                "Abwesenheit: AW: Order S00012",
                "=?utf-8?q?R=C3=A9ponse_automatique_=3A_Order_S00012?=",
            )
        ):
            header = f"X-Number: {number}"
            self.assertTrue(self._reply(question, header, subject=subject), subject)
            self._assert_answered(False)
        self._reply(question, "X-Number: 9", subject="Out of office chairs, our order S00012")
        self._assert_answered()

    def test_subjects_of_programs_are_told_from_those_of_people(self):
        for subject in (
            "Auto: Re: Order S00012",
            "[EXTERN] Automatische Antwort: Order S00012",
            "Abwesenheitsnotiz",
            "Außer Haus bis 4. Mai",
            "I am out of the office until 3 May",
            "OOO: Order S00012",
            "Respuesta automática: Order S00012",
            "Risposta automatica: Order S00012",
            "Resposta automática: Order S00012",
            "Automatisch antwoord: Order S00012",
            "Autosvar: Order S00012",
            "Frånvaro: Order S00012",
            "Nieobecność: Order S00012",
            "Automatická odpověď: Order S00012",
            "Автоматический ответ: Order S00012",
            "自動応答: Order S00012",
        ):
            self.assertTrue(is_automatic_subject(subject), subject)
        for subject in (
            "Re: Automatic reply: Order S00012",
            "Autoteile, Bestellung 4711",
            "Automatic doors: our order",
            "Auto parts for S00012",
            "Absence of prices in S00012",
            "Abwesenheitsregelung bei uns",
            "Order S00012",
            None,
        ):
            self.assertFalse(is_automatic_subject(subject), subject)

    def test_person_whose_program_says_that_it_is_one_answers(self):
        question = self._ask()
        self._reply(
            question,
            "Auto-Submitted: no",
            "Precedence: first-class",
            "X-Auto-Response-Suppress: None",
        )
        self._assert_answered()

    def test_anybody_of_the_customer_answers_for_him(self):
        colleague = self.env["res.partner"].create({"name": "X", "parent_id": self.customer.id})
        self._ask()
        self._post(self.other)
        self._assert_answered(False)
        self._post(colleague)
        self._assert_answered()

    def test_what_we_write_ourselves_is_no_answer(self):
        self._ask()
        for user in (self.specialist, self.supervisor, self.salesperson):
            self._post(user.partner_id)
        self.order.sudo().message_post(body="Log", message_type="notification")
        self._assert_answered(False)

    def test_colleague_answers_by_his_activity(self):
        self._ask(waiting_on="salesperson")
        activity = self.order.activity_ids.with_user(self.salesperson)
        activity.action_feedback(feedback="He never has one")
        self._assert_answered()
        self.assertEqual(self.order.finding_ids.answered_by_id, self.salesperson.partner_id)

    def test_who_was_asked_by_name_answers_whatever_his_group(self):
        self._ask(waiting_on="purchasing", partner_ids=self.accountant.partner_id, by="activity")
        self._post(self.salesperson.partner_id)
        self._assert_answered(False)
        self._post(self.accountant.partner_id)
        self._assert_answered()

    def test_answer_in_the_thread_takes_the_activity_away(self):
        self._ask(waiting_on="salesperson")
        self._post(self.salesperson.partner_id)
        self._assert_answered()
        self.assertFalse(self.order.activity_ids)

    def test_anybody_of_the_group_answers_for_it_but_not_who_asked(self):
        self.specialist.group_ids += self.env.ref("order_specialist.group_credit_controller")
        self._ask(waiting_on="credit", by="note", partner_ids=self.env["res.partner"])
        self._post(self.specialist.partner_id)
        self._assert_answered(False)
        self._post(self.controller.partner_id)
        self._assert_answered()

    def test_answer_by_phone_is_noted_with_a_button(self):
        self._ask()
        self._get_row().with_context(desk_action="answer").action_act()
        self._assert_answered()
        self.assertEqual(self._get_row().asked_text, f"Answered: {self.specialist.name}")

    def test_asking_again_forgets_the_first_answer(self):
        self._ask()
        self._post(self.buyer)
        self._ask(question="And the second one?")
        self._assert_answered(False)
        self.assertFalse(self.order.finding_ids.answer)

    def test_follow_up_day_brings_it_back_on_top(self):
        with freeze_time(fields.Datetime.now()):
            self._ask(follow_up_on=fields.Date.today() + timedelta(days=1))
        self._assert_answered(False)
        self.order.finding_ids.sudo().follow_up_on = fields.Date.today()
        self.env["order.verification"]._scan(self.order.sudo())
        self._assert_answered()
        self.assertEqual(self._get_row().asked_text, "Customer: no answer yet")

    def test_list_is_grouped_by_whom_we_wait_for(self):
        self._ask()
        other = self._create_order(partner_id=self.buyer.id)
        other.action_verify()
        rows = self.env["order.blocker"].with_user(self.specialist)
        domain = [("order_id", "in", (self.order | other).ids)]
        groups = rows._read_group(domain, ["waiting_on"], ["__count"])
        self.assertEqual(sorted(groups, key=str), [("customer", 1), (False, 1)])

    def test_message_on_an_order_asks_nothing_while_the_desk_is_off(self):
        self._ask()
        self.company.order_desk_active = False
        self._post(self.buyer)
        self.assertFalse(self.order.finding_ids.answered_on)
