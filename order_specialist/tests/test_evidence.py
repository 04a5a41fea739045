from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged

from ..models.order_finding_event import LINE_FIELDS, ORDER_FIELDS
from ..tools.rows import LineRow, OrderRow
from .common import DeskCase


@tagged("post_install", "-at_install")
class TestEvidence(DeskCase):
    """An auditor sees what was first found, all that became of it, and who did what about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist("customer_reference", "pricelist_price")
        cls.check = cls.checklist.check_ids[1]
        cls.customer.order_reference_required = True
        with freeze_time("2026-03-10 09:00:00"):
            cls.order = cls._create_order([(None, 48, 8.1)])
            cls.order.action_verify()
        cls.finding = cls.order.finding_ids.filtered("line_id")

    def _press(self, action, user=None, rule="pricelist_price"):
        order = self.order.with_user(user or self.specialist)
        check = self.checklist.check_ids.filtered(lambda c: c.kind == rule)
        blockers = [b for b in order.get_blockers() if b["check_id"] == check.id]
        return order.action_blocker(blockers[0], action)

    # --- what was first found ---------------------------------------------------------------------

    def test_first_values_stay_while_the_world_moves(self):
        with freeze_time("2026-03-10 10:00:00"):
            self.product.list_price = 10.0
            self.order.action_verify()
        with freeze_time("2026-03-10 11:00:00"):
            self.product.list_price = 12.0
            self.order.with_user(self.supervisor).action_verify()
        self.assertRecordValues(
            self.finding,
            [
                {
                    "expected": 12.0,
                    "first_expected": 9.0,
                    "first_expected_text": "9.00",
                    "amount": -187.2,
                    "first_amount": -43.2,
                    "first_severity": "override",
                    "has_stopped": True,
                }
            ],
        )
        self.assertEqual(
            [(e.name, e.before, e.after, str(e.date), e.user_id) for e in self.finding.event_ids],
            [
                ("expected", 9.0, 10.0, "2026-03-10 10:00:00", self.specialist),
                ("amount", -43.2, -91.2, "2026-03-10 10:00:00", self.specialist),
                ("expected", 10.0, 12.0, "2026-03-10 11:00:00", self.supervisor),
                ("amount", -91.2, -187.2, "2026-03-10 11:00:00", self.supervisor),
            ],
        )
        self.assertEqual(self.finding.event_ids[0].text, "Expected Value: 9.00 → 10.00")

    def test_softer_severity_is_no_secret(self):
        self.check.severity = "info"
        self.order.action_verify()
        self.assertRecordValues(
            self.finding,
            [
                {
                    "severity": "info",
                    "first_severity": "override",
                    "is_blocking": False,
                    "has_stopped": True,
                }
            ],
        )
        self.assertEqual(
            self.finding.event_ids.mapped("text"),
            ["Severity: Stops → Show only", "Stops: yes → no"],
        )

    def test_what_is_found_the_same_leaves_no_event(self):
        self.order.order_line.product_uom_qty = 7
        self.order.order_line.price_unit = 8.1
        self.order.action_verify()
        self.order.action_verify()
        self.assertEqual(self.finding.event_ids.mapped("name"), ["amount"])

    def test_issue_that_never_stopped_says_so(self):
        self.checklist.mode = "observe"
        order = self._create_order([(None, 48, 8.1)], client_order_ref="1")
        order.action_verify()
        self.assertRecordValues(order.finding_ids, [{"is_open": True, "has_stopped": False}])
        self.checklist.mode = "enforce"
        order.action_verify()
        self.assertTrue(order.finding_ids.has_stopped)

    def test_how_long_it_took(self):
        self.assertEqual(self.finding.open_hours, 0.0)
        with freeze_time("2026-03-11 10:30:00"):
            self.order.order_line.price_unit = 9.0
            self.order.action_verify()
        self.assertEqual(self.finding.open_hours, 25.5)

    # --- the button -------------------------------------------------------------------------------

    def test_repair_is_kept_as_the_action_of_who_pressed(self):
        with freeze_time("2026-03-10 09:30:00"):
            self._press("fix", self.supervisor)
        self.assertRecordValues(
            self.finding,
            [
                {
                    "is_open": False,
                    "outcome": "fixed",
                    "resolved_by_id": self.supervisor.id,
                    "open_hours": 0.5,
                    "amount": -43.2,
                }
            ],
        )
        events = self.finding.event_ids
        self.assertEqual(set(events.mapped("kind")), {"fixed"})
        self.assertEqual(events.user_id, self.supervisor)
        self.assertEqual(
            [(e.name, e.line_ref, e.before, e.after) for e in events],
            [
                ("amount_total", 0, 388.8, 432.0),
                ("price_unit", self.order.order_line.id, 8.1, 9.0),
            ],
        )
        self.assertEqual(events[1].text, "Unit Price: 8.10 → 9.00")

    def test_repair_of_what_nobody_verified_is_kept_too(self):
        self.order = self._create_order([(None, 10, 8.0)], client_order_ref="1")
        self._press("fix")
        self.assertRecordValues(self.order.finding_ids, [{"outcome": "fixed", "has_stopped": True}])
        self.assertIn("price_unit", self.order.finding_ids.event_ids.mapped("name"))

    def test_repair_that_changes_nothing_on_the_order_says_who(self):
        """Somebody remembers an address for the customer: the order says the same as before."""
        before = {(0, "partner_id"): "Huber"}
        self.finding.sudo().write({"resolved_on": "2026-03-10 10:00:00", "outcome": "gone"})
        self.finding.with_user(self.specialist).sudo()._note_fix(before, dict(before))
        self.assertRecordValues(
            self.finding.event_ids, [{"name": False, "user_id": self.specialist.id}]
        )
        self.assertEqual(self.finding.outcome, "fixed")

    def test_change_by_hand_is_no_button(self):
        self.order.order_line.price_unit = 9.0
        self.order.action_verify()
        self.assertEqual((self.finding.outcome, self.finding.event_ids.ids), ("fixed", []))

    def test_disagreed_release_is_set_right_by_the_reviewer(self):
        override = self._override(
            self.order, "pricelist_price", self.specialist, "release_now", "truck"
        )
        override.with_user(self.supervisor)._disagree("Agreed with Ms Huber: 9.00")
        self.assertEqual(self.finding.event_ids.user_id, self.supervisor)
        self.assertIn("price_unit", self.finding.event_ids.mapped("name"))
        self.assertEqual(
            (self.finding.outcome, self.finding.resolved_by_id), ("overridden", self.specialist)
        )

    def test_every_name_is_one_of_the_facts(self):
        self.assertLessEqual(set(ORDER_FIELDS), set(OrderRow._fields))
        self.assertLessEqual(set(LINE_FIELDS), set(LineRow._fields))

    # --- nobody takes it away ---------------------------------------------------------------------

    def _get_evidence(self):
        self._press("fix")
        self._override_reference()
        override = self.order.override_ids
        return [
            (self.finding, {"outcome": "gone", "first_amount": 0.0, "amount": 0.0}),
            (self.finding.event_ids[0], {"after": 1.0, "user_id": self.supervisor.id}),
            (override, {"key": "*", "user_id": self.supervisor.id, "is_valid": False}),
            (self.order.verification_ids, {"is_clean_first": True, "digest": "x"}),
            (self.order.check_result_ids[0], {"state": "passed", "fingerprint": {}}),
        ]

    def _override_reference(self):
        self._override(self.order, "customer_reference", self.specialist)

    def _assert_denied(self, function, *args):
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            function(*args)
            self.env.flush_all()

    def test_no_group_writes_deletes_or_makes_evidence(self):
        own = self.env["res.groups"].search([("id", "in", self._get_group_ids())])
        users = [
            self.specialist, self.supervisor, self.controller, self.administrator,
            self.warehouse_lead, self.auditor, self.salesperson, self.accountant,
            self.env.ref("base.user_admin"),
            new_test_user(
                self.env,
                "t_everything",
                groups=(
                    "base.group_system,sales_team.group_sale_manager,stock.group_stock_manager,"
                    "account.group_account_manager,order_specialist.group_administrator,"
                    "order_specialist.group_auditor,order_specialist.group_credit_controller"
                ),
            ),
        ]  # fmt: skip
        covered = self.env["res.users"].union(*users).all_group_ids
        self.assertFalse(own - covered, "a group of ours that no user here has")
        for user in users:
            for record, values in self._evidence:
                mine = record.with_user(user)
                for name, value in values.items():
                    self._assert_denied(mine.write, {name: value})
                self._assert_denied(mine.unlink)
                self._assert_denied(mine.copy)
                self._assert_denied(mine.create, {"order_id": self.order.id})

    def _get_group_ids(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", "order_specialist"), ("model", "=", "res.groups")]
        )
        return data.mapped("res_id")

    @property
    def _evidence(self):
        if not hasattr(self, "_kept"):
            self._kept = self._get_evidence()
        return self._kept

    def test_no_way_around_through_the_order(self):
        finding = self.finding
        order = self.order.with_user(self.administrator)
        for command in (
            Command.delete(finding.id),
            Command.unlink(finding.id),
            Command.update(finding.id, {"amount": 0.0}),
            Command.clear(),
        ):
            self._assert_denied(order.write, {"finding_ids": [command]})
        self.assertEqual(self.finding.amount, -43.2)

    def test_verified_order_is_cancelled_not_deleted(self):
        for user in (self.specialist, self.administrator):
            self._assert_denied(self.order.with_user(user).unlink)
        with self.assertRaisesRegex(UserError, "Cancel it instead"), self.env.cr.savepoint():
            self.order.with_user(self.env.ref("base.user_admin")).unlink()
        fresh = self._create_order()
        fresh.with_user(self.env.ref("base.user_admin")).unlink()
        self.assertFalse(fresh.exists())

    def test_overridden_order_is_not_deleted_even_if_nobody_verified_it(self):
        order = self._create_order([(None, 48, 8.1)], client_order_ref="1")
        self._override(order, "pricelist_price", self.supervisor)
        self.assertFalse(order.first_verified_on)
        with self.assertRaisesRegex(UserError, "Cancel it instead"):
            order.with_user(self.env.ref("base.user_admin")).unlink()

    def test_check_that_has_found_something_is_archived_not_deleted(self):
        checklist = self.checklist.with_user(self.administrator)
        check = self.check.with_user(self.administrator)
        for function in (check.unlink, checklist.unlink):
            with self.assertRaisesRegex(UserError, "Archive the check"), self.env.cr.savepoint():
                function()
        self.checklist.check_ids.active = False
        with self.assertRaisesRegex(UserError, "Archive the check"), self.env.cr.savepoint():
            checklist.unlink()
        self.assertTrue(self.finding.exists())

    def test_check_that_has_found_something_stays_the_same_rule(self):
        check = self.check.with_user(self.administrator)
        for values in ({"kind": "customer_reference"}, {"method": "attest"}):
            with self.assertRaisesRegex(UserError, "Archive the check"), self.env.cr.savepoint():
                check.write(values)
        check.write({"kind": "pricelist_price", "tolerance_percent": 50.0})
        self.assertEqual(check.tolerance_percent, 50.0)

    def test_check_that_found_nothing_may_go(self):
        checklist = self._create_checklist("stock_short")
        checklist.with_user(self.administrator).unlink()
        self.assertFalse(checklist.exists())
