import re
from contextlib import contextmanager

from odoo.fields import Command
from odoo.tests import tagged

from .case_common import ClaimCase

KINDS = (
    "customer_reference",
    "duplicate_order",
    "pricelist_price",
    "product_unavailable",
    {"kind": "address_incomplete", "gate": "handoff"},
    {"kind": "stock_short", "gate": "handoff"},
)


@tagged("post_install", "-at_install")
class TestQueryCount(ClaimCase):
    """Off, the desk costs nothing; on, it costs the same for one order as for fifty."""

    @contextmanager
    def _record(self):
        """Yield the list of the statements that run meanwhile."""
        statements = []
        cursor_class = type(self.env.cr)
        execute = cursor_class.execute

        def record(cursor, query, params=None, log_exceptions=True):
            code = getattr(query, "code", query)
            statements.append(" ".join(str(code).split()))
            return execute(cursor, query, params, log_exceptions)

        self.env.flush_all()
        self.patch(cursor_class, "execute", record)
        try:
            yield statements
            self.env.flush_all()
        finally:
            self.patch(cursor_class, "execute", execute)

    # --- off --------------------------------------------------------------------------------------

    def _get_own_tables(self):
        return {
            model._table
            for name, model in self.env.registry.items()
            if model._module == "order_specialist" and name.startswith("order.")
        }

    def _live_through_an_order(self):
        order = self._create_order([(None, 5, 10.0)])
        order.order_line.product_uom_qty = 6
        order.write({"client_order_ref": "4711"})
        order.action_verify_and_confirm()
        order.order_line.product_uom_qty = 7
        self._ship(order, 3)
        self._ship(order)
        self._invoice(order)
        other = self._create_order()
        other._action_cancel()
        other.action_draft()
        other.action_confirm_ready()
        return order

    def test_desk_that_is_off_asks_none_of_its_tables(self):
        self.company.order_desk_active = False
        self._create_checklist(*KINDS)
        self._live_through_an_order()
        with self._record() as statements:
            order = self._live_through_an_order()
        self.assertEqual((order.state, order.invoice_status), ("sale", "invoiced"))
        self.assertGreater(len(statements), 100)
        tables = "|".join(self._get_own_tables() - {"order_reason"})
        touched = [
            text
            for text in statements
            if re.search(rf'(FROM|JOIN|INTO|UPDATE) "?({tables})\b', text)
        ]
        self.assertEqual(touched, [])

    def test_recording_sees_what_runs(self):
        self._create_checklist(*KINDS)
        with self._record() as statements:
            self._live_through_an_order()
        self.assertTrue(any("order_verification" in text for text in statements))

    # --- on ---------------------------------------------------------------------------------------

    def _create_orders(self, count):
        return (
            self.env["sale.order"]
            .with_user(self.specialist)
            .create(
                [
                    {
                        "partner_id": self.customer.id,
                        "client_order_ref": f"PO {number}",
                        "order_line": [
                            Command.create(
                                {"product_id": self.product.id, "product_uom_qty": quantity}
                            )
                            for quantity in (1, 2, 3)
                        ],
                    }
                    for number in range(count)
                ]
            )
        )

    def _count(self, orders, method):
        self.env.flush_all()
        self.env.invalidate_all()
        with self._record() as statements:
            getattr(orders, method)()
        return [text for text in statements if "SAVEPOINT" not in text.upper()]

    def _compare_one_and_fifty(self, orders):
        """Expect the same queries; what is asked once for a connection or a worker is not counted.

        That of one order is prepared, of many it is not (``tools/statement.py``).
        """
        for number in (1, 50):
            self._count(orders[-number:], "get_blockers")
        one, fifty = (
            self._count(orders[50], "get_blockers"),
            self._count(orders[:50], "get_blockers"),
        )
        self.assertEqual(len(one), len(fifty), "\n".join(fifty))

    def _create_rules(self):
        self._create_checklist(*KINDS)
        orders = self._create_orders(51)
        orders.get_blockers()
        return orders

    def test_asking_costs_the_same_for_one_order_and_for_fifty(self):
        self._compare_one_and_fifty(self._create_rules())

    def test_what_is_found_costs_the_same_on_one_order_and_on_fifty(self):
        orders = self._create_rules()
        orders.order_line.price_unit = 5
        self._compare_one_and_fifty(orders)

    def test_asking_about_one_order_takes_few_queries(self):
        orders = self._create_rules()
        self.env.invalidate_all()
        self.company.sudo().fetch()  # as every request has
        with self._record() as statements:
            self.env["order.gate"]._get_blockers(orders[0])
        queries = [text for text in statements if "SAVEPOINT" not in text.upper()]
        self.assertLessEqual(len(queries), 15, "\n".join(queries))

    def test_verifying_costs_the_same_but_for_the_rows_it_adds(self):
        orders = self._create_rules()
        one, fifty = (
            self._count(orders[50], "action_verify"),
            self._count(orders[:50], "action_verify"),
        )

        def without_rows(statements):
            return [text[:60] for text in statements if not text.startswith(("INSERT", "UPDATE"))]

        self.assertLessEqual(len(without_rows(fifty)), len(without_rows(one)) + 2)
        self.assertLess(len(fifty), len(one) + 10)

    def test_verifying_again_writes_no_finding(self):
        orders = self._create_rules()
        orders.order_line.price_unit = 1
        orders.action_verify()
        statements = self._count(orders, "action_verify")
        written = [
            text
            for text in statements
            if re.match(r'(INSERT INTO|UPDATE|DELETE FROM) "?order_(finding|check_result)', text)
        ]
        self.assertEqual(written, [])

    def test_gate_of_a_confirmation_is_asked_once_for_the_batch(self):
        orders = self._create_rules()
        asked = []
        model = self.env.registry["order.gate"]
        ask = model._ask

        def record(gate, facts, name=None):
            asked.append((name, len(facts.order_ids)))
            return ask(gate, facts, name)

        self.patch(model, "_ask", record)
        orders[:10].action_confirm()
        self.assertEqual([entry for entry in asked if entry[0] == "confirm"], [("confirm", 10)])
