import json

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..exceptions import GateClosed
from .common import DeskCase


@tagged("post_install", "-at_install")
class TestGateConfirm(DeskCase):
    """One question, one answer, whichever way somebody tries to confirm."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist("customer_reference")
        cls.customer.order_reference_required = True
        cls.stopped = cls._create_order()
        cls.clean = cls._create_order(client_order_ref="4711")
        cls.message = "The customer's order number is missing."

    def _assert_refused(self, function, *args):
        with self.assertRaises(GateClosed) as caught, self.env.cr.savepoint():
            function(*args)
        self.assertIn(self.message, str(caught.exception))
        return caught.exception

    # --- the same verdict on every path -----------------------------------------------------------

    def test_odoos_own_confirm_is_refused(self):
        self._assert_refused(self.stopped.action_confirm)
        self.assertEqual(self.stopped.state, "draft")

    def test_sent_quotation_is_refused_too(self):
        self.stopped.action_quotation_sent()
        self._assert_refused(self.stopped.action_confirm)

    def test_clean_order_is_confirmed(self):
        self.assertIs(self.clean.action_confirm(), True)
        self.assertEqual(self.clean.state, "sale")
        self.assertTrue(self.clean.confirmed_on)

    def test_warehouse_user_cannot_confirm_by_writing_the_state(self):
        order = self.stopped.with_user(self.warehouse_lead)
        self._assert_refused(order.write, {"state": "sale"})

    def test_accountant_cannot_confirm_by_writing_the_state(self):
        order = self.stopped.with_user(self.accountant)
        self._assert_refused(order.write, {"state": "sale"})

    def test_superuser_is_refused_like_everybody(self):
        self._assert_refused(self.stopped.sudo().write, {"state": "sale"})

    def test_cancelled_order_cannot_be_written_to_sale(self):
        self.stopped._action_cancel()
        self._assert_refused(self.stopped.write, {"state": "sale"})

    def test_order_created_as_confirmed_is_refused(self):
        values = {
            "partner_id": self.customer.id,
            "state": "sale",
            "order_line": [Command.create({"product_id": self.product.id})],
        }
        orders = self.env["sale.order"].with_user(self.specialist)
        self._assert_refused(orders.create, values)
        self.assertEqual(orders.create({**values, "client_order_ref": "4711"}).state, "sale")

    def test_order_created_as_confirmed_long_ago_is_refused(self):
        self.checklist.effective_from = "2026-01-01"
        values = {"partner_id": self.customer.id, "state": "sale", "date_order": "2020-01-01"}
        self._assert_refused(self.env["sale.order"].with_user(self.specialist).create, values)

    def test_import_of_a_confirmed_order_reports_the_blocker(self):
        result = (
            self.env["sale.order"]
            .with_user(self.specialist)
            .load(
                [
                    "partner_id/.id",
                    "state",
                    "order_line/product_id/.id",
                    "order_line/product_uom_qty",
                ],
                [[str(self.customer.id), "sale", str(self.product.id), "3"]],
            )
        )
        self.assertFalse(result["ids"])
        self.assertIn(self.message, result["messages"][0]["message"])

    def test_list_action_on_many_confirms_none_if_one_is_stopped(self):
        orders = self.stopped | self.clean
        error = self._assert_refused(orders.action_confirm)
        self.assertNotIn(self.clean.name, str(error))
        self.assertEqual(orders.mapped("state"), ["draft", "draft"])

    def test_server_action_is_refused(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Confirm",
                "model_id": self.env.ref("sale.model_sale_order").id,
                "state": "code",
                "code": "records.action_confirm()",
            }
        )
        context = {"active_model": "sale.order", "active_ids": self.stopped.ids}
        self._assert_refused(action.with_context(**context).run)

    def test_field_that_a_gate_rests_on_is_not_written_by_people(self):
        for user in (self.warehouse_lead, self.accountant, self.specialist, self.administrator):
            order = self.stopped.with_user(user)
            for name, value in (
                ("handoff_state", "accepted"),
                ("confirmed_on", "2020-01-01"),
                ("blocker_count", 0),
                ("parked_on", "2020-01-01"),
            ):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    order.write({name: value})

    # --- what is raised ---------------------------------------------------------------------------

    def test_refusal_is_a_user_error_that_carries_every_blocker(self):
        other = self._create_order()
        error = self._assert_refused((self.stopped | other).action_confirm)
        self.assertIsInstance(error, UserError)
        self.assertEqual(error.gate, "confirm")
        self.assertEqual(error.context["gate"], "confirm")
        self.assertEqual(error.context["order_ids"], (self.stopped | other).ids)
        self.assertEqual(
            [blocker["order_name"] for blocker in error.context["blockers"]],
            (self.stopped | other).mapped("name"),
        )
        blocker = error.context["blockers"][0]
        self.assertEqual(
            {name: blocker[name] for name in ("gate", "kind", "severity", "stops", "line_id")},
            {
                "gate": "confirm",
                "kind": "check",
                "severity": "override",
                "stops": True,
                "line_id": False,
            },
        )

    def test_gate_stores_nothing(self):
        self._assert_refused(self.stopped.action_confirm)
        with self.assertRaises(GateClosed):
            self.stopped.action_confirm()
        for model in ("order.finding", "order.verification", "order.check.result"):
            self.assertFalse(self.env[model].search([("order_id", "=", self.stopped.id)]), model)

    def test_long_refusal_spells_out_twenty(self):
        orders = self.stopped
        for _n in range(21):
            orders |= self._create_order()
        error = self._assert_refused(orders.action_confirm)
        self.assertIn("… and 2 more.", str(error))
        self.assertEqual(len(error.context["blockers"]), 22)

    # --- verify and confirm -----------------------------------------------------------------------

    def test_confirm_button_keeps_what_it_found_and_opens_the_dialog(self):
        action = self.stopped.action_verify_and_confirm()
        self.assertEqual(
            (action["type"], action["tag"]), ("ir.actions.client", "order_gate_dialog")
        )
        self.assertEqual(action["params"]["gate"], "confirm")
        self.assertEqual(action["params"]["order_ids"], self.stopped.ids)
        self.assertEqual([b["message"] for b in action["params"]["blockers"]], [self.message])
        self.assertEqual(self.stopped.state, "draft")
        self.assertRecordValues(
            self.stopped.finding_ids, [{"key": "missing:", "is_open": True, "is_blocking": True}]
        )

    def test_confirm_button_confirms_a_clean_order_without_a_dialog(self):
        self.assertIs(self.clean.action_verify_and_confirm(), True)
        self.assertEqual(self.clean.state, "sale")
        self.assertTrue(self.clean.verification_ids.is_clean_first)

    def test_confirm_button_confirms_once_the_issue_is_mended(self):
        self.stopped.action_verify_and_confirm()
        self.stopped.client_order_ref = "4712"
        self.assertIs(self.stopped.action_verify_and_confirm(), True)
        self.assertRecordValues(self.stopped.finding_ids, [{"outcome": "fixed", "is_open": False}])

    def test_confirm_button_with_the_desk_off_is_odoos_own(self):
        self.company.order_desk_active = False
        self.assertIs(self.stopped.action_verify_and_confirm(), True)
        self.assertFalse(self.stopped.verification_ids)

    def test_blocker_of_a_later_gate_does_not_stop_confirming(self):
        self.checklist.check_ids.gate = "handoff"
        self.assertIs(self.stopped.action_verify_and_confirm(), True)
        self.assertEqual(self.stopped.state, "sale")
        self.assertEqual(self.stopped.handoff_state, "to_release")

    # --- many at once -----------------------------------------------------------------------------

    def test_of_twenty_orders_three_are_stopped_and_seventeen_confirmed(self):
        orders = self.env["sale.order"].with_user(self.specialist)
        for number in range(20):
            reference = False if number % 7 == 3 else f"PO {number}"
            orders |= self._create_order(client_order_ref=reference)
        stopped = orders.filtered(lambda order: not order.client_order_ref)
        self.assertEqual(len(stopped), 3)
        answer = orders.action_confirm_ready()
        self.assertEqual(answer["confirmed"], (orders - stopped).ids)
        self.assertEqual([b["order_id"] for b in answer["stopped"]], stopped.ids)
        self.assertEqual(answer["refused"], [])
        self.assertEqual(set(orders.mapped("state")), {"sale", "draft"})
        self.assertEqual(len(orders.verification_ids), 20)

    def test_what_odoo_refuses_is_listed_and_stops_no_other(self):
        other = self._create_order(client_order_ref="4712")
        self.clean._action_cancel()
        self.patch_refusal(other)
        good = self._create_order(client_order_ref="4713")
        answer = (self.clean | other | good).action_confirm_ready()
        self.assertEqual(answer["confirmed"], good.ids)
        self.assertEqual([r["order_id"] for r in answer["refused"]], (self.clean | other).ids)
        self.assertIn("not in a state requiring confirmation", answer["refused"][0]["message"])
        self.assertEqual(answer["refused"][1]["message"], "Not today")

    def patch_refusal(self, refused):
        model = self.env.registry["sale.order"]
        original = model._confirmation_error_message

        def _confirmation_error_message(order):
            return "Not today" if order.id == refused.id else original(order)

        self.patch(model, "_confirmation_error_message", _confirmation_error_message)

    # --- none, one, many --------------------------------------------------------------------------

    def test_public_methods_take_no_order(self):
        none = self.env["sale.order"].with_user(self.specialist)
        self.assertEqual(none.get_blockers(), [])
        self.assertEqual(none.action_verify(), [])
        self.assertTrue(none.action_verify_and_confirm())
        empty = {"confirmed": [], "stopped": [], "refused": []}
        self.assertEqual(none.action_confirm_ready(), empty)
        self.assertFalse(none.action_blocker({}, "open"))
        self.assertEqual(none.action_hold()["context"]["default_order_ids"], [])

    def test_public_methods_take_many_orders(self):
        orders = self.stopped | self.clean
        self.assertEqual([b["order_id"] for b in orders.get_blockers()], self.stopped.ids)
        self.assertEqual([b["order_id"] for b in orders.action_verify()], self.stopped.ids)
        dialog = orders.action_verify_and_confirm()
        self.assertEqual(dialog["params"]["order_ids"], orders.ids)
        blocker = orders.get_blockers()[0]
        self.assertEqual(orders.action_blocker(blocker, "open")["res_id"], self.stopped.id)
        self.assertEqual(orders.action_hold()["context"]["default_order_ids"], orders.ids)

    def test_unknown_button_is_refused(self):
        with self.assertRaises(UserError):
            self.stopped.action_blocker(self.stopped.get_blockers()[0], "explode")

    def test_answer_is_ready_for_json(self):
        self.checklist.check_ids = [
            Command.create({"name": kind, "kind": kind, "gate": "confirm"})
            for kind in ("stock_short", "pricelist_price", "address_incomplete")
        ]
        self.stopped.order_line.write({"product_uom_qty": 5000, "price_unit": 1})
        self.customer.write({"street": False, "order_ship_complete": True})
        blockers = self.stopped.get_blockers()
        self.assertEqual(len(blockers), 4)
        self.assertEqual(json.loads(json.dumps(blockers)), blockers)
