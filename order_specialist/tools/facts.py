"""The facts of one evaluation of one batch of orders: plain rows, one query each.

A rule loops over ``facts.orders`` and ``facts.lines`` and over *sources*, which are loaded once
for the whole batch by ``order.check._load_<source>(facts)``. Nothing is kept after the call.
"""

from functools import cached_property

from odoo.tools import SQL

from .passage import has_passed
from .reader import get_today
from .rows import AUTOMATIC, ORDERS, LineRow, OrderRow, get_lines_statement
from .statement import FEW


class Facts:
    """Rows and sources of the orders with ``order_ids``, read as superuser.

    :param env: environment of the reader; rows are read by SQL, so access must be checked before
    :param order_ids: ids of stored orders
    :param entering: the gate that the orders are passing right now, in the middle of a write: it
        counts as not passed, whatever their columns say; ``None`` when somebody only asks
    """

    def __init__(self, env, order_ids, entering=None):
        self.env = env(su=True)
        self.order_ids = tuple(order_ids)
        self.entering = entering
        self._sources = {}
        #: identities of what rules still find on orders that are past the gate of their check
        self.past = set()
        env.flush_all()

    @cached_property
    def orders(self):
        """``OrderRow`` of each order, by id."""
        return list(map(OrderRow._make, self.fetch(ORDERS)))

    today = cached_property(get_today)

    @cached_property
    def lines(self):
        """``LineRow`` of each line that has a product, by order and place."""
        known = self.env["sale.order.line"]._fields
        statement = get_lines_statement(tuple(name for name in AUTOMATIC if name in known))
        return list(map(LineRow._make, self.fetch(statement)))

    @cached_property
    def by_id(self):
        """``{order id: OrderRow}``."""
        return {order.id: order for order in self.orders}

    @cached_property
    def lines_by_order(self):
        """``{order id: [LineRow]}``."""
        lines = {order_id: [] for order_id in self.order_ids}
        for line in self.lines:
            lines[line.order_id].append(line)
        return lines

    @cached_property
    def _with_goods(self):
        return {line.order_id for line in self.lines if line.is_goods}

    def has_goods(self, order):
        """Return whether anything of ``order`` (an ``OrderRow``) has to be brought to somebody."""
        return order.id in self._with_goods

    def get_promised(self, line):
        """Return the moment promised for ``line`` (a ``LineRow``): its own, else the order's."""
        return line.promised_date or self.by_id[line.order_id].promised_date

    @cached_property
    def changed_line_ids(self):
        """Ids of lines added, raised or priced anew after the order was confirmed."""
        return frozenset(
            line_id for order in self.orders for line_id in order.changed_line_ids or ()
        )

    def has_passed(self, order, gate):
        """Return whether ``order`` (an ``OrderRow``) is beyond ``gate``."""
        return gate != self.entering and has_passed(order, gate)

    def __getitem__(self, source):
        """Return a source, loading it once for the batch."""
        if source not in self._sources:
            load = getattr(self.env["order.check"], f"_load_{source}")
            self._sources[source] = load(self)
        return self._sources[source]

    def record(self, order_id):
        """Return the order as a record; for messages, never inside a rule's loop."""
        return self.env["sale.order"].browse(order_id)

    def fetch(self, statement, **values):
        """Run a ``Statement`` for a source and return its rows.

        :param values: its parameters, besides ``orders``: the ids of the batch
        """
        if not self.order_ids:
            return []
        values["orders"] = list(self.order_ids)
        return statement.fetch(self.env, values, is_kept=len(self.order_ids) <= FEW)

    def execute(self, statement, *args):
        """Like ``fetch``, of an SQL text that is planned each time."""
        if not self.order_ids:
            return []
        return self.env.execute_query(SQL(statement, *args))


class QuotationFacts(Facts):
    """The facts of orders as if each were still a quotation: to try checks on past orders.

    What a source reads of the world (stock, credit) is that of today.
    """

    @cached_property
    def orders(self):
        """``OrderRow`` of each order, before its first gate."""
        return [
            order._replace(
                state="draft",
                confirmed_on=None,
                delivery_status=None,
                invoice_status="no",
                handoff_state=None,
                changed_line_ids=None,
                has_draft_invoice=False,
            )
            for order in super().orders
        ]
