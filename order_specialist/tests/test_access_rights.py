from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import DeskCase

READ, FULL, NONE = "r", "rwcu", ""

#: What each group may do with each model, by design: (r)ead, (w)rite, (c)reate, (u)nlink.
CONFIGURATION = {
    "specialist": READ,
    "supervisor": READ,
    "administrator": FULL,
    "controller": READ,
    "auditor": READ,
}
RECORDS = {
    "specialist": READ,
    "supervisor": READ,
    "administrator": READ,
    "controller": READ,
    "auditor": READ,
    "salesperson": READ,
    "accountant": READ,
    "warehouse_lead": NONE,
}
DIALOG = {"auditor": NONE, "salesperson": NONE, "accountant": NONE, "warehouse_lead": NONE}
TABLE = {
    "order.checklist": {**CONFIGURATION, "accountant": NONE},
    "order.check": {**CONFIGURATION, "accountant": NONE},
    "order.hold.type": {**CONFIGURATION, "accountant": READ, "warehouse_lead": READ},
    "order.reason": {**CONFIGURATION, "accountant": READ, "warehouse_lead": READ},
    "order.department": CONFIGURATION,
    "order.verification": RECORDS,
    "order.check.result": RECORDS,
    "order.finding": RECORDS,
    "order.override": RECORDS,
    "order.known": {**RECORDS, "accountant": NONE},
    "order.hold": RECORDS,
    "order.blocker": RECORDS,
    "order.budget": {**CONFIGURATION, "controller": NONE, "accountant": NONE, "salesperson": NONE},
    "order.customer.credit": {**RECORDS, "specialist": NONE, "salesperson": NONE},
    "order.delegation": {
        **RECORDS,
        "supervisor": "rwc",
        "administrator": "rwc",
        "controller": "rwc",
        "salesperson": NONE,
        "accountant": NONE,
    },
    "order.request": {
        **RECORDS,
        "specialist": "rc",
        "supervisor": "rc",
        "administrator": "rc",
        "salesperson": NONE,
        "accountant": NONE,
    },
    "order.handoff": {**RECORDS, "warehouse_lead": READ},
    "order.handoff.line": {**RECORDS, "warehouse_lead": READ},
    "order.override.wizard": {**DIALOG, "specialist": "rwc", "controller": "rwc"},
    "order.hold.wizard": {**DIALOG, "specialist": "rwc", "controller": "rwc"},
    "order.entry.wizard": {**DIALOG, "specialist": "rwc", "controller": NONE},
    "order.entry.wizard.line": {**DIALOG, "specialist": FULL, "controller": NONE},
    "order.ask.wizard": {**DIALOG, "specialist": "rwc", "controller": NONE},
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}


