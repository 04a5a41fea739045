"""What carriers and suppliers make good of a claim."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged

from .case_common import ClaimCase


@tagged("post_install", "-at_install")
class TestCaseRecovery(ClaimCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.carrier = cls._create_customer("Swift Freight", email="claims@swift.example")
        cls.carrier.lang = "fr_FR"
        cls.order, _invoice = cls._deliver_and_invoice(5, 10.0)
        cls.move = cls.order.sudo().order_line.move_ids
        cls.case = cls._claim(cls.order, "damaged", 3, move=cls.move)
        cls.case.with_user(cls.specialist).cause_id = cls.env.ref(
            "order_specialist.order_case_cause_carrier_damage"
        )

    def _recover(self, case=None, **values):
        action = (case or self.case).with_user(self.specialist).action_recover()
        recovery = self.env["order.case.recovery"].browse(action["res_id"])
        recovery = recovery.with_user(self.specialist)
        recovery.write(values)
        return recovery

    def _sent(self):
        recovery = self._recover(partner_id=self.carrier.id)
        recovery.action_mark_sent()
        return recovery

    def test_one_click_proposes_who_pays_how_much_for_which_delivery(self):
        recovery = self._recover()
        self.assertRecordValues(
            recovery,
            [
                {
                    "case_id": self.case.id,
                    "liability": "carrier",
                    "amount": 30.0,
                    "open_amount_company": 30.0,
                    "reference": self.move.picking_id.name,
                    "state": "draft",
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertTrue(recovery.name.startswith("R0"))
        with self._refused("claimed back already"):
            self._recover()
        recovery.action_cancel()
        recovery = self._recover(partner_id=self.carrier.id)
        other, _invoice = self._deliver_and_invoice(4, 10.0)
        case = self._claim(other, "lost", 1)
        self.assertEqual(self._recover(case).partner_id, self.carrier)
        Form(self.case.with_user(self.specialist), view="order_specialist.order_case_view_form")
        Form(recovery, view="order_specialist.order_case_recovery_view_form")

    def test_the_supplier_is_who_sells_the_article(self):
        supplier = self._create_customer("Dairy")
        self.product.seller_ids = [Command.create({"partner_id": supplier.id, "price": 4.0})]
        self.case.with_user(self.specialist).cause_id = self.env.ref(
            "order_specialist.order_case_cause_supplier_quality"
        )
        recovery = self._recover()
        self.assertEqual((recovery.liability, recovery.partner_id), ("supplier", supplier))
        self.assertFalse(recovery.reference)

    def test_the_mail_is_in_his_language_with_the_letter_and_makes_it_sent(self):
        template = self.env.ref("order_specialist.mail_template_case_recovery")
        template.with_context(lang="fr_FR").subject = "Réclamation {{ object.name }}"
        recovery = self._recover()
        with self._refused("who has to pay"):
            recovery.action_send()
        recovery.partner_id = self.carrier
        action = recovery.action_send()
        composer = Form(
            self.env["mail.compose.message"]
            .with_user(self.specialist)
            .with_context(**action["context"])
        ).save()
        composer.action_send_mail()
        self.assertRecordValues(recovery, [{"state": "sent"}])
        self.assertTrue(recovery.sent_on and recovery.answer_due_on > recovery.sent_on)
        message = recovery.message_ids.filtered("subject")[:1]
        self.assertEqual(message.subject, f"Réclamation {recovery.name}")
        self.assertEqual(message.partner_ids, self.carrier)
        self.assertTrue(message.attachment_ids)

    def test_the_printed_letter_says_what_was_lost_and_nothing_of_the_customer(self):
        recovery = self._sent()
        recovery.reference = "CN-77"
        self.case.sudo().description = "He is angry"
        report = self.env["ir.actions.report"].with_user(self.specialist)
        page, _kind = report._render_qweb_html(
            "order_specialist.order_case_recovery_report", recovery.ids
        )
        text = page.decode()
        for said in ("CN-77", recovery.name, self.move.picking_id.name, self.order.name, "30,00"):
            self.assertIn(said, text)
        for unsaid in ("angry", self.customer.name):
            self.assertNotIn(unsaid, text)

    def test_what_is_still_to_come_follows_the_answer(self):
        recovery = self._sent()
        with self._refused("how much of"):
            recovery.action_accept_partly()
        recovery.accepted_amount = 20.0
        recovery.action_accept_partly()
        self.assertEqual((recovery.state, recovery.open_amount), ("partly", 20.0))
        self.assertTrue(recovery.answered_on)
        received = recovery.with_user(self.accountant)
        received.received_amount = 5.0
        self.assertEqual(recovery.open_amount, 15.0)
        received.received_amount = 0.0
        received.action_receive()
        self.assertRecordValues(
            recovery, [{"state": "received", "received_amount": 20.0, "open_amount": 0.0}]
        )
        self.assertTrue(recovery.received_on)
        refused = self._recover(partner_id=self.carrier.id, note="The work", amount=7)
        refused.action_mark_sent()
        refused.action_refuse()
        self.assertEqual(refused.open_amount, 0.0)
        refused.action_object()
        refused.action_accept()
        self.assertEqual(refused.open_amount, 7.0)

    def test_the_table_of_states_is_kept(self):
        recovery = self._recover(partner_id=self.carrier.id)
        for state in ("accepted", "partly", "refused", "received"):
            with self._refused("cannot become"):
                recovery.state = state
        recovery.action_mark_sent()
        with self._refused("stays as it is"):
            recovery.amount = 5
        with self._refused("was sent"):
            recovery.with_user(self.supervisor).unlink()
        recovery.action_cancel()
        with self._refused("cannot become"):
            recovery.action_accept()
        with self._refused("starts as a draft", UserError):
            recovery.copy({"state": "accepted"})

    def test_more_than_was_lost_wants_a_note(self):
        recovery = self._recover()
        with self._refused("Say in the note", ValidationError):
            recovery.amount = 30.01
        recovery.write({"amount": 42.5, "note": "Freight of the replacement"})
        self.assertEqual(recovery.amount, 42.5)
        with self._refused("Say in the note", ValidationError):
            recovery.note = False
        with self._refused(".", Exception):
            recovery.amount = 0

    def test_who_may_what(self):
        recovery = self._recover()
        values = {"case_id": self.case.id, "liability": "carrier", "amount": 1.0}
        for user in (self.auditor, self.accountant, self.warehouse_lead, self.salesperson):
            with self._refused("", AccessError):
                recovery.with_user(user).create(values)
        for user in (self.auditor, self.warehouse_lead, self.salesperson, self.controller):
            with self._refused("", AccessError):
                recovery.with_user(user).write({"note": "x"})
        for user in (self.warehouse_lead, self.salesperson, self.controller):
            with self._refused("", AccessError):
                recovery.with_user(user).read(["amount"])
        with self._refused("", AccessError):
            recovery.with_user(self.specialist).open_amount = 1
        for user in (self.auditor, self.accountant):
            self.assertEqual(recovery.with_user(user).amount, 30.0)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._create_user("t_else", "order_specialist.group_specialist")
        stranger.write({"company_ids": elsewhere.ids, "company_id": elsewhere.id})
        self.assertFalse(recovery.with_user(stranger).search([("id", "=", recovery.id)]))


@tagged("post_install", "-at_install")
class TestCaseTold(ClaimCase):
    """What the customer hears of his claim, and which claims look like it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.customer.write({"email": "huber@example.com", "lang": "fr_FR"})
        for kind in ("received", "question", "settled", "refused"):
            template = cls.env.ref(f"order_specialist.mail_template_case_{kind}")
            template.with_context(lang="fr_FR").subject = f"{kind} {{{{ object.name }}}}"
        cls.order, cls.invoice = cls._deliver_and_invoice(5, 10.0, client_order_ref="PO-1")
        cls.company.order_case_mails = True

    def _told(self, case):
        """Return the subjects of the mails about ``case`` that went to the customer."""
        mails = case.sudo().message_ids.filtered(lambda m: self.customer in m.partner_ids)
        return mails.mapped("subject")

    def test_settled_and_refused_are_told_in_his_language_and_none_of_our_words(self):
        case = self._claim(self.order, "damaged", 2)
        case.sudo().cause_id = self.env["order.case.cause"].search([], limit=1)
        self.assertFalse(self._told(case))
        credit = self._resolve(case, "credit_quantity", note="He is a friend").account_move_id
        self.assertEqual(self._told(case), [f"settled {case.name}"])
        body = case.message_ids.filtered("subject").body
        for said in (self.order.name, "PO-1", credit.name, f"/claim/{case.id}"):
            self.assertIn(said, body)
        for unsaid in ("friend", case.cause_id.name):
            self.assertNotIn(unsaid, body)
        case = self._claim(self.order, "damaged", 1)
        self._resolve(case, "refuse", note="He dropped it")
        self.assertEqual(self._told(case), [f"refused {case.name}"])
        self.assertNotIn("dropped", "".join(case.message_ids.filtered("subject").mapped("body")))

    def test_company_and_type_say_whether_it_is_told_by_itself(self):
        damaged = self._type("damaged")
        for company, of_type, told in (
            (False, "company", False),
            (True, "hand", False),
            (False, "auto", True),
        ):
            self.company.order_case_mails, damaged.customer_mails = company, of_type
            case = self._claim(self.order, "damaged", 1)
            self._resolve(case, "refuse", note="no")
            self.assertEqual(bool(self._told(case)), told, (company, of_type))
        found = self._claim(self.order, "damaged", 1)
        found.sudo().found_by_system = True
        self._resolve(found, "refuse", note="no")
        self.assertFalse(self._told(found))

    def test_a_question_by_mail_lets_the_claim_wait_for_the_customer(self):
        case = self._claim(self.order, "damaged", 1)
        action = case.action_ask_customer()
        composer = Form(
            self.env["mail.compose.message"]
            .with_user(self.specialist)
            .with_context(**action["context"])
        ).save()
        composer.action_send_mail()
        self.assertEqual(self._told(case), [f"question {case.name}"])
        self.assertRecordValues(
            case,
            [
                {
                    "state": "waiting",
                    "waiting_on": "customer",
                    "asked_by_id": self.specialist.id,
                    "asked_partner_ids": self.customer.ids,
                }
            ],
        )
        self.assertTrue(case.paused_on)

    def test_only_a_contact_of_the_customer_is_told(self):
        case = self._claim(self.order, "damaged", 1)
        with self._refused("does not belong", ValidationError):
            case.contact_id = self.specialist.partner_id

    def test_what_nobody_wrote_says_so_to_machines(self):
        case = self._claim(self.order, "damaged", 1)
        headers = case.with_context(order_case_automatic=True)._notify_by_email_get_headers()
        self.assertEqual(headers["Auto-Submitted"], "auto-generated")
        self.assertNotIn("Auto-Submitted", case._notify_by_email_get_headers())

    def test_similar_claims_are_counted_and_the_same_line_is_said(self):
        first = self._claim(self.order, "damaged", 1)
        second = self._claim(self.order, "short_received", 1)
        self.assertEqual((first.similar_count, second.similar_count), (1, 1))
        self.assertIn(first.name, second.same_line_warning)
        other, _invoice = self._deliver_and_invoice(2, 10.0)
        third = self._claim(other, "damaged", 1)
        self.assertEqual(third.similar_count, 2)
        self.assertFalse(third.same_line_warning)
        stranger = self._confirm(2, partner_id=self._create_customer("Else").id)
        self._ship(stranger)
        self.assertEqual(self._claim(stranger, "damaged", 1).similar_count, 0)
        second.action_cancel()
        first.invalidate_recordset()
        self.assertEqual((first.similar_count, first.same_line_warning), (1, False))
        action = third.with_user(self.specialist).action_view_similar()
        self.assertEqual(self.env["order.case"].search(action["domain"]), first)

    def test_a_return_opens_a_claim_about_its_delivery(self):
        delivery = self.order.sudo().picking_ids
        wizard = self.env["stock.return.picking"].create({"picking_id": delivery.id})
        wizard.product_return_moves.quantity = 2
        back = wizard._create_return()
        self.assertFalse(back.order_desk_claims)
        back.move_ids.write({"quantity": 2, "picked": True})
        back.button_validate()
        back.invalidate_recordset()
        self.assertTrue(back.order_desk_claims)
        action = back.with_user(self.warehouse_lead).action_open_claim()
        dialog = Form(
            self.env[action["res_model"]]
            .with_user(self.warehouse_lead)
            .with_context(**action["context"])
        )
        dialog.type_id = self._type("damaged")
        with dialog.line_ids.edit(0) as line:
            self.assertEqual((line.there, line.product_id), (2.0, self.product))
            line.quantity = 1
        case = dialog.save()._open()
        self.assertEqual(case.line_ids.move_id, delivery.move_ids)

    def test_the_dialog_tells_of_other_claims_and_of_days_that_are_over(self):
        first = self._claim(self.order, "short_received", 1)
        self.order.sudo().order_line.move_ids.date = Datetime.now() - timedelta(days=7)
        dialog = Form(
            self.env["order.case.create.wizard"]
            .with_user(self.specialist)
            .with_context(default_order_id=self.order.id)
        )
        dialog.type_id = self._type("damaged_concealed")
        self.assertIn(first.name, dialog.similar)
        self.assertNotIn("7 days ago", dialog.similar)
        dialog.type_id = self._type("damaged")
        self.assertIn("7 days ago", dialog.similar)
        with dialog.line_ids.edit(0) as line:
            line.quantity = 1
        case = dialog.save()._open()
        self.assertTrue(case.is_reported_late)

    def test_from_the_list_the_order_is_chosen_first(self):
        dialog = Form(self.env["order.case.create.wizard"].with_user(self.specialist))
        dialog.order_id = self.order
        dialog.type_id = self._type("wrong_price")
        with dialog.line_ids.edit(0) as line:
            line.expected_price = 9.0
        case = dialog.save()._open()
        self.assertRecordValues(case, [{"order_id": self.order.id, "amount_claimed": 5.0}])
