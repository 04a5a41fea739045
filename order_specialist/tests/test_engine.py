from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..exceptions import GateClosed
from .common import DeskCase

ENGINE_LOG = "odoo.addons.order_specialist.models.order_check_run"


@tagged("post_install", "-at_install")
class TestEngine(DeskCase):
    """Which checks are asked of which orders, and what a crash does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.order_reference_required = True
        cls.message = "The customer's order number is missing."
        cls.order = cls._create_order()

    # --- modes ------------------------------------------------------------------------------------

    def test_draft_asks_nothing(self):
        self._create_checklist("customer_reference", mode="draft")
        self.assertEqual(self.order.get_blockers(), [])

    def test_observe_shows_and_stops_nothing(self):
        self._create_checklist("customer_reference", mode="observe")
        blockers = self.order.get_blockers()
        self.assertEqual([(b["message"], b["stops"]) for b in blockers], [(self.message, False)])
        self.assertNotIn("override", blockers[0]["actions"])
        self.order.action_verify()
        self.assertRecordValues(self.order.finding_ids, [{"is_open": True, "is_blocking": False}])
        self.order.action_confirm()

    def test_enforce_stops(self):
        self._create_checklist("customer_reference")
        self.assertEqual(self._get_messages(self.order), [self.message])

    def test_info_stops_nothing(self):
        self._create_checklist({"kind": "customer_reference", "severity": "info"})
        self.assertEqual([b["stops"] for b in self.order.get_blockers()], [False])
        self.order.action_confirm()

    def test_archived_check_and_checklist_ask_nothing(self):
        checklist = self._create_checklist("customer_reference")
        checklist.check_ids.active = False
        self.assertEqual(self.order.get_blockers(), [])
        checklist.with_context(active_test=False).check_ids.active = True
        self.assertEqual(len(self.order.get_blockers()), 1)
        checklist.active = False
        self.assertEqual(self.order.get_blockers(), [])

    def test_whoever_asks_first_does_not_decide_for_the_others(self):
        checklist = self._create_checklist("customer_reference")
        checklist.active = False
        self.order.with_context(active_test=False).get_blockers()
        self.assertEqual(self.order.get_blockers(), [])

    def test_one_click_switches_the_desk_on(self):
        self.company.order_desk_active = False
        checklist = self._create_checklist("customer_reference", mode="draft")
        checklist.with_user(self.administrator).action_observe()
        self.assertTrue(self.company.order_desk_active)
        self.assertEqual(checklist.mode, "observe")
        self.assertEqual(len(self.order.get_blockers()), 1)

    # --- which orders -----------------------------------------------------------------------------

    def test_wrong_domain_is_refused_when_saved(self):
        checklist = self._create_checklist("customer_reference")
        for domain in (
            "[('no_such_field', '=', 1)]",
            "[('amount_total', '>')]",
            "not a domain",
            "[('amount_total', '>', env.uid)]",
            "__import__('os').getcwd()",
            "[('amount_total', '>', 'plenty')]",
        ):
            with self.assertRaises(ValidationError, msg=domain), self.env.cr.savepoint():
                checklist.domain = domain
        self.assertEqual(checklist.domain, "[]")

    def test_domain_says_which_orders(self):
        self._create_checklist("customer_reference", domain="[('amount_untaxed', '>', 100)]")
        large = self._create_order([(None, 100, None)])
        self.assertEqual([b["order_id"] for b in (self.order | large).get_blockers()], large.ids)

    def test_checklist_that_is_narrowed_covers_the_others_no_more(self):
        checklist = self._create_checklist("customer_reference")
        self.assertEqual(len(self.order.get_blockers()), 1)
        for narrower in (
            {"domain": f"[('id', '!=', {self.order.id})]"},
            {"date_to": fields.Date.subtract(self.order.date_order.date(), days=1)},
        ):
            checklist.write(narrower)
            self.assertEqual(self.order.get_blockers(), [])
            checklist.write({"domain": "[]", "date_to": False})
            self.assertEqual(len(self.order.get_blockers()), 1)

    def test_domain_that_broke_later_stops_only_its_own_checks(self):
        broken = self._create_checklist("customer_reference", name="Broken")
        self._create_checklist({"kind": "address_incomplete"}, name="Sound")
        self.env.cr.execute(
            "UPDATE order_checklist SET domain = %s WHERE id = %s",
            ["[('field_of_an_addon_that_went', '=', 1)]", broken.id],
        )
        broken.invalidate_recordset()
        self.customer.city = False
        with mute_logger(ENGINE_LOG):
            blockers = self.order.get_blockers()
        self.assertEqual({b["kind"] for b in blockers}, {"error", "check"})
        self.assertIn("The delivery address lacks: city.", [b["message"] for b in blockers])

    def test_dates_say_which_orders(self):
        checklist = self._create_checklist("customer_reference")
        self.order.date_order = "2026-03-10 12:00:00"
        for first, last, count in (
            ("2026-03-10", "2026-03-10", 1),
            ("2026-03-11", False, 0),
            (False, "2026-03-09", 0),
            (False, "2026-03-10", 1),
        ):
            checklist.write({"date_from": first, "date_to": last})
            self.assertEqual(len(self.order.get_blockers()), count, (first, last))

    def test_first_day_after_the_last_is_refused(self):
        with self.assertRaises(ValidationError):
            self._create_checklist(date_from="2026-03-11", date_to="2026-03-10")

    def test_company_says_which_orders(self):
        other = self.env["res.company"].create({"name": "Other", "order_desk_active": True})
        checklist = self._create_checklist("customer_reference", company_id=other.id)
        self.assertEqual(self.order.get_blockers(), [])
        checklist.company_id = self.company
        self.assertEqual(len(self.order.get_blockers()), 1)

    def test_orders_of_two_companies_are_asked_at_once(self):
        other = self.env["res.company"].create({"name": "Other", "order_desk_active": True})
        self.specialist.company_ids += other
        self._create_checklist("customer_reference", company_id=self.company.id)
        foreign = (
            self.env["sale.order"].with_company(other).create({"partner_id": self.customer.id})
        )
        orders = (self.order.sudo() | foreign).with_user(self.specialist)
        orders = orders.with_context(allowed_company_ids=(self.company | other).ids)
        self.assertEqual([b["order_id"] for b in orders.get_blockers()], self.order.ids)

    def test_company_that_is_created_with_its_desk_on_is_on(self):
        self.assertTrue(self.env["order.gate"]._is_active(self.company.ids))
        other = self.env["res.company"].create({"name": "Other", "order_desk_active": True})
        self.assertTrue(self.env["order.gate"]._is_active(other.ids))
        other.order_desk_active = False
        self.assertFalse(self.env["order.gate"]._is_active(other.ids))

    # --- effective from ---------------------------------------------------------------------------

    def test_order_confirmed_before_is_shown_and_never_stopped(self):
        self.order.action_confirm()
        checklist = self._create_checklist({"kind": "customer_reference", "gate": "invoice"})
        checklist.effective_from = fields.Datetime.now() + timedelta(hours=1)
        blockers = self.order.get_blockers()
        self.assertEqual([(b["gate"], b["stops"]) for b in blockers], [("invoice", False)])
        checklist.effective_from = fields.Datetime.now() - timedelta(hours=1)
        self.assertEqual([b["stops"] for b in self.order.get_blockers()], [True])

    def test_quotation_is_stopped_however_old_it_is(self):
        self.order.date_order = "2020-01-01"
        checklist = self._create_checklist("customer_reference", mode="draft")
        checklist.action_enforce()
        self.assertEqual(self._get_messages(self.order), [self.message])

    def test_enforcing_counts_from_now(self):
        checklist = self._create_checklist("customer_reference", mode="draft")
        checklist.action_enforce()
        self.assertTrue(checklist.effective_from)
        checklist.effective_from = "2020-01-01"
        checklist.action_observe()
        checklist.action_enforce()
        self.assertGreater(checklist.effective_from.year, 2020)

    # --- changes after the confirmation -----------------------------------------------------------

    def _confirm_at_list_price(self):
        self._create_checklist("pricelist_price", {"kind": "address_incomplete"})
        self.order.action_confirm()
        return self.order.order_line

    def test_line_that_was_priced_anew_is_asked_again_at_the_next_gate(self):
        line = self._confirm_at_list_price()
        line.price_unit = 8.0
        self.assertEqual(
            [(b["gate"], b["line_id"]) for b in self.order.get_blockers()], [("ship", line.id)]
        )

    def test_line_that_was_added_is_asked_at_the_next_gate(self):
        self._confirm_at_list_price()
        self.order.order_line = [
            Command.create({"product_id": self.product.id, "product_uom_qty": 1, "price_unit": 5.0})
        ]
        blockers = self.order.get_blockers()
        self.assertEqual([b["line_id"] for b in blockers], [self.order.order_line[1].id])

    def test_line_that_nobody_changed_is_not_asked_again(self):
        line = self._confirm_at_list_price()
        self.product.list_price = 20.0
        self.customer.city = False
        self.assertEqual(self.order.get_blockers(), [])
        line.write({"product_uom_qty": 8, "price_unit": 9.0})
        self.assertEqual(self.order.get_blockers(), [], "less is no change")
        line.write({"product_uom_qty": 12, "price_unit": 9.0})
        self.assertEqual(len(self.order.get_blockers()), 1, "more is")

    def test_larger_unit_is_a_change(self):
        line = self._confirm_at_list_price()
        self.product.list_price = 20.0
        line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        line.price_unit = 9.0
        self.assertEqual(len(self.order.get_blockers()), 1)

    def test_line_of_an_order_that_was_confirmed_empty_is_a_change(self):
        self._create_checklist("pricelist_price")
        order = self._create_order([])
        order.action_confirm()
        order.order_line = [
            Command.create({"product_id": self.product.id, "product_uom_qty": 1, "price_unit": 5.0})
        ]
        self.assertEqual(len(order.get_blockers()), 1)

    def test_recheck_asks_at_every_later_gate(self):
        self._create_checklist({"kind": "address_incomplete", "recheck": True})
        self.order.action_confirm()
        self.customer.city = False
        self.assertEqual([b["gate"] for b in self.order.get_blockers()], ["ship"])

    def test_gate_that_is_behind_is_closed_by_nothing(self):
        self._create_checklist({"kind": "customer_reference", "recheck": True, "severity": "info"})
        self.order.action_confirm()
        self.assertEqual(self.order.get_blockers("confirm"), [])
        self.assertEqual(len(self.order.get_blockers("ship")), 1)

    # --- crashes ----------------------------------------------------------------------------------

    def _crash(self, method, error=None):
        def crash(*_args):
            raise error or ZeroDivisionError("by nothing")

        return patch.object(self.env.registry["order.check"], method, crash)

    def _create_two_checks(self, severity="override"):
        return self._create_checklist(
            {"kind": "customer_reference", "severity": severity}, "address_incomplete"
        )

    def test_rule_that_crashes_stops_as_its_severity_says_and_hurts_no_other(self):
        checklist = self._create_two_checks()
        self.customer.city = False
        with self._crash("_find_customer_reference"), mute_logger(ENGINE_LOG):
            blockers = self.order.get_blockers()
        self.assertEqual(
            {(b["kind"], b["stops"], b["check_id"]) for b in blockers},
            {
                ("error", True, checklist.check_ids[0].id),
                ("check", True, checklist.check_ids[1].id),
            },
        )
        self.assertIn("could not be verified", blockers[1]["message"])

    def test_rule_that_crashes_and_only_informs_stops_nothing(self):
        self._create_two_checks(severity="info")
        with self._crash("_find_customer_reference"), mute_logger(ENGINE_LOG):
            self.assertEqual([b["stops"] for b in self.order.get_blockers()], [False])
            self.order.action_confirm()

    def test_rule_that_crashes_while_observed_stops_nothing(self):
        self._create_two_checks().mode = "observe"
        with self._crash("_find_customer_reference"), mute_logger(ENGINE_LOG):
            self.order.action_confirm()

    def test_rule_that_crashes_marks_the_orders_of_its_own_check(self):
        checklist = self._create_two_checks()
        with self._crash("_find_customer_reference"), mute_logger(ENGINE_LOG):
            self.order.action_verify()
        self.assertRecordValues(
            self.order.check_result_ids,
            [{"check_id": checklist.check_ids[0].id, "state": "error", "is_blocking": True}],
        )
        self.assertEqual(self.order.blocker_count, 1)
        self.order.client_order_ref = "4711"
        self.order.action_verify()
        self.assertEqual(self.order.check_result_ids.state, "passed")
        self.assertEqual(self.order.blocker_count, 0)

    def test_rule_that_crashes_tells_an_administrator_once(self):
        checklist = self._create_two_checks()
        orders = self.order | self._create_order() | self._create_order()
        with self._crash("_find_customer_reference"), mute_logger(ENGINE_LOG):
            orders.action_verify()
            orders.action_verify()
            self.env["order.verification"]._scan(orders)
        activity = checklist.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.summary, "customer_reference")
        self.assertTrue(activity.user_id.has_group("order_specialist.group_administrator"))

    def test_source_that_crashes_hurts_only_the_rules_that_read_it(self):
        checklist = self._create_checklist("stock_short", "customer_reference")
        with self._crash("_load_shortage"), mute_logger(ENGINE_LOG):
            blockers = self.order.get_blockers()
        self.assertEqual(
            {(b["kind"], b["check_id"]) for b in blockers},
            {("error", checklist.check_ids[0].id), ("check", checklist.check_ids[1].id)},
        )

    def test_source_whose_sql_fails_does_not_take_the_transaction_along(self):
        checklist = self._create_checklist("stock_short", "customer_reference")

        def fail(_self, facts):
            return facts.execute("SELECT no_such_column FROM sale_order")

        with (
            patch.object(self.env.registry["order.check"], "_load_shortage", fail),
            mute_logger(ENGINE_LOG, "odoo.sql_db"),
        ):
            blockers = self.order.get_blockers()
            self.order.action_verify()
        self.assertEqual(
            {(b["kind"], b["check_id"]) for b in blockers},
            {("error", checklist.check_ids[0].id), ("check", checklist.check_ids[1].id)},
        )
        self.assertEqual(len(self.order.check_result_ids), 2)

    def _assert_only_stock_fails(self, load):
        """Expect that a source which ``load``s like this fails, and the rest is right."""
        checklist = self._create_checklist("stock_short", "customer_reference")
        with (
            patch.object(self.env.registry["order.check"], "_load_shortage", load),
            mute_logger(ENGINE_LOG, "odoo.sql_db"),
        ):
            blockers = self.order.action_verify()
        self.assertEqual(
            {(b["kind"], b["check_id"]) for b in blockers},
            {("error", checklist.check_ids[0].id), ("check", checklist.check_ids[1].id)},
        )
        self.assertEqual(self.order.finding_ids.check_id, checklist.check_ids[1])

    def test_source_that_runs_out_of_time_hurts_only_its_rules(self):
        def take_long(_self, facts):
            facts.execute("SET LOCAL statement_timeout = 20")
            return facts.execute("SELECT pg_sleep(1)")

        self._assert_only_stock_fails(take_long)

    def test_source_that_may_not_read_a_record_hurts_only_its_rules(self):
        secret = self.env["ir.config_parameter"].sudo().create({"key": "t_secret", "value": "1"})

        def read(_self, _facts):
            return secret.with_user(self.auditor).value

        self.env.invalidate_all()
        self._assert_only_stock_fails(read)

    def test_text_that_crashes_does_not_hide_the_finding(self):
        self._create_checklist("customer_reference")
        with (
            self._crash("_describe_customer_reference"),
            mute_logger("odoo.addons.order_specialist.models.order_check"),
        ):
            self.assertEqual(self._get_messages(self.order), ["customer_reference"])
            with self.assertRaises(GateClosed):
                self.order.action_confirm()

    # --- versions ---------------------------------------------------------------------------------

    def test_each_change_of_a_checklist_counts_its_version(self):
        checklist = self._create_checklist("customer_reference", "address_incomplete")
        version = checklist.version
        checklist.check_ids[0].severity = "info"
        self.assertEqual(checklist.version, version + 1)
        checklist.domain = "[('amount_total', '>', 1)]"
        self.assertEqual(checklist.version, version + 2)
        checklist.check_ids[1].unlink()
        self.assertEqual(checklist.version, version + 3)

    def test_verification_keeps_the_versions(self):
        checklist = self._create_checklist("customer_reference")
        self.order.action_verify()
        self.assertEqual(
            self.order.verification_ids.versions, {str(checklist.id): checklist.version}
        )

    def test_rule_without_a_kind_and_negative_tolerance_are_refused(self):
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._create_checklist({"name": "Nothing", "kind": False})
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._create_checklist({"kind": "pricelist_price", "tolerance_percent": -1})
