"""What each group may do with claims, tried by the calls that clients send."""

import inspect
from copy import deepcopy

import psycopg2.errors

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .case_common import ClaimCase

DESK = {"specialist", "supervisor", "administrator"}
ABOVE = DESK - {"specialist"}
OPENS = DESK | {"warehouse_lead", "accountant"}
READS = OPENS | {"auditor"}
NOBODY = set()
EVERYBODY = READS | {"controller", "salesperson", "portal", "public"}


@tagged("post_install", "-at_install")
class TestCaseRpc(ClaimCase):
    """The design's table of groups against each way into a claim; refused is as if never tried."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "t_portal", groups="base.group_portal")
        cls.portal.partner_id.parent_id = cls.customer
        cls.public = cls.env.ref("base.public_user")
        cls.sold, cls.invoice = cls._deliver_and_invoice(20, 10.0, user_id=cls.salesperson.id)
        cls.sold.message_subscribe(cls.portal.partner_id.ids)
        foreign, _invoice = cls._deliver_and_invoice(5, 10.0, user_id=cls.supervisor.id)
        cls.case, cls.foreign = cls._claim(cls.sold, "damaged", 2), cls._claim(foreign, "lost", 1)
        cls.small = cls._propose(cls.case, "credit_quantity", quantity=1)
        large = cls._claim(cls.sold, "wrong_item", 15)
        cls._attach_photo(large)
        cls.large = cls._resolve(large, "credit_quantity")
        cls.suspicion = cls.env["order.suspicion"].create(
            {
                "order_id": cls.sold.id,
                "company_id": cls.company.id,
                "partner_id": cls.customer.id,
                "type_id": cls._type("late").id,
                "key": "late",
                "days": 3,
            }
        )
        cls.env.flush_all()

    def _call(self, login, model, method, *args, **kwargs):
        """Call as a client of ``login`` does and take it back; return "yes", "no" or what it says.

        "no" is a matter of rights; anything else that is refused says why.
        """
        records = self.env(user=getattr(self, login), su=False, context={})[model]
        savepoint = self.env.cr.savepoint()
        try:
            call_kw(records, method, deepcopy(list(args)), kwargs)
            records.env.flush_all()
            return "yes"
        except AccessError:
            return "no"
        except UserError as error:
            return str(error)
        finally:
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)

    def _assert_only(self, allowed, *call, **kwargs):
        """Check that ``allowed`` may do it, and nobody else."""
        found = {login: self._call(login, *call, **kwargs) for login in sorted(EVERYBODY)}
        expected = {login: "yes" if login in allowed else "no" for login in found}
        self.assertEqual(found, expected, call)

    def _prepare_case(self):
        line = {"order_line_id": self.sold.order_line.id, "expected_quantity": 1}
        return {
            "order_id": self.sold.id,
            "type_id": self._type("lost").id,
            "line_ids": [Command.create(line)],
        }

    def test_who_reads_opens_and_works_on_claims(self):
        case, foreign = self.case.ids, self.foreign.ids
        self._assert_only(READS | {"salesperson"}, "order.case", "read", case, ["name"])
        self._assert_only(READS, "order.case", "read", foreign, ["name"])
        self._assert_only(OPENS, "order.case", "create", self._prepare_case())
        self._assert_only(DESK, "order.case", "write", case, {"description": "Changed"})
        self._assert_only(ABOVE, "order.case", "unlink", self.foreign.ids)
        for button in ("action_investigate", "action_wait", "action_cancel"):
            self._assert_only(DESK, "order.case", button, case)
        line = self.foreign.line_ids.ids
        self._assert_only(DESK, "order.case.line", "write", line, {"actual_quantity": 3})
        speaks = OPENS | {"salesperson"}
        self._assert_only(speaks, "order.case", "message_post", case, body="The carton was wet")

    def test_who_settles_approves_and_takes_back(self):
        part = {"case_line_id": self.foreign.line_ids.id, "quantity": 1}
        proposal = {
            "case_id": self.foreign.id,
            "code": "replacement",
            "line_ids": [Command.create(part)],
        }
        model, small, large = "order.case.resolution", self.small.ids, self.large.ids
        self._assert_only(DESK, model, "create", proposal)
        self._assert_only(DESK, model, "action_settle", small)
        self._assert_only(DESK, model, "unlink", small)
        self.assertEqual(self.large.state, "to_approve")
        self._assert_only(ABOVE, model, "action_approve", large)
        self._assert_only(DESK, model, "action_cancel", large)
        readers = DESK | {"accountant", "auditor", "salesperson"}
        self._assert_only(readers, model, "read", small, ["preview", "amount"])
        self._assert_only(
            DESK, "order.case.settle.wizard", "create", {"case_id": self.case.id, "code": "refuse"}
        )
        values = {"order_id": self.sold.id, "type_id": self._type("lost").id}
        self._assert_only(OPENS, "order.case.create.wizard", "create", values)

    def test_who_decides_about_what_the_system_noticed(self):
        model, noticed = "order.suspicion", self.suspicion.ids
        self._assert_only(DESK | {"auditor"}, model, "read", noticed, ["message", "amount"])
        for button in ("action_open_cases", "action_dismiss"):
            self._assert_only(DESK, model, button, noticed)
        self._assert_only(NOBODY, model, "write", noticed, {"state": "dismissed"})
        self._assert_only(NOBODY, model, "unlink", noticed)

    def test_only_the_administrator_configures(self):
        records = {
            "order.case.type": self._type("damaged"),
            "order.case.cause": self.env.ref("order_specialist.order_case_cause_carrier_damage"),
            "order.limit": self.env.ref("order_specialist.order_limit_specialist_any"),
        }
        for model, record in records.items():
            for values in ({"sequence": 99}, {"active": False}):
                self._assert_only({"administrator"}, model, "write", record.ids, values)

    def test_nobody_writes_what_a_settlement_writes(self):
        done = {"state": "done", "account_move_id": self.invoice.id}
        tries = (
            ("order.case", self.case.ids, {"state": "approved"}),
            ("order.case", self.case.ids, {"amount_settled": 20.0, "found_by_system": True}),
            ("order.case.resolution", self.small.ids, done),
            ("order.case.resolution", self.small.ids, {"approved_by_id": self.supervisor.id}),
            ("order.case.resolution.line", self.small.line_ids.ids, {"kept_quantity": 9}),
            ("order.case.resolution", self.large.ids, {"extra_amount": 1.0}),
            ("sale.order.line", self.sold.order_line.ids, {"cancelled_qty": 9}),
            ("sale.order.line", self.sold.order_line.ids, {"credited_qty": 9}),
            ("stock.move", self.sold.order_line.move_ids.ids, {"order_case_resolution_id": 0}),
            ("account.move", self.invoice.ids, {"order_case_resolution_id": self.small.id}),
        )
        for model, ids, values in tries:
            self._assert_only(NOBODY, model, "write", ids, values)
        forged = {"case_id": self.case.id, "code": "refuse", "state": "done"}
        self._assert_only(NOBODY, "order.case.resolution", "create", forged)

    def test_no_private_method_is_called_from_outside(self):
        for model, method, *args in (
            ("order.case.resolution", "_run", self.small.ids),
            ("order.case.resolution", "_approve", self.large.ids),
            ("order.case", "_advance", self.case.ids, "settled"),
            ("order.case", "_settle_by", self.case.ids, "credit_quantity"),
            ("order.case", "_report_from_portal", self.case.ids, {}, [], 1),
            ("order.credit", "_lock", [], self.invoice.ids),
        ):
            self._assert_only(NOBODY, model, method, *args)
        for name, model in self.env.registry.items():
            if name.startswith(("order.resolution", "order.credit", "order.detector")):
                self.assertFalse(self._get_own_methods(model), name)

    def test_the_warehouse_learns_no_price_by_asking_otherwise(self):
        dear = [("amount_claimed", ">", 10)]
        for method, *args in (
            ("search", dear),
            ("search_count", dear),
            ("search_read", [], ["amount_open"]),
            ("formatted_read_group", [], ["type_id"], ["amount_claimed:sum"]),
            ("formatted_read_group", [], ["amount_claimed"]),
        ):
            self.assertEqual(
                self._call("warehouse_lead", "order.case", method, *args), "no", (method, args)
            )
            self.assertEqual(self._call("specialist", "order.case", method, *args), "yes", method)
        sorted_by_price = self._call(
            "warehouse_lead", "order.case", "search", [], order="amount_claimed"
        )
        self.assertEqual(sorted_by_price, "no")

    # --- who changes nothing changes nothing ------------------------------------------------------

    def _get_own_methods(self, model):
        """Return the names of the public methods that this addon gives to a model."""
        return sorted(
            name
            for base in model.mro()
            if getattr(base, "_module", None) == "order_specialist"
            or base.__module__.startswith("odoo.addons.order_specialist.")
            for name, method in vars(base).items()
            if inspect.isfunction(method) and not name.startswith("_")
        )

    def _get_sample(self, model):
        """Return a record of a model to try the buttons on; several models have one by chance."""
        return self.env[model].search([], limit=1)

    def _press(self, login, model, method):
        """Call a method without arguments where nothing may be written; return how that ended."""
        records = self.env(user=getattr(self, login), su=False, context={})[model]
        arguments = [[]] if self.env[model]._transient else [self._get_sample(model).ids]
        savepoint = self.env.cr.savepoint()
        self.env.cr.execute("SET LOCAL transaction_read_only = on")
        try:
            call_kw(records, method, arguments, {})
            records.env.flush_all()
            return "read"
        except psycopg2.errors.ReadOnlySqlTransaction:
            return "wrote"
        except (UserError, TypeError, ValueError, AttributeError) as error:
            return type(error).__name__
        finally:
            self.env.invalidate_all(flush=False)
            savepoint.close(rollback=True)

    @mute_logger("odoo.sql_db")
    def test_an_auditor_presses_every_button_there_is_and_writes_nothing(self):
        """So do the credit controller with claims, and the customer."""
        pressed = {}
        for name, model in self.env.registry.items():
            if model._abstract or model._transient or not name.startswith("order."):
                continue
            for method in self._get_own_methods(model):
                if method in ("create", "write", "unlink"):
                    continue
                logins = ["auditor", "portal", "public"]
                if name.startswith(("order.case", "order.suspicion", "order.limit")):
                    logins.append("controller")
                for login in logins:
                    pressed[login, name, method] = self._press(login, name, method)
        self.assertEqual([call for call, ended in pressed.items() if ended == "wrote"], [])
        self.assertGreater(len(pressed), 150)
        self.assertIn(("auditor", "order.case", "action_cancel"), pressed)
