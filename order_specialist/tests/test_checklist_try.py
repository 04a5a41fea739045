from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .case_common import ClaimCase
from .common import DeskCase

ENGINE_LOG = "odoo.addons.order_specialist.models.order_check_run"


@tagged("post_install", "-at_install")
class TestChecklistTry(ClaimCase):
    """An administrator tries a draft on past orders; nothing of it is kept."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.before, _invoice = cls._deliver_and_invoice(10, 9.0)
        cls.claimed, _invoice = cls._deliver_and_invoice(4, 9.0)
        cls._claim(cls.claimed, "damaged", 1)
        cls.stuck = cls._create_order([(cls.product, 2, 9.0)])
        cls.fine = cls._create_order([(cls.product, 1, 12.5)])
        cls.orders = cls.before + cls.claimed + cls.stuck + cls.fine
        cls.checklist = cls._create_checklist(
            {"kind": "pricelist_price", "tolerance_percent": 1, "name": "Price"},
            {"kind": "customer_reference", "name": "Number"},
            mode="draft",
        )

    def _try(self, count=None, user=None):
        checklist = self.checklist.with_user(user or self.administrator)
        return checklist.try_it(count or len(self.orders))

    def _get_row(self, result, name):
        return next(row for row in result["checks"] if row["name"] == name)

    def test_last_orders_of_any_state_are_judged_as_quotations(self):
        result = self._try()
        self.assertEqual((result["orders"], result["stopped"]), (4, 3))
        row = self._get_row(result, "Price")
        self.assertEqual(set(row["order_ids"]), set((self.before + self.claimed + self.stuck).ids))
        self.assertEqual((row["stopped"], row["shown"]), (3, 0))
        self.assertAlmostEqual(row["amount"], 3.5 * 16)
        self.assertAlmostEqual(result["amount"], 3.5 * 16)
        self.assertEqual(self._get_row(result, "Number")["order_ids"], [])

    def test_only_the_last_orders_are_tried(self):
        self.assertEqual(self._try(2)["orders"], 2)
        self.assertEqual(set(self._get_row(self._try(2), "Price")["order_ids"]), {self.stuck.id})
        self.assertEqual(self._try(0)["orders"], 4, "none is all that was asked for here")
        self.assertEqual(self._try(-5)["orders"], 1)

    def test_what_ended_well_as_it_was_is_a_candidate_for_a_false_alarm(self):
        result = self._try()
        self.assertEqual(result["false_alarms"], 1, "the other one has a claim")
        self.assertEqual(self._get_row(result, "Price")["false_alarms"], 1)

    def test_change_credit_or_open_rest_makes_an_alarm_a_true_one(self):
        checklist = self.checklist
        for label, dispute in {
            "changed": lambda: self.env["order.change"].create(
                {
                    "name": self.before.name,
                    "order_id": self.before.id,
                    "company_id": self.company.id,
                    "user_id": self.specialist.id,
                    "kind": "quantity",
                    "stage": "confirmed",
                }
            ),
            "credited": lambda: self.before.sudo().invoice_ids._reverse_moves(),
            "closed short": lambda: self.before.order_line.sudo().write({"cancelled_qty": 1}),
            "not shipped": lambda: self.before.write({"delivery_status": "partial"}),
            "not billed": lambda: self.before.write({"invoice_status": "to invoice"}),
        }.items():
            with self.subTest(label), self.env.cr.savepoint() as savepoint:
                self.assertEqual(checklist._get_undisputed(self.orders.ids), {self.before.id})
                dispute()
                self.assertEqual(checklist._get_undisputed(self.orders.ids), set())
                savepoint.rollback()
                self.env.invalidate_all()

    def test_examples_are_those_with_most_at_stake_and_can_be_read(self):
        examples = self._get_row(self._try(), "Price")["examples"]
        self.assertEqual([example["id"] for example in examples][0], self.before.id)
        self.assertEqual(len(examples), 3)
        self.assertIn("the price of the day is 12.50", examples[0]["message"])

    def test_what_only_shows_stops_nothing(self):
        self.checklist.check_ids[0].severity = "info"
        result = self._try()
        self.assertEqual((result["stopped"], result["amount"]), (0, 0))
        row = self._get_row(result, "Price")
        self.assertEqual((row["stopped"], row["shown"], len(row["order_ids"])), (0, 3, 3))

    def test_ticks_are_counted_apart(self):
        self.checklist.check_ids = [Command.create({"name": "Look", "method": "attest"})]
        result = self._try()
        self.assertEqual((result["ticks"], result["stopped"]), (1, 3))
        self.assertNotIn("Look", [row["name"] for row in result["checks"]])

    def test_orders_that_the_checklist_is_not_for_are_left_out(self):
        self.checklist.domain = f"[('id', 'in', {(self.fine + self.stuck).ids})]"
        self.assertEqual(self._try()["orders"], 2)
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.checklist.write({"domain": "[]", "company_id": company.id})
        administrator = self.administrator
        administrator.company_ids += company
        self.assertEqual(self._try()["orders"], 0)

    def test_dates_of_the_checklist_do_not_matter(self):
        self.checklist.date_from = fields.Date.today() + timedelta(days=30)
        self.assertEqual(self._try()["stopped"], 3)

    def test_nothing_is_kept(self):
        models = ("order.finding", "order.check.result", "order.verification", "order.blocker")
        counts = {name: self.env[name].search_count([]) for name in models}
        written = self.orders.mapped("write_date")
        messages = self.checklist.message_ids
        self._try()
        self.assertEqual(counts, {name: self.env[name].search_count([]) for name in models})
        self.env.invalidate_all()
        self.assertEqual(self.orders.mapped("write_date"), written)
        self.assertEqual(self.checklist.mode, "draft")
        self.assertEqual(self.checklist.message_ids, messages)

    @mute_logger(ENGINE_LOG)
    def test_rule_that_crashes_is_named_and_hurts_no_other(self):
        with patch.object(
            self.env.registry["order.check"], "_find_pricelist_price", side_effect=ValueError
        ):
            result = self._try()
        errors = {row["name"]: row["error"] for row in result["checks"]}
        self.assertEqual(errors, {"Price": True, "Number": False})

    def test_only_administrators_try(self):
        for user in (self.specialist, self.supervisor, self.auditor, self.salesperson):
            with self.assertRaises(AccessError):
                self._try(user=user)

    def test_trying_costs_the_same_for_few_orders_and_for_many(self):
        self._create_order([(self.product, 2, 9.0)]).copy()
        self._try()
        counts = []
        # the first one also finds out what stays known to whoever asks
        for count in (2, 2, 6):
            self.env.invalidate_all()
            self.env.registry.clear_cache()
            before = self.env.cr.sql_log_count
            self._try(count)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts[1:])
        self.assertLess(counts[0], 60)


@tagged("post_install", "-at_install")
class TestChecklistObserved(DeskCase):
    """After a week in observe: what would have been stopped, and from there to enforcing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist(
            {"kind": "pricelist_price", "name": "Price"},
            {"kind": "customer_reference", "name": "Number"},
            {"kind": "product_unavailable", "name": "Product"},
            {"kind": "stock_short", "name": "Stock", "severity": "info"},
            mode="draft",
        )
        cls.customer.order_reference_required = True
        cls.product = cls._create_product("A", 12.5, stock=1000)
        cls.checklist = cls.checklist.with_user(cls.administrator)
        cls.checklist.action_observe()
        cls.fixed, cls.went_on, cls.open = (
            cls._create_order([(cls.product, 2, 9.0)]) for _number in range(3)
        )
        orders = cls.fixed + cls.went_on + cls.open
        orders.action_verify()
        cls.fixed.order_line.price_unit = 12.5
        cls.went_on.action_confirm()
        orders.action_verify()

    def _get_rows(self):
        return {row["name"]: row for row in self.checklist.get_observed()["checks"]}

    def _wait(self, days):
        self.checklist.sudo().observed_from -= timedelta(days=days)

    def test_what_became_of_what_would_have_been_stopped(self):
        result = self.checklist.get_observed()
        self.assertEqual((result["orders"], result["stopped"], result["false_alarms"]), (3, 3, 1))
        price, number = self._get_rows()["Price"], self._get_rows()["Number"]
        self.assertEqual((price["stopped"], price["fixed"], price["false_alarms"]), (3, 1, 1))
        self.assertAlmostEqual(price["amount"], 3 * 2 * 3.5)
        self.assertEqual((number["stopped"], number["fixed"], number["false_alarms"]), (3, 0, 1))
        self.assertEqual(self._get_rows()["Product"]["stopped"], 0)

    def test_issues_of_before_do_not_count(self):
        findings = self.env["order.finding"].search([("order_id", "=", self.open.id)])
        findings.sudo().first_seen_on = self.checklist.observed_from - timedelta(days=1)
        self.assertEqual(self._get_rows()["Price"]["stopped"], 2)

    def test_observing_begins_when_it_is_switched_on_and_not_twice(self):
        self._wait(5)
        since = self.checklist.observed_from
        self.checklist.action_observe()
        self.assertEqual(self.checklist.observed_from, since)
        self.checklist.action_enforce()
        self.checklist.action_observe()
        self.assertGreater(self.checklist.observed_from, since)

    def test_after_a_week_the_screen_says_so(self):
        self.assertFalse(self.checklist.is_observed_a_week)
        self._wait(6)
        self.assertFalse(self.checklist.is_observed_a_week)
        self._wait(1)
        self.assertTrue(self.checklist.is_observed_a_week)
        self.checklist.action_enforce()
        self.assertFalse(self.checklist.is_observed_a_week)

    def _review(self, **decisions):
        action = self.checklist.action_review()
        wizard = self.env[action["res_model"]].with_user(self.administrator)
        wizard = wizard.browse(action["res_id"])
        for name, decision in decisions.items():
            line = wizard.line_ids.filtered(lambda line, name=name: line.check_id.name == name)
            line.decision = decision
        return wizard

    def test_each_check_is_kept_made_informative_or_switched_off(self):
        checks = self.checklist.check_ids
        self._review(Number="inform", Product="off").action_enforce()
        self.assertEqual(self.checklist.mode, "enforce")
        self.assertTrue(self.checklist.effective_from)
        self.assertRecordValues(
            checks,
            [
                {"severity": "override", "active": True},
                {"severity": "info", "active": True},
                {"severity": "override", "active": False},
                {"severity": "info", "active": True},
            ],
        )
        later = self._create_order([(self.product, 2, 9.0)])
        self.assertEqual(len(self._get_messages(later)), 1)

    def test_dialog_shows_what_is_noisy(self):
        wizard = self._review()
        rows = {line.check_id.name: line for line in wizard.line_ids}
        price = rows["Price"]
        self.assertEqual((price.stopped, price.fixed, price.went_on), (3, 1, 1))
        self.assertFalse(price.is_noisy)
        price.went_on = 2
        self.assertTrue(price.is_noisy)
        self.assertFalse(rows["Product"].is_noisy)

    def test_checklist_that_is_no_longer_observing_is_left_alone(self):
        wizard = self._review(Price="off")
        self.checklist.action_draft()
        with self.assertRaisesRegex(UserError, "does not observe any more"):
            wizard.action_enforce()
        self.assertEqual(self.checklist.mode, "draft")

    def test_only_administrators_review_and_enforce(self):
        for user in (self.specialist, self.supervisor, self.auditor):
            with self.assertRaises(AccessError):
                self.checklist.with_user(user).get_observed()
            with self.assertRaises(AccessError):
                self.checklist.with_user(user).action_review()