@tagged("post_install", "-at_install")
class TestAccessRights(DeskCase):
    """Rights live in the server: each group against each model, and each other's records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist("customer_reference", "pricelist_price")
        cls.customer.order_reference_required = True
        cls.portal = new_test_user(cls.env, "t_portal", groups="base.group_portal")
        cls.order = cls._create_order([(None, 48, 8.1)], user_id=cls.salesperson.id)
        cls.portal.partner_id.parent_id = cls.customer
        cls.order.action_verify()
        cls.hold = (
            cls.env["order.hold"]
            .with_user(cls.specialist)
            ._place(cls.order, cls.env.ref("order_specialist.order_hold_type_manual"))
        )
        cls.desk_models = sorted(
            name
            for name, model in cls.env.registry.items()
            if model._module == "order_specialist"
            and name.startswith("order.")
            and not model._abstract
        )

    def _get_rights(self, model, user):
        model = self.env[model].with_user(user)
        return "".join(key for key, name in OPERATIONS.items() if model.has_access(name))

    def test_each_group_may_do_what_the_design_says(self):
        for model, rights in TABLE.items():
            for login, expected in rights.items():
                user = getattr(self, login)
                self.assertEqual(self._get_rights(model, user), expected, (model, login))

    def test_auditor_reads_every_record_of_the_desk_and_changes_none(self):
        for model in self.desk_models:
            if not self.env[model]._transient:
                self.assertEqual(self._get_rights(model, self.auditor), READ, model)
                self.env[model].with_user(self.auditor).search([], limit=80).read()
        for model in (
            "sale.order",
            "sale.order.line",
            "stock.picking",
            "stock.move",
            "account.move",
        ):
            self.assertEqual(self._get_rights(model, self.auditor), READ, model)

    def test_portal_user_has_nothing_of_the_desk(self):
        for model in self.desk_models:
            self.assertEqual(self._get_rights(model, self.portal), NONE, model)

    # --- the customer -----------------------------------------------------------------------------

    def test_customer_learns_nothing_about_his_own_order(self):
        order = self.order.with_user(self.portal)
        self.assertTrue(order.has_access("read"))
        for name in (
            "gate_strip",
            "next_step",
            "desk_stage",
            "blocker_count",
            "parked_on",
            "hold_ids",
        ):
            with self.assertRaises(AccessError, msg=name):
                order.read([name])
        for function in self._get_public_methods(order):
            self._assert_denied(function)

    def _assert_denied(self, function):
        with self.assertRaises(UserError), self.env.cr.savepoint():
            function()
            self.env.flush_all()

    def _get_public_methods(self, order):
        """Return what ``order`` offers to RPC, ready to call."""
        blocker = {"order_id": order.id, "source_model": "order.hold", "source_id": self.hold.id}
        return [
            order.get_blockers,
            order.action_verify,
            order.action_verify_and_confirm,
            order.action_confirm_ready,
            order.action_confirm_selected,
            order.action_release,
            lambda: order.action_blocker(blocker, "release_hold"),
            lambda: order.action_blocker(blocker, "open"),
        ]

    # --- the auditor ------------------------------------------------------------------------------

    def test_auditor_reads_blockers_and_runs_nothing_that_writes(self):
        order = self.order.with_user(self.auditor)
        blockers = order.get_blockers()
        self.assertEqual(len([b for b in blockers if b["kind"] == "check"]), 2)
        before = self.order.verification_ids.scanned_on
        for function in (
            order.action_verify,
            order.action_verify_and_confirm,
            order.action_confirm_ready,
            order.action_confirm_selected,
            order.action_confirm,
            order.action_release,
            lambda: order.action_blocker(blockers[0], "fix"),
            lambda: order.action_blocker(blockers[0], "ask"),
            self.hold.with_user(self.auditor).action_release,
            self.hold.with_user(self.auditor).action_answer,
            self.order.finding_ids.with_user(self.auditor).action_answer,
            self.env["order.blocker"].with_user(self.auditor).action_scan_now,
            self.checklist.with_user(self.auditor).action_observe,
            self.checklist.with_user(self.auditor).action_enforce,
            self.checklist.with_user(self.auditor).action_draft,
        ):
            self._assert_denied(function)
        self.assertEqual(self.order.verification_ids.scanned_on, before)
        self.assertEqual(self.order.state, "draft")

    def test_only_administrators_configure(self):
        for user in (self.specialist, self.supervisor, self.controller, self.accountant):
            checklist = self.checklist.with_user(user)
            for function in (checklist.action_observe, checklist.action_draft, checklist.unlink):
                self._assert_denied(function)
        self.checklist.with_user(self.administrator).action_observe()

    # --- whose records ----------------------------------------------------------------------------

    def _get_visible(self, model, user):
        return self.env[model].with_user(user).search([("order_id", "=", self.order.id)])

    def test_salesperson_sees_what_stops_his_own_orders(self):
        models = ("order.finding", "order.hold", "order.blocker", "order.verification")
        for model in models:
            self.assertTrue(self._get_visible(model, self.salesperson), model)
        self.assertTrue(self.order.with_user(self.salesperson).get_blockers())
        self.order.sudo().user_id = self.supervisor
        self.env.flush_all()
        self.env.invalidate_all()
        for model in models:
            self.assertFalse(self._get_visible(model, self.salesperson), model)
        self._assert_denied(self.order.with_user(self.salesperson).get_blockers)

    def test_credit_controller_sees_the_credit_holds_on_the_list(self):
        self.assertFalse(self._get_visible("order.blocker", self.controller))
        self.env["order.hold"].with_user(self.controller)._place(
            self.order, self.env.ref("order_specialist.order_hold_type_credit")
        )
        self.assertEqual(self._get_visible("order.blocker", self.controller).kind, "hold")

    def test_companies_do_not_see_each_other(self):
        other = self.env["res.company"].create({"name": "Other", "order_desk_active": True})
        for login in (
            "specialist",
            "controller",
            "auditor",
            "accountant",
            "salesperson",
            "administrator",
        ):
            user = getattr(self, login)
            user.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
            for model in (
                "order.finding",
                "order.hold",
                "order.blocker",
                "order.verification",
                "order.check.result",
                "order.override",
            ):
                self.assertFalse(self._get_visible(model, user), (model, login))
            order = self.order.with_user(user)
            self._assert_denied(order.get_blockers)
            self._assert_denied(lambda order=order: order.action_blocker({}, "open"))

    def test_checklist_of_another_company_is_not_read(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.checklist.company_id = other
        for record in (self.checklist, *self.checklist.check_ids):
            record = record.with_user(self.specialist)
            self.assertFalse(record.search([("id", "=", record.id)]))
            self._assert_denied(record.read)
