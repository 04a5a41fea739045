"""Ways through a gate, as data: each is tried with a stopped order, then with the same one free.

A way is a method marked with ``@way``; its class has one test of it for each group that can go it.
A way returns what it says when it refuses without raising, or the record that it made instead.
"""

from typing import NamedTuple

from odoo.exceptions import UserError

from ..exceptions import GateClosed
from .case_common import ClaimCase

#: Why only the superuser goes a way.
SCHEDULED = "it runs as the superuser, whoever has set it up"

#: The groups of the desk and around it: each of them tries each way that there is for it.
EVERYBODY = (
    *("clerk", "warehouse_lead", "salesperson", "accountant"),
    *("specialist", "supervisor", "controller", "auditor", "administrator"),
)


class Way(NamedTuple):
    """One way: what people call it, which stage it passes, who goes it, what becomes of it.

    A stage is a gate, or a later moment at it: ``rest`` for the second half of a delivery, ``post``
    for an invoice that is a draft already. ``alone`` says why there is no such way for any other
    group.
    """

    name: str
    stage: str
    groups: tuple
    verdict: str = "refused"
    alone: str = ""

    @property
    def gate(self):
        return {"post": "invoice", "rest": "ship"}.get(self.stage, self.stage)


def way(name, stage, *groups, verdict="refused", alone=""):
    """Mark a method as a way that some groups can go; the others try it and get nowhere.

    :param alone: why the other groups do not try it
    """

    def mark(function):
        function.way = Way(name, stage, groups, verdict, alone)
        return function

    return mark


class RefusedError(Exception):
    """What a client reads who asked over the network, or who imported a file."""


def _make_test(function, group):
    def test(self):
        self._try(function, group)

    return test


class MatrixMixin:
    """A test whose ways stand in the table that a run of all tests prints."""

    def _record(self, found, group, verdict, queries):
        """Keep a row of that table."""
        row = {"path": found.name, "gate": found.gate, "group": group.replace("_", " ")}
        self.matrix_rows = [
            *getattr(self, "matrix_rows", ()),
            {**row, "verdict": verdict, "queries": queries},
        ]


