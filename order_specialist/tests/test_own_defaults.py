"""What a client puts into the context of his call, or keeps as his default, decides nothing.

Odoo drops the defaults of the context where code becomes superuser, but not those that a user
keeps as his own: so the tests have both.
"""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common import DeskCase

LONG_AGO = "2020-01-01 00:00:00"


@tagged("post_install", "-at_install")
class TestOwnDefaults(DeskCase):
    """Records that the system makes for a person are born as the system says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.check = cls._create_checklist("pricelist_price").check_ids
        cls.order = cls._create_order([(None, 48, 8.1)])
        cls.clean = cls._create_order()

    def _call(self, user, model, method, *args, **defaults):
        """Call a method as a client of the interface does, with defaults in its context."""
        context = {f"default_{name}": value for name, value in defaults.items()}
        return call_kw(self.env[model].with_user(user), method, list(args), {"context": context})

    def _keep(self, user, model, **defaults):
        """Keep defaults as a user keeps his own; return them for the context of a call."""
        for name, value in defaults.items():
            self.env["ir.default"].with_user(user).set(model, name, value, user_id=True)
        return defaults

    def _release_now(self, **defaults):
        """Release the order before its review through the dialog; return the override."""
        [blocker] = self.order.with_user(self.specialist).get_blockers()
        values = {
            "order_id": self.order.id,
            "check_id": self.check.id,
            "line_id": self.order.order_line.id,
            "key": blocker["key"],
            "kind": "release_now",
            "reason_id": self.env.ref("order_specialist.order_reason_release_now_truck_waiting").id,
            "note": "The truck waits",
        }
        model = "order.override.wizard"
        wizard_id = self._call(self.specialist, model, "create", values)
        self._call(self.specialist, model, "action_apply", [wizard_id], **defaults)
        return self.order.sudo().override_ids

    def test_release_now_is_not_born_reviewed(self):
        kept = self._keep(
            self.specialist,
            "order.override",
            reviewed_on=LONG_AGO,
            reviewed_by_id=self.supervisor.id,
            review_outcome="agreed",
            needs_review=False,
            is_valid=False,
            review_due_on="2099-01-01",
            date=LONG_AGO,
        )
        override = self._release_now(**kept)
        self.assertRecordValues(
            override,
            [
                {
                    "reviewed_on": False,
                    "reviewed_by_id": False,
                    "review_outcome": False,
                    "needs_review": True,
                    "is_valid": True,
                }
            ],
        )
        self.assertLess(override.review_due_on, fields.Date.today() + timedelta(days=30))
        # else it would count in no week's budget
        self.assertGreater(override.date, fields.Datetime.now() - timedelta(minutes=5))

    def test_hold_is_not_born_released(self):
        hold_type = self.env.ref("order_specialist.order_hold_type_manual")
        wizard_id = self._call(
            self.specialist,
            "order.hold.wizard",
            "create",
            {"order_ids": [Command.set(self.clean.ids)], "type_id": hold_type.id},
        )
        kept = self._keep(
            self.specialist,
            "order.hold",
            released_on=LONG_AGO,
            released_by_id=self.supervisor.id,
            is_active=False,
            is_automatic=True,
            placed_on=LONG_AGO,
            placed_for_id=self.supervisor.id,
        )
        self._call(self.specialist, "order.hold.wizard", "action_place", [wizard_id], **kept)
        hold = self.clean.sudo().hold_ids
        self.assertRecordValues(
            hold,
            [
                {
                    "is_active": True,
                    "released_on": False,
                    "released_by_id": False,
                    "is_automatic": False,
                    "placed_for_id": False,
                }
            ],
        )
        self.assertGreater(hold.placed_on, fields.Datetime.now() - timedelta(minutes=5))
        self.assertTrue(self._get_messages(self.clean))

    def test_release_is_not_born_accepted(self):
        kept = self._keep(
            self.specialist,
            "order.handoff",
            accepted_on=LONG_AGO,
            accepted_by_id=self.supervisor.id,
            accepted_through="explicit",
            is_partly_shipped=True,
        )
        kept |= self._keep(self.specialist, "order.handoff.line", shipped_qty=10.0)
        self._keep(self.specialist, "order.handoff", state="accepted")
        self._call(self.specialist, "sale.order", "action_confirm", self.clean.ids, **kept)
        handoff = self.clean.sudo().handoff_ids
        self.assertRecordValues(
            handoff,
            [
                {
                    "state": "offered",
                    "accepted_on": False,
                    "accepted_by_id": False,
                    "accepted_through": False,
                    "is_partly_shipped": False,
                }
            ],
        )
        self.assertFalse(handoff.line_ids.shipped_qty)

    def test_order_is_not_born_released(self):
        self._keep(self.specialist, "sale.order", accepted_on=LONG_AGO, handoff_state="done")
        self._keep(self.specialist, "sale.order.line", bill_accepted_on=LONG_AGO)
        order = self._create_order()
        self.assertRecordValues(order, [{"accepted_on": False, "handoff_state": False}])
        self.assertFalse(order.order_line.bill_accepted_on)

    def test_request_is_not_born_answered(self):
        [blocker] = self.order.with_user(self.specialist).get_blockers()
        window = self.order.with_user(self.specialist).action_blocker(blocker, "request")
        said = {name.removeprefix("default_"): v for name, v in window["context"].items()}
        answer = {
            "asked_by_id": self.supervisor.id,
            "asked_on": LONG_AGO,
            "refused_on": LONG_AGO,
            "refused_by_id": self.supervisor.id,
            "refusal": "No",
        }
        self._keep(self.specialist, "order.request", **answer)
        request_id = self._call(
            self.specialist, "order.request", "create", {}, **{**said, **answer}
        )
        request = self.env["order.request"].sudo().browse(request_id)
        self.assertRecordValues(
            request,
            [{"asked_by_id": self.specialist.id, "asked_on": False, "refused_on": False}],
        )
        self.assertFalse(request.outcome)
        for name, value in answer.items():
            with self.subTest(name), self.assertRaises(AccessError), self.env.cr.savepoint():
                self._call(self.specialist, "order.request", "create", {name: value}, **said)

    def test_what_was_found_and_confirmed_is_born_open(self):
        self.env["order.finding"].search([("order_id", "=", self.order.id)]).unlink()
        kept = self._keep(self.specialist, "order.finding", resolved_on=LONG_AGO, is_open=False)
        kept |= self._keep(self.specialist, "order.verification", is_clean_first=True)
        self._call(self.specialist, "sale.order", "action_verify", self.order.ids, **kept)
        self.assertTrue(self.order.sudo().finding_ids.is_open)
        self.assertFalse(self.order.sudo().verification_ids.is_clean_first)

    def test_nobody_lends_what_is_anothers_by_a_default(self):
        values = {
            "borrower_id": self.specialist.id,
            "group_id": self.env.ref("order_specialist.group_credit_controller").id,
            "date_to": fields.Datetime.now() + timedelta(days=1),
        }
        with self.assertRaisesRegex(Exception, "nothing to lend"), self.env.cr.savepoint():
            self._call(
                self.supervisor,
                "order.delegation",
                "create",
                values,
                lender_id=self.controller.id,
            )
        with self.assertRaisesRegex(AccessError, "own rights"), self.env.cr.savepoint():
            self._call(
                self.supervisor,
                "order.delegation",
                "create",
                {**values, "lender_id": self.controller.id},
            )

    def test_rush_and_a_blocked_customer_are_not_said_by_a_default(self):
        values = {"partner_id": self.customer.id}
        rush = {"is_rush": True, "rush_reason": "I say so"}
        with self.assertRaisesRegex(AccessError, "Only specialists"), self.env.cr.savepoint():
            self._call(self.salesperson, "sale.order", "create", values, **rush)
        seller = self._create_user(
            "t_seller", "sales_team.group_sale_manager,base.group_partner_manager"
        )
        blocked = {"order_blocked": True, "order_block_reason": "I say so"}
        with self.assertRaisesRegex(AccessError, "Only supervisors"), self.env.cr.savepoint():
            self._call(seller, "res.partner", "create", {"name": "New"}, **blocked)
