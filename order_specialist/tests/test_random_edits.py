"""Whatever is edited between the verification and the confirmation, in whatever way."""

from contextlib import contextmanager

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged

from ..exceptions import GateClosed
from .common import DeskCase

PRICES = st.sampled_from((9.0, 8.0))
LINES = st.integers(0, 1)
EDITS = st.one_of(
    st.tuples(st.just("write"), LINES, PRICES),
    st.tuples(st.just("sql"), LINES, PRICES),
    st.tuples(st.just("load"), LINES, PRICES),
    st.tuples(st.just("command"), LINES, PRICES),
    st.tuples(st.just("quantity"), LINES, st.sampled_from((10, 11))),
    st.tuples(st.just("add"), PRICES),
    st.tuples(st.just("remove")),
    st.tuples(st.just("list_price"), PRICES),
    st.tuples(st.just("saleable"), st.booleans()),
    st.tuples(st.just("reference"), st.sampled_from(("4711", "tel", False))),
    st.tuples(st.just("required"), st.booleans()),
    st.tuples(st.just("address"), st.sampled_from(("Hauptstraße 31", "Hauptplatz 1"))),
)
PATHS = st.sampled_from(("action_confirm", "write", "action_confirm_ready", "button"))


@tagged("post_install", "-at_install")
class TestRandomEdits(DeskCase):
    """The gate lets nothing through that a fresh verification, or a plain look, would stop."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_checklist(
            "pricelist_price",
            "product_unavailable",
            "customer_reference",
            {"method": "attest", "watch_address": True},
        )
        cls.customer.order_reference_required = True
        cls.order = cls._create_order([(None, 10, 9.0), (None, 10, 9.0)], client_order_ref="4711")
        cls.order.action_blocker(cls.order.get_blockers()[0], "tick")
        cls.order.action_verify()
        cls.seen = cls._look(cls)

    @contextmanager
    def _undone(self):
        """Do something and take it all back."""
        self.env.flush_all()
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            yield
        finally:
            self.env.clear()
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.clear()

    # --- the ways of writing ----------------------------------------------------------------------

    def _edit(self, way, *values):
        getattr(self, f"_edit_{way}")(*values)

    def _get_line(self, place):
        return self.order.order_line[place : place + 1] or self.order.order_line[:1]

    def _edit_write(self, place, price):
        self._get_line(place).price_unit = price

    def _edit_sql(self, place, price):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order_line SET price_unit = %s WHERE id = %s",
            (price, self._get_line(place).id or 0),
        )
        self.env.invalidate_all()

    def _edit_load(self, place, price):
        line = self._get_line(place)
        if line:
            self.env["sale.order.line"].with_user(self.specialist).load(
                [".id", "price_unit"], [[str(line.id), str(price)]]
            )

    def _edit_command(self, place, price):
        line = self._get_line(place)
        if line:
            self.order.order_line = [Command.update(line.id, {"price_unit": price})]

    def _edit_quantity(self, place, quantity):
        """The price follows from the list: Odoo computes it again beside ``write``."""
        self._get_line(place).product_uom_qty = quantity

    def _edit_add(self, price):
        self.order.order_line = [
            Command.create({"product_id": self.product.id, "price_unit": price})
        ]

    def _edit_remove(self):
        self.order.order_line[-1:].unlink()

    def _edit_list_price(self, price):
        self.product.list_price = price

    def _edit_saleable(self, saleable):
        self.product.sale_ok = saleable

    def _edit_reference(self, reference):
        self.order.client_order_ref = reference

    def _edit_required(self, required):
        self.customer.order_reference_required = required

    def _edit_address(self, street):
        self.customer.street = street

    # --- a plain look at the tables ---------------------------------------------------------------

    def _look(self):
        """Return what who ticked the order looked at, straight from the tables."""
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT l.id, l.product_id, l.product_uom_qty, l.price_unit, l.discount, p.street
                 FROM sale_order o
                 JOIN res_partner p ON p.id = o.partner_shipping_id
                 LEFT JOIN sale_order_line l ON l.order_id = o.id
                WHERE o.id = %s ORDER BY l.id""",
            self.order.ids,
        )
        return self.env.cr.fetchall()

    def _is_wrong(self):
        """Return whether a person who looks at the tables would stop the order."""
        rows = self._look()
        lines = [row for row in rows if row[0]]
        self.env.cr.execute(
            """SELECT o.client_order_ref, p.order_reference_required
                 FROM sale_order o JOIN res_partner p ON p.id = o.partner_id WHERE o.id = %s""",
            self.order.ids,
        )
        reference, required = self.env.cr.fetchone()
        return (
            rows != self.seen
            or any(row[3] != self.product.list_price for row in lines)
            or bool(lines and not self.product.sale_ok)
            or bool(required and reference in (None, "", "tel"))
        )

    # --- going through the gate -------------------------------------------------------------------

    def _pass(self, path):
        """Return whether the order gets through the gate on this way, as the specialist."""
        order = self.order.with_user(self.specialist)
        try:
            with self.env.cr.savepoint():
                if path == "write":
                    order.write({"state": "sale"})
                elif path == "button":
                    order.action_verify_and_confirm()
                else:
                    getattr(order, path)()
        except GateClosed:
            return False
        return self.order.state == "sale"

    @settings(
        max_examples=8,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @example(edits=[("quantity", 0, 11)], path="write")
    @example(edits=[("sql", 1, 8.0)], path="action_confirm")
    @given(edits=st.lists(EDITS, max_size=5), path=PATHS)
    def test_no_edit_slips_through(self, edits, path):
        with self._undone():
            for edit in edits:
                self._edit(*edit)
            wrong = self._is_wrong()
            passed = self._pass(path)
            self.assertEqual(passed, not wrong, f"{path}: {edits}")
            if not passed:
                stops = [b for b in self.order.action_verify() if b["stops"]]
                self.assertTrue(any(b["gate"] == "confirm" for b in stops), edits)

    def test_what_was_ticked_and_verified_passes(self):
        """The measure itself: nothing is wrong with the order that nobody edits."""
        self.assertFalse(self._is_wrong())
        with self._undone():
            self.assertTrue(self._pass("button"))
        self.assertEqual(self.order.state, "draft")
