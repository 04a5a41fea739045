from odoo.tests import Form, tagged

from .price_common import PriceCase
from .test_check_habit import USUAL


@tagged("post_install", "-at_install")
class TestQuantityHint(PriceCase):
    """What is unusual is said while it is typed, and kept when it is corrected."""

    kinds = ("quantity_unusual",)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._buy(USUAL)

    def _open_form(self):
        form = Form(self.env["sale.order"].with_user(self.specialist))
        form.partner_id = self.customer
        return form

    def _type(self, *quantities):
        """Type one quantity after the other on a line; return the form and what it said."""
        form, said = self._open_form(), []
        with form.order_line.new() as line:
            line.product_id = self.product
            for quantity in quantities:
                line.product_uom_qty = quantity
                said.append(line.quantity_hint)
        return form, said

    def test_hint_comes_and_goes_while_the_quantity_is_typed(self):
        form, said = self._type(240, 24)
        self.assertEqual(said, ["usually 6–24, now 240", False])
        self.assertFalse(form.has_quantity_hint)
        form, said = self._type(24, 240)
        self.assertEqual(said, [False, "usually 6–24, now 240"])
        self.assertTrue(form.has_quantity_hint)

    def test_hint_counts_in_the_unit_of_the_product(self):
        self.specialist.group_ids += self.env.ref("uom.group_uom")
        dozen = self.env.ref("uom.product_uom_dozen")
        self.product.product_tmpl_id.uom_ids = dozen
        form = self._open_form()
        with form.order_line.new() as line:
            line.product_id = self.product
            line.product_uom_qty = 20
            self.assertFalse(line.quantity_hint)
            line.product_uom_id = dozen
            self.assertEqual(line.quantity_hint, "usually 6–24, now 240")

    def test_corrected_quantity_is_kept_as_an_issue_that_was_fixed(self):
        order = self._type(240, 24)[0].save()
        order.action_verify()
        self.assertRecordValues(
            order.finding_ids,
            [
                {
                    "outcome": "fixed",
                    "is_open": False,
                    "is_blocking": False,
                    "amount": 216 * 9.0,
                    "message": "Camembert: usually 6–24, now 240",
                    "expected_text": "6–24",
                    "actual_text": "240",
                    "resolved_by_id": self.specialist.id,
                }
            ],
        )
        order.action_verify()
        self.assertEqual(len(order.finding_ids), 1, "once")

    def test_what_was_saved_and_then_corrected_is_kept_once(self):
        order = self._type(240)[0].save()
        order.action_verify()
        self.assertRecordValues(order.finding_ids, [{"is_open": True, "outcome": False}])
        order.order_line.product_uom_qty = 24
        order.action_verify()
        self.assertRecordValues(order.finding_ids, [{"is_open": False, "outcome": "fixed"}])

    def test_another_product_forgets_what_was_typed_before(self):
        form = self._open_form()
        other = self._create_product("Gorgonzola", 9.0)
        self._buy(USUAL, product=other)
        with form.order_line.new() as line:
            line.product_id = self.product
            line.product_uom_qty = 240
            line.product_id = other
            line.product_uom_qty = 12
        order = form.save()
        order.action_verify()
        self.assertFalse(order.finding_ids)

    def test_every_edit_asks_one_query_and_none_without_the_check(self):
        lines = self._create_order([(None, 240, None), (None, 10, None)]).order_line
        asked = []
        model = self.env.registry["order.check"]
        load = model._get_typed_habits

        def record(check, pairs):
            before = check.env.cr.sql_log_count
            habits = load(check, pairs)
            asked.append(check.env.cr.sql_log_count - before)
            return habits

        self.patch(model, "_get_typed_habits", record)
        self.env.flush_all()
        self.assertEqual([bool(line.quantity_hint) for line in lines], [True, False])
        self.assertEqual(asked, [1])
        for switch in (self.checklist.action_draft, self._switch_desk_off):
            switch()
            lines.invalidate_recordset(["quantity_hint"])
            lines.mapped("quantity_hint")  # fills the caches that the switch has emptied
            lines.invalidate_recordset(["quantity_hint"])
            with self.assertQueryCount(0):
                self.assertEqual(lines.mapped("quantity_hint"), [False, False])

    def _switch_desk_off(self):
        self.checklist.action_observe()
        self.company.order_desk_active = False
        self.env.flush_all()

    def test_nothing_is_said_of_what_is_confirmed_or_of_another_checklist(self):
        order = self._create_order([(None, 240, None)])
        self.assertTrue(order.order_line.quantity_hint)
        self.checklist.domain = "[('order_channel', '=', 'edi')]"
        self.assertFalse(self._type(240)[1][0])
        order.invalidate_recordset()
        self.assertFalse(order.order_line.quantity_hint)
        self.checklist.domain = "[]"
        self.checklist.check_ids.severity = "info"
        order.action_confirm()
        self.assertFalse(order.order_line.quantity_hint)