class PathCase(MatrixMixin, ClaimCase):
    """A stopped order for each gate, and the judge of every way."""

    #: Requests run beside the test: their errors are rolled back over there.
    is_remote = False

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        for name, function in list(vars(cls).items()):
            for group in getattr(getattr(function, "way", None), "groups", ()):
                setattr(cls, f"test_{name}_as_{group}", _make_test(function, group))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_checklist("customer_reference")
        cls.clerk = cls._create_user("t_clerk", "stock.group_stock_user")
        cls.superuser = cls.env.ref("base.user_root")
        cls.public = cls.env.ref("base.public_user")
        cls.early_type, cls.ship_type, cls.invoice_type = cls.env["order.hold.type"].create(
            [
                {"name": "Not yet", "code": "test_handoff", "stops_handoff": True},
                {"name": "Stop the truck", "code": "test_ship", "stops_ship": True},
                {"name": "Stop the bill", "code": "test_invoice", "stops_invoice": True},
            ]
        )
        cls.service = cls._create_product(
            "Advice", 10, type="service", is_storable=False, invoice_policy="order"
        )

    # --- a stopped order, and what sets it free ---------------------------------------------------

    def _prepare(self, stage):
        """Return an order that is stopped at ``stage``; ``_free`` sets it free."""
        return getattr(self, f"_prepare_{stage}")()

    def _prepare_confirm(self):
        self.message = "order number is missing"
        order = self._create_order(user_id=False, require_signature=True, require_payment=False)
        self.customer.order_reference_required = True
        return order

    def _prepare_handoff(self):
        """Return a confirmed order that waits for its release."""
        self.message = "Not yet"
        order = self._create_order().sudo()
        self.hold = self._hold(order, self.early_type)
        order.with_user(self.specialist).action_confirm()
        order.picking_ids.move_ids.picked = True
        return order

    def _prepare_ship(self):
        self.message = "Stop the truck"
        order = self._create_order().sudo()
        order.with_user(self.specialist).action_confirm()
        order.picking_ids.move_ids.picked = True
        self.hold = self._hold(order, self.ship_type)
        return order

    def _prepare_rest(self):
        order = self._prepare_ship()
        self.hold._release()
        order.picking_ids.move_ids.quantity = 4
        order.picking_ids.with_context(skip_backorder=True).button_validate()
        self.hold = self._hold(order, self.ship_type)
        return order

    def _prepare_invoice(self):
        self.message = "Stop the bill"
        order = self._create_order([(self.service, 2, 10.0)], user_id=self.salesperson.id).sudo()
        order.with_user(self.specialist).action_confirm()
        self.hold = self._hold(order, self.invoice_type)
        return order

    def _prepare_post(self):
        order = self._prepare_invoice()
        self.hold._release()
        order._create_invoices().invoice_date = "2020-01-31"
        self.hold = self._hold(order, self.invoice_type)
        return order

    def _hold(self, order, hold_type):
        holds = self.env["order.hold"].with_user(self.specialist)
        return holds._place(order.with_user(self.specialist), hold_type)

    def _free(self, stage):
        if stage == "confirm":
            self.customer.order_reference_required = False
        else:
            self.hold._release()

    # --- what became of it ------------------------------------------------------------------------

    def _snapshot(self, order):
        """Return all of an order that a way through a gate changes."""
        self.env.flush_all()
        self.env.invalidate_all()
        order = order.sudo()
        quants = self.env["stock.quant"].search(
            [("product_id", "in", order.order_line.product_id.ids)]
        )
        return {
            "orders": self.env["sale.order"].search_count([("partner_id", "=", self.customer.id)]),
            "state": order.state,
            "release": order.handoff_state,
            "lines": [
                (line.id, line.product_uom_qty, line.qty_delivered, line.qty_invoiced)
                for line in order.order_line
            ],
            "moves": [(move.id, move.state, move.quantity) for move in order.order_line.move_ids],
            "transfers": [(picking.id, picking.state) for picking in order.picking_ids],
            "quants": [(quant.location_id.id, quant.quantity) for quant in quants.sorted("id")],
            "invoices": [(move.id, move.state, move.name) for move in order.invoice_ids],
        }

    def _is_through(self, stage, order):
        self.env.invalidate_all()
        order = order.sudo()
        if stage == "confirm":
            return order.state == "sale"
        if stage == "handoff":
            moved = "done" in order.picking_ids.mapped("state")
            return moved or order.handoff_state not in (False, "to_release")
        if stage == "ship":
            transfers = self.env["stock.picking"].search([("origin", "=", order.name)])
            moves = order.order_line.move_ids | transfers.move_ids
            return "done" in [*moves.mapped("state"), *transfers.mapped("state")]
        if stage == "rest":
            return order.delivery_status == "full"
        return bool(order.invoice_ids) and (
            stage == "invoice" or order.invoice_ids.state == "posted"
        )

    # --- the judge --------------------------------------------------------------------------------

    def _try(self, function, group):
        """Go a way as ``group``, with a stopped order and then with the same one free."""
        found, user = function.way, getattr(self, group)
        order = self._prepare(found.stage)
        before = self._snapshot(order)
        start = self.env.cr.sql_log_count
        said = self._go(function, order, user)
        queries = self.env.cr.sql_log_count - start
        verdict = self._get_verdict(found.stage, order)
        self._record(found, group, verdict, queries)
        self.assertEqual(verdict, found.verdict, said)
        self.assertIn(self.message, said)
        if verdict == "parked":
            before["state"] = "sent"
        self.assertEqual(self._snapshot(order), before, "something was half done")
        if group == found.groups[0]:
            self._check_opens(function, order, user)

    def _check_opens(self, function, order, user):
        """Without the gate the same way leads through: it was this gate that closed it.

        One group tries it: what else Odoo asks of a group is Odoo's.
        """
        found = function.way
        self._free(found.stage)
        if found.verdict == "parked":
            self.env["order.verification"]._scan(order.sudo())
        made = None if found.verdict == "parked" else function(self, order, user)
        order = made if isinstance(made, type(order)) else order
        self.assertTrue(self._is_through(found.stage, order), found.name)

    def _try_everybody_else(self):
        """Go each way as each group that has no test of its own, with one order of each stage.

        Whom Odoo gives no right to go it gets nowhere, and who may do as much as one who goes it
        gets no farther.
        """
        ways = [function for function in vars(type(self)).values() if hasattr(function, "way")]
        ways = [function for function in ways if not function.way.alone]
        for stage in dict.fromkeys(function.way.stage for function in ways):
            order = self._prepare(stage)
            before = self._snapshot(order)
            tried = [
                (function, group)
                for function in ways
                for group in EVERYBODY
                if function.way.stage == stage and group not in function.way.groups
            ]
            self.assertTrue(tried)
            for function, group in tried:
                with self.subTest(way=function.way.name, group=group):
                    self._go_and_come_back(function, order, group)
            self.assertEqual(self._snapshot(order), before)
            self._free(stage)

    def _go_and_come_back(self, function, order, group):
        """Go a way, see that it did not lead through, and take back what it did."""
        found, verdict = function.way, "refused"
        start = end = self.env.cr.sql_log_count
        try:
            with self.env.cr.savepoint():
                try:
                    made = function(self, order, getattr(self, group))
                    self.env.flush_all()
                finally:
                    end = self.env.cr.sql_log_count
                reached = made if isinstance(made, type(order)) else order
                verdict = self._get_verdict(found.stage, reached)
                raise RefusedError
        except (UserError, RefusedError):
            self.env.invalidate_all()
        self.assertNotEqual(verdict, "passed")
        self._record(found, group, verdict, end - start)

    def _go(self, function, order, user):
        """Return what somebody reads who goes a way and does not come through."""
        try:
            if self.is_remote:
                return function(self, order, user) or ""
            with self.env.cr.savepoint():
                return function(self, order, user) or ""
        except (GateClosed, RefusedError) as error:
            return str(error)

    def _get_verdict(self, stage, order):
        self.env.invalidate_all()
        if self._is_through(stage, order):
            return "passed"
        return "parked" if order.sudo().parked_on else "refused"

    # --- what many ways share ---------------------------------------------------------------------

    def _read_dialog(self, action):
        """Return what the dialog says that a button opens, if it opens one."""
        if isinstance(action, dict) and action.get("tag") == "order_gate_dialog":
            return "\n".join(blocker["message"] for blocker in action["params"]["blockers"])
        return None

    def _run_server_action(self, records, code, user):
        """Run ``code`` on ``records`` by a server action, as the menu of a list does."""
        action = self.env["ir.actions.server"].create(
            {
                "name": "Test",
                "model_id": self.env["ir.model"]._get_id(records._name),
                "state": "code",
                "code": code,
            }
        )
        context = {"active_model": records._name, "active_ids": records.ids}
        action.with_user(user).with_context(**context).run()

    def _run_scheduled_action(self, records, code):
        """Run ``code`` on ``records`` as the scheduler does."""
        cron = self.env["ir.cron"].create(
            {
                "name": "Test",
                "model_id": self.env["ir.model"]._get_id(records._name),
                "state": "code",
                "code": f"model.browse({records.ids}).{code}",
            }
        )
        cron.ir_actions_server_id.with_user(self.superuser).run()

    def _import(self, model, columns, rows, user):
        """Import rows of a file as the screen for it does; the user reads why it is refused."""
        header = ",".join(columns)
        text = "\n".join([header, *(",".join(row) for row in rows)])
        wizard = self.env["base_import.import"].with_user(user)
        wizard = wizard.create(
            {
                "res_model": model,
                "file": text.encode(),
                "file_type": "text/csv",
                "file_name": "a.csv",
            }
        )
        options = {"quoting": '"', "separator": ",", "has_headers": True}
        result = wizard.execute_import(columns, columns, options)
        if not result["ids"]:
            raise RefusedError("\n".join(message["message"] for message in result["messages"]))
        return self.env[model].browse(result["ids"])

    def _prepare_order_values(self):
        line = {"product_id": self.product.id, "product_uom_qty": 3}
        return {
            "partner_id": self.customer.id,
            "state": "sale",
            # as it goes over a wire
            "order_line": [(0, 0, line)],
        }
