from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, LockError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import DeskCase


@tagged("post_install", "-at_install")
class TestVerification(DeskCase):
    """What is kept of what was found, and the list of what is stuck."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist("customer_reference", "pricelist_price")
        cls.customer.order_reference_required = True
        cls.order = cls._create_order([(None, 48, 8.1)])

    def _get_rows(self, orders=None):
        return self.env["order.blocker"].search([("order_id", "in", (orders or self.order).ids)])

    def _assert_counts(self, count):
        domain = [("order_id", "=", self.order.id)]
        found = self.env["order.blocker"].search_count(domain)
        self.assertEqual((self.order.blocker_count, len(self._get_rows()), found), (count,) * 3)

    # --- one verification -------------------------------------------------------------------------

    def test_order_has_one_verification_however_often_it_is_verified(self):
        with freeze_time("2026-03-10 09:05:00"):
            self.order.action_verify()
        with freeze_time("2026-03-10 10:00:00"):
            self.order.with_user(self.supervisor).action_verify()
        self.assertRecordValues(
            self.order.verification_ids,
            [{"verified_by_id": self.supervisor.id, "is_clean_first": False}],
        )
        verification = self.order.verification_ids
        self.assertEqual(str(verification.first_verified_on), "2026-03-10 09:05:00")
        self.assertEqual(str(verification.verified_on), "2026-03-10 10:00:00")
        self.assertEqual(self.order.first_verified_on, verification.first_verified_on)

    @mute_logger("odoo.sql_db")
    def test_database_refuses_a_second_verification(self):
        self.order.action_verify()
        with self.assertRaises(psycopg2.errors.UniqueViolation), self.env.cr.savepoint():
            self.env["order.verification"].create(
                {"order_id": self.order.id, "company_id": self.company.id}
            )

    @mute_logger("odoo.sql_db")
    def test_database_refuses_the_same_open_issue_twice(self):
        self.order.action_verify()
        with self.assertRaises(psycopg2.errors.UniqueViolation), self.env.cr.savepoint():
            self.order.finding_ids[0].sudo().copy({"resolved_on": False})

    def test_verifying_twice_adds_nothing(self):
        self.order.action_verify()
        before = self._dump()
        self.order.action_verify()
        self.assertEqual(self._dump(), before)

    def _dump(self):
        return [
            [
                (r.id, r.write_date)
                for r in self.env[model].search([("order_id", "=", self.order.id)])
            ]
            for model in ("order.finding", "order.check.result")
        ]

    def test_first_verification_that_finds_nothing_is_clean_for_ever(self):
        order = self._create_order(client_order_ref="4711")
        order.action_verify()
        self.assertTrue(order.verification_ids.is_clean_first)
        order.client_order_ref = False
        order.action_verify()
        self.assertTrue(order.verification_ids.is_clean_first)

    def test_scan_is_no_verification(self):
        self.env["order.verification"]._scan(self.order.sudo())
        self.assertRecordValues(
            self.order.verification_ids, [{"verified_on": False, "is_clean_first": False}]
        )
        self.assertFalse(self.order.first_verified_on)
        self.assertTrue(self.order.verification_ids.scanned_on)

    def test_pass_is_no_row(self):
        order = self._create_order(client_order_ref="4711")
        order.action_verify()
        self.assertFalse(order.check_result_ids)
        self.assertFalse(order.finding_ids)

    # --- findings ---------------------------------------------------------------------------------

    def test_finding_keeps_what_was_expected_and_found(self):
        with freeze_time("2026-03-10 09:05:00"):
            self.order.action_verify()
        finding = self.order.finding_ids.filtered("line_id")
        self.assertRecordValues(
            finding,
            [
                {
                    "line_id": self.order.order_line.id,
                    "gate": "confirm",
                    "severity": "override",
                    "expected": 9.0,
                    "actual": 8.1,
                    "amount": -43.2,
                    "is_open": True,
                    "is_blocking": True,
                    "expected_text": "9.00",
                    "actual_text": "8.10",
                }
            ],
        )
        self.assertEqual(str(finding.first_seen_on), "2026-03-10 09:05:00")

    def test_finding_that_somebody_mends_is_fixed(self):
        self.order.action_verify()
        self.order.client_order_ref = "4711"
        self.order.action_verify()
        finding = self.order.finding_ids.filtered(lambda f: not f.line_id)
        self.assertRecordValues(
            finding,
            [{"is_open": False, "outcome": "fixed", "resolved_by_id": self.specialist.id}],
        )

    def test_finding_that_the_world_solves_is_gone_by_itself(self):
        self.order.action_verify()
        self.product.list_price = 8.1
        self.order.action_verify()
        self.assertEqual(self.order.finding_ids.filtered("line_id").outcome, "gone")

    def test_finding_that_is_overridden_names_its_override(self):
        self.order.action_verify()
        override = self._override(self.order, "pricelist_price", self.supervisor)
        self.assertRecordValues(
            self.order.finding_ids.filtered("line_id"),
            [
                {
                    "outcome": "overridden",
                    "override_id": override.id,
                    "resolved_by_id": self.supervisor.id,
                }
            ],
        )

    def test_observed_finding_of_a_confirmed_order_was_not_fixed(self):
        """Money that nobody corrected must not count as corrected."""
        self.checklist.mode = "observe"
        self.order.action_verify()
        self.order.action_confirm()
        self.env["order.verification"]._scan(self.order.sudo())
        self.assertEqual(self.order.finding_ids.mapped("outcome"), ["passed", "passed"])

    def test_finding_that_comes_again_is_a_new_one(self):
        for price in (8.1, 9.0, 8.1):
            self.order.order_line.price_unit = price
            self.order.action_verify()
        findings = self.order.finding_ids.filtered("line_id")
        self.assertEqual(sorted(findings.mapped("is_open")), [False, True])

    def test_stored_finding_follows_what_is_expected_now(self):
        self.order.action_verify()
        finding = self.order.finding_ids.filtered("line_id")
        self.product.list_price = 10.0
        self.order.action_verify()
        self.assertEqual((finding.expected, finding.is_open), (10.0, True))
        self.assertAlmostEqual(finding.amount, -91.2)

    def test_lines_with_the_same_issue_can_be_removed_together(self):
        order = self._create_order([(None, 1, 8.0), (None, 1, 8.0)], client_order_ref="1")
        order.action_verify()
        self.assertEqual(len(order.finding_ids), 2)
        order.order_line.unlink()
        order.action_verify()
        self.assertEqual(order.finding_ids.mapped("outcome"), ["fixed", "fixed"])
        self.assertEqual(order.blocker_count, 0)

    # --- the list of what is stuck ----------------------------------------------------------------

    def test_counter_and_list_say_the_same_as_things_come_and_go(self):
        self._assert_counts(0)
        self.order.action_verify()
        self._assert_counts(2)
        hold_type = self.env.ref("order_specialist.order_hold_type_manual")
        hold = self.env["order.hold"].with_user(self.specialist)._place(self.order, hold_type)
        self._assert_counts(3)
        self.order.client_order_ref = "4711"
        self.order.action_verify()
        self._assert_counts(2)
        hold._release()
        self._assert_counts(1)
        self._override(self.order, "pricelist_price", self.supervisor)
        self._assert_counts(0)

    def test_cancelled_order_is_stuck_no_more(self):
        self.order.action_verify()
        self.order._action_cancel()
        self._assert_counts(0)
        self.order.action_draft()
        self._assert_counts(2)

    def test_row_says_what_the_form_says(self):
        self.order.action_verify()
        hold_type = self.env.ref("order_specialist.order_hold_type_credit")
        self.env["order.hold"].with_user(self.controller)._place(self.order, hold_type)
        rows = self._get_rows().with_user(self.specialist)
        live = {(b["gate"], b["message"]) for b in self.order.get_blockers()}
        self.assertTrue({(row.gate, row.message) for row in rows} <= live)
        self.assertEqual(sorted(rows.mapped("gate")), ["confirm", "confirm", "handoff"])
        self.assertEqual(set(rows.mapped("partner_id")), {self.customer})

    def test_row_keeps_its_id_while_its_source_lasts(self):
        self.order.action_verify()
        ids = self._get_rows().ids
        self.order.action_verify()
        self.assertEqual(self._get_rows().ids, ids)

    def test_row_of_a_rush_order_is_first(self):
        self.order.action_verify()
        rush = self._create_order(is_rush=True, rush_reason="Wedding")
        rush.action_verify()
        self.assertEqual(self._get_rows(self.order | rush)[0].order_id, rush)
        self.order.write({"is_rush": True, "rush_reason": "Wedding"})
        rush.is_rush = False
        self.assertEqual(self._get_rows(self.order | rush)[0].order_id, self.order)

    # --- the scan ---------------------------------------------------------------------------------

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("order_specialist.ir_cron_scan").sudo().method_direct_trigger()
        self.env.invalidate_all()

    def test_scheduled_scan_finds_and_forgets(self):
        self._run_cron()
        self._assert_counts(2)
        self.product.list_price = 8.1
        self.customer.order_reference_required = False
        self._run_cron()
        self._assert_counts(0)

    def test_scan_looks_at_what_is_open(self):
        domain = self.env["order.verification"]._get_scan_domain()
        self.order.write({"client_order_ref": "1"})
        self.order.order_line.price_unit = 9.0

        def is_scanned():
            return self.order in self.order.search(domain)

        self.assertTrue(is_scanned())
        self.order.action_confirm()
        self.assertTrue(is_scanned())
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET desk_stage = 'closed' WHERE id = %s", self.order.ids
        )
        self.order.invalidate_recordset()
        self.assertFalse(is_scanned())
        self.order._action_cancel()
        self.assertFalse(is_scanned())

    def test_scan_leaves_orders_of_before_the_desk_alone(self):
        self.company.order_desk_active = False
        self.order.action_confirm()
        self.company.order_desk_active = True
        self.assertNotIn(
            self.order, self.order.search(self.env["order.verification"]._get_scan_domain())
        )

    def test_scan_of_a_company_whose_desk_is_off_is_empty(self):
        self.company.order_desk_active = False
        self._run_cron()
        self.assertFalse(self.order.finding_ids)

    def test_scan_releases_what_waited(self):
        self.checklist.check_ids.gate = "handoff"
        self.order.action_confirm()
        self.assertEqual(self.order.handoff_state, "to_release")
        self.product.list_price = 8.1
        self.customer.order_reference_required = False
        self._run_cron()
        self.assertEqual(self.order.handoff_state, "released")

    def test_one_order_that_fails_does_not_stop_the_scan(self):
        other = self._create_order()
        store = self.env.registry["order.verification"]._store

        def fail(verification, orders, is_verified=False):
            if other.id in orders.ids:
                raise ZeroDivisionError
            return store(verification, orders, is_verified)

        logger = "odoo.addons.order_specialist.models.order_verification"
        with (
            patch.object(self.env.registry["order.verification"], "_store", fail),
            self.assertLogs(logger, "ERROR") as logs,
        ):
            self._run_cron()
        self.assertEqual(len(logs.output), 1)
        self.assertIn(str(other.id), logs.output[0])
        self._assert_counts(2)

    def test_scan_writes_no_order_that_stays_as_it_is(self):
        self.order.action_verify()
        self.env.flush_all()
        self.env.cr.execute("SELECT xmin::text FROM sale_order WHERE id = %s", self.order.ids)
        before = self.env.cr.fetchone()
        self.env.cr.execute("SAVEPOINT later")  # a sub-transaction has a number of its own
        self.env["order.verification"]._scan(self.order.sudo())
        self.env.flush_all()
        self.env.cr.execute("SELECT xmin::text FROM sale_order WHERE id = %s", self.order.ids)
        self.assertEqual(self.env.cr.fetchone(), before)

    def test_scan_now_is_for_the_desk(self):
        self.env["order.blocker"].with_user(self.specialist).action_scan_now()
        self._assert_counts(2)
        for user in (self.auditor, self.warehouse_lead, self.accountant):
            with self.assertRaises(AccessError):
                self.env["order.blocker"].with_user(user).action_scan_now()

    def test_order_that_somebody_holds_is_not_verified_at_the_same_time(self):
        with (
            patch.object(
                self.env.registry["sale.order"], "lock_for_update", side_effect=LockError("")
            ),
            self.assertRaisesRegex(LockError, "Somebody else is working on this order"),
        ):
            self.order.action_verify()

    # --- copies -----------------------------------------------------------------------------------

    def test_copy_of_an_order_starts_afresh(self):
        self.order.write(
            {
                "client_order_ref": "4711",
                "order_channel": "phone",
                "received_at": "2026-03-10",
                "ordered_by": "Ms Huber",
                "is_rush": True,
                "rush_reason": "Line stands still",
                "requested_date": "2026-03-20",
                "promised_date": "2026-03-20",
                "ship_to_request": "Hauptstr. 31",
            }
        )
        self.order.order_line.write({"requested_date": "2026-03-20", "promised_date": "2026-03-20"})
        hold_type = self.env.ref("order_specialist.order_hold_type_invoice")
        self.env["order.hold"].with_user(self.specialist)._place(self.order, hold_type)
        self._override(self.order, "pricelist_price", self.supervisor)
        self.order.action_verify_and_confirm()
        copy = self.order.copy()
        kept = {
            name
            for name, field in copy._fields.items()
            if field._module == "order_specialist" or "order_specialist" in (field._modules or ())
            if field.store and copy[name]
        }
        self.assertLessEqual(kept, {"desk_stage", "received_at"})
        self.assertFalse(copy.client_order_ref or copy.commitment_date)
        self.assertFalse(copy.order_line.requested_date or copy.order_line.promised_date)
        self.assertEqual(copy.desk_stage, "quotation")
        self.assertEqual(len(copy.get_blockers()), 2)

    def test_order_of_odoos_lists_is_odoos(self):
        self.assertEqual(self.env["sale.order"]._order, "date_order desc, id desc")
        self.assertEqual(self.env["sale.order.line"]._order, "order_id, sequence, id")

    def test_deleting_a_quotation_takes_its_records_along(self):
        self.order.action_verify()
        order_id = self.order.id
        self.order.sudo().unlink()
        for model in ("order.finding", "order.verification", "order.check.result"):
            self.assertFalse(self.env[model].search([("order_id", "=", order_id)]), model)
