from itertools import count

from odoo.fields import Command
from odoo.tests import tagged

from .case_common import ClaimCase

NUMBERS = count(4711)
#: What the desk may add to what Odoo asks of the database, for each order of a run.
MORE_QUERIES = 1.1
#: What it may add to a run as such, however many orders are in it.
RUN_QUERIES = 60


class RunCase(ClaimCase):
    """Runs over many orders, some of them stopped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls._create_product(
            "Advice", 10, type="service", is_storable=False, invoice_policy="order"
        )
        cls.hold_type = cls.env.ref("order_specialist.order_hold_type_invoice")

    @classmethod
    def _create_orders(cls, number, product=None, **values):
        """Create ``number`` quotations of one line, in one go."""
        line = {"product_id": (product or cls.product).id, "product_uom_qty": 1}
        return (
            cls.env["sale.order"]
            .with_user(cls.specialist)
            .create(
                [
                    {
                        "partner_id": cls.customer.id,
                        "client_order_ref": f"PO {next(NUMBERS)}",
                        "order_line": [Command.create(line)],
                        **values,
                    }
                    for _order in range(number)
                ]
            )
        )

    def _hold(self, orders):
        holds = self.env["order.hold"].with_user(self.specialist)
        return holds._place(orders, self.hold_type)


@tagged("post_install", "-at_install")
class TestRunsGoOn(RunCase):
    """A run never stops because of one order."""

    def test_of_two_hundred_orders_thirteen_are_stopped(self):
        self.customer.order_reference_required = True
        self._create_checklist("customer_reference")
        orders = self._create_orders(200, self.service)
        stopped = orders[::16]
        stopped.client_order_ref = False
        answer = orders.action_confirm_ready()
        self.assertEqual((len(stopped), len(answer["confirmed"])), (13, 187))
        self.assertEqual([b["order_id"] for b in answer["stopped"]], stopped.ids)
        self.assertEqual(
            {b["message"] for b in answer["stopped"]}, {"The customer's order number is missing."}
        )
        self.assertEqual(set(stopped.mapped("state")), {"draft"})
        self.assertEqual(set((orders - stopped).mapped("state")), {"sale"})

    def test_stopped_drafts_do_not_fill_the_batch_of_the_scheduled_posting(self):
        """Odoo takes the first of all drafts that are due; those that are stopped stay first."""
        orders = self._create_orders(6, self.service)
        orders.action_confirm()
        invoices = self.env["account.move"]
        for order in orders:
            invoices |= order.sudo()._create_invoices()
        invoices.write({"auto_post": "at_date", "date": "2020-01-31", "invoice_date": "2020-01-31"})
        due = self.env["account.move"].search(
            [("id", "in", invoices.ids), ("auto_post", "!=", "no")], limit=4
        )
        stopped = due.line_ids.sale_line_ids.order_id
        self._hold(stopped.with_user(self.specialist))
        with self.enter_registry_test_mode(), self.env.registry.cursor() as cursor:
            self.env(cr=cursor)["account.move"]._autopost_draft_entries(batch_size=2)
        self.env.invalidate_all()
        self.assertEqual(set(due.mapped("state")), {"draft"})
        self.assertEqual((invoices - due).mapped("state"), ["posted", "posted"])
        for draft in due:
            told = draft.message_ids.filtered(lambda message: "Invoice query" in message.body)
            self.assertEqual(len(told), 1)


@tagged("post_install", "-at_install")
class TestRunsCost(RunCase):
    """What the desk costs a run, beside Odoo alone in the same minute."""

    def _count(self, orders, method):
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        method(orders)
        self.env.flush_all()
        return self.env.cr.sql_log_count - start

    def _measure(self, prepare, method):
        """Return ``(queries of a run itself, queries of each order in it)``."""
        method(prepare(1))  # what is cached for good is not counted
        few, many = (self._count(prepare(number), method) for number in (4, 16))
        each = (many - few) / 12
        return few - 4 * each, each

    def _compare(self, prepare, method):
        """Measure with the desk off, then on; each on orders of its own."""
        self.env.ref("order_specialist.checklist_recommended").action_enforce()
        self.company.order_desk_active = False
        run_alone, alone = self._measure(prepare, method)
        self.company.order_desk_active = True
        run, desk = self._measure(prepare, method)
        self.assertLessEqual(desk, alone * MORE_QUERIES, f"{alone:.2f} → {desk:.2f} an order")
        self.assertLessEqual(run, run_alone + RUN_QUERIES, f"{run_alone:.0f} → {run:.0f} a run")

    def _prepare_confirmed(self, number, product=None):
        orders = self._create_orders(number, product)
        orders.action_confirm()
        return orders.sudo()

    def test_confirming_many(self):
        self._compare(self._create_orders, lambda orders: orders.action_confirm())

    def test_shipping_many(self):
        def ship(orders):
            orders.picking_ids.with_user(self.warehouse_lead).button_validate()

        def prepare(number):
            orders = self._prepare_confirmed(number)
            orders.picking_ids.move_ids.picked = True
            return orders

        self._compare(prepare, ship)

    def test_invoicing_many(self):
        self._compare(
            lambda number: self._prepare_confirmed(number, self.service),
            lambda orders: orders._create_invoices(grouped=True),
        )

    def test_posting_many(self):
        def prepare(number):
            orders = self._prepare_confirmed(number, self.service)
            orders._create_invoices(grouped=True)
            return orders

        self._compare(prepare, lambda orders: orders.invoice_ids.action_post())
