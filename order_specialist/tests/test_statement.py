import psycopg2

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..tools import statement
from ..tools.statement import Statement


@tagged("post_install", "-at_install")
class TestStatement(TransactionCase):
    """A plan is kept by the connection that made it, and is of no harm where it cannot be."""

    def setUp(self):
        super().setUp()
        # each test has a text of its own, so that none meets the plan of another
        self.text = (
            f"SELECT id, '{self._testMethodName} 5%%' FROM res_users WHERE id = ANY (%(ids)s)"
        )
        self.statement = Statement(self.text, ids="int[]")
        self.expected = [(1, f"{self._testMethodName} 5%")]

    def _fetch(self, ids=(1,), is_kept=True):
        before = self.env.cr.sql_log_count
        rows = self.statement.fetch(self.env, {"ids": list(ids)}, is_kept=is_kept)
        return rows, self.env.cr.sql_log_count - before

    def _count_prepared(self):
        self.env.cr.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s",
            [f"%{self._testMethodName}%"],
        )
        return self.env.cr.fetchone()[0]

    def test_kept_and_planned_each_time_say_the_same(self):
        self.assertEqual(self._fetch(is_kept=False), (self.expected, 1))
        self.assertEqual(self._count_prepared(), 0)
        Statement("SELECT %(one)s + 1", one="int").fetch(self.env, {"one": 1}, is_kept=True)
        for _time in range(3):
            self.assertEqual(self._fetch(), (self.expected, 1))
            self.assertEqual(self._count_prepared(), 1)
        self.assertEqual(self._fetch(()), ([], 1))
        self.assertEqual(self._fetch((), is_kept=False), ([], 1))

    def test_plan_outlives_what_is_rolled_back(self):
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self._fetch()
            raise ZeroDivisionError
        self.assertEqual(self._count_prepared(), 1)
        self.assertEqual(self._fetch(), (self.expected, 1))

    def test_after_a_failure_all_is_planned_each_time(self):
        self.addCleanup(statement._is_direct.pop, self.env.cr.connection, None)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.Error),
            self.env.cr.savepoint(),
        ):
            self._fetch(["no number"])
        self.assertEqual(self._fetch(), (self.expected, 1))
        self.assertEqual(self._fetch(), (self.expected, 1))

    def test_another_process_behind_the_connection_keeps_nothing(self):
        """As with a pooler that gives each transaction another connection."""
        statement._is_direct.pop(self.env.cr.connection, None)
        self.addCleanup(statement._is_direct.pop, self.env.cr.connection, None)
        self.patch(statement, "_PROCESS", "SELECT pg_backend_pid() + 1")
        self._fetch()
        self.assertEqual(self._fetch(), (self.expected, 1))
        self.assertEqual(self._count_prepared(), 0)

    def test_next_cursor_of_the_same_connection_prepares_anew(self):
        """The pool discards what was prepared, and gives the connection away again."""
        connections = set()
        for _time in range(2):
            with self.registry.cursor() as cr:
                connections.add(cr.connection)
                for _each in range(2):
                    rows = self.statement.fetch(self.env(cr=cr), {"ids": [1]}, is_kept=True)
                    self.assertEqual(rows, self.expected)
        self.assertEqual(len(connections), 1)
