import re
from contextlib import contextmanager

from odoo.fields import Command
from odoo.tests import tagged

from .change_common import ChangeCase

OURS = r'(FROM|JOIN|INTO|UPDATE) "?order_(change|change_rule|reason)\b'


@tagged("post_install", "-at_install")
class TestChangeQueries(ChangeCase):
    """Without a row the matrix costs nothing; with rows many cost what one costs."""

    @contextmanager
    def _record(self):
        """Yield the list of the statements that run meanwhile."""
        statements = []
        cursor_class = type(self.env.cr)
        execute = cursor_class.execute

        def record(cursor, query, params=None, log_exceptions=True):
            statements.append(" ".join(str(getattr(query, "code", query)).split()))
            return execute(cursor, query, params, log_exceptions)

        self.env.flush_all()
        self.patch(cursor_class, "execute", record)
        try:
            yield statements
            self.env.flush_all()
        finally:
            self.patch(cursor_class, "execute", execute)

    def _change_everything(self):
        order = self._create_order()
        order.order_line.product_uom_qty = 11
        order.action_confirm()
        order.order_line.write({"product_uom_qty": 12, "price_unit": 8})
        order.order_line = [Command.create({"product_id": self.product.id})]
        order.requested_date = "2024-05-07"
        order.action_cancel()

    def test_without_rows_nothing_is_read_or_written(self):
        self._change_everything()
        with self._record() as statements:
            self._change_everything()
        self.assertGreater(len(statements), 50)
        self.assertFalse([text for text in statements if re.search(OURS, text)])

    def test_recording_sees_what_runs(self):
        self._rule("date")
        with self._record() as statements:
            self._change_everything()
        self.assertTrue([text for text in statements if re.search(OURS, text)])

    def _count(self, orders, date):
        """Return how many statements it takes to change the date of ``orders``, nothing cached."""
        self.env.flush_all()
        self.env.invalidate_all()
        with self._record() as statements:
            orders.requested_date = date
        self.assertEqual(len(self.changes.search([("new_value", "=", date)])), len(orders))
        return len(statements)

    def test_many_orders_cost_the_queries_of_two(self):
        self._rule("date")
        orders = self.env["sale.order"].union(*(self._create_confirmed() for _n in range(5)))
        orders = orders.with_user(self.specialist)
        self._count(orders, "2024-05-01")
        self.assertEqual(self._count(orders[:2], "2024-05-02"), self._count(orders, "2024-05-03"))
