from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import DeskCase

ENGINE_LOG = "odoo.addons.order_specialist.models.order_check_run"


@tagged("post_install", "-at_install")
class TestCheckDomain(DeskCase):
    """What an administrator writes is validated when it is saved, and found when it matches."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist(
            {
                "kind": "domain",
                "name": "No e-mail orders of rushes",
                "found_domain": "[('is_rush', '=', True)]",
                "found_text": "A rush has to be promised by the warehouse.",
            }
        )
        cls.check = cls.checklist.check_ids.with_user(cls.administrator)
        cls.orders = cls.env["sale.order"].union(
            *(cls._create_order(is_rush=rush, rush_reason="Truck") for rush in (True, False, True))
        )

    def _count(self, orders):
        self.env.flush_all()
        self.env.invalidate_all()
        checks = self.check.sudo()
        checks.mapped("found_domain")
        before = self.env.cr.sql_log_count
        checks._find(orders)
        return self.env.cr.sql_log_count - before

    def test_orders_that_match_are_found_with_its_own_words(self):
        self.assertEqual(
            [f.order_id for f in self._find(self.orders, "domain")],
            [self.orders[0].id, self.orders[2].id],
        )
        self.assertEqual(
            self._get_messages(self.orders[0]), ["A rush has to be promised by the warehouse."]
        )
        self.assertEqual(self._get_finding(self.orders[0], "domain").amount, 90.0)
        self.assertEqual(self._get_messages(self.orders[1]), [])

    def test_without_words_it_says_its_name(self):
        self.check.found_text = False
        self.assertEqual(self._get_messages(self.orders[0]), ["No e-mail orders of rushes"])

    def test_lines_that_match_are_found_each(self):
        self.check.write(
            {
                "found_model": "sale.order.line",
                "found_domain": "[('product_uom_qty', '>', 9), ('product_id.name', '=', 'Chai')]",
            }
        )
        chai = self._create_product("Chai", 5.0)
        order = self._create_order([(chai, 10, None), (chai, 3, None), (None, 20, None)])
        finding = self._get_finding(order, "domain")
        self.assertEqual((finding.line_id, finding.amount), (order.order_line[0].id, 50.0))
        self.assertEqual(
            self._get_messages(order), ["Chai: A rush has to be promised by the warehouse."]
        )
        self._override(order, "domain", self.specialist)
        order.order_line[0].product_uom_qty = 12
        self.assertEqual(len(self._get_messages(order)), 1)
        order.order_line[0].product_uom_qty = 9.5
        self.assertEqual(self._get_messages(order), [])

    def test_override_ends_when_the_filter_changes(self):
        self._override(self.orders[0], "domain", self.specialist)
        self.assertEqual(self._get_messages(self.orders[0]), [])
        self.check.found_domain = "[('is_rush', '!=', False)]"
        self.assertEqual(len(self._get_messages(self.orders[0])), 1)

    def test_what_cannot_be_searched_is_refused_when_saved(self):
        for wrong in (
            "[('no_such_field', '=', 1)]",
            "[('amount_total', '=', 'many')]",
            "[('id', 'like it', 1)]",
            "not a domain",
            "[('user_id', '=', uid)]",
            "__import__('os')",
        ):
            with (
                self.assertRaisesRegex(
                    ValidationError,
                    "filter of check “No e-mail orders of rushes” cannot be searched",
                ),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.check.found_domain = wrong
        self.assertEqual(self.check.found_domain, "[('is_rush', '=', True)]")

    def test_filter_that_finds_everything_is_refused(self):
        for everything in ("[]", False):
            with self.assertRaisesRegex(ValidationError, "matches everything"):
                self.check.found_domain = everything

    def test_filter_of_one_model_does_not_fit_the_other(self):
        with self.assertRaisesRegex(ValidationError, "cannot be searched"):
            self.check.found_model = "sale.order.line"

    def test_filter_that_crashes_hurts_no_other_filter(self):
        other = self.check.copy({"name": "Other", "checklist_id": self.checklist.id})
        self.env.cr.execute(
            "UPDATE order_check SET found_domain = '[(''gone'', ''='', 1)]' WHERE id = %s",
            [other.id],
        )
        other.invalidate_recordset()
        with mute_logger(ENGINE_LOG):
            blockers = self.orders[0].get_blockers()
        self.assertEqual(
            {(b["kind"], b["check_id"]) for b in blockers},
            {("check", self.check.id), ("error", other.id)},
        )

    def test_other_company_is_not_looked_at(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.checklist.company_id = company
        self.assertEqual(self._find(self.orders, "domain"), [])

    def test_one_order_costs_the_same_as_many(self):
        self.check.sudo()._find(self.orders)
        many = self.env["sale.order"].union(*(self._create_order() for _n in range(7)))
        self.assertEqual(self._count(self.orders[0]), self._count(many | self.orders))

    def test_administrator_only_writes_it(self):
        with self.assertRaisesRegex(Exception, "not allowed"):
            self.check.with_user(self.supervisor).found_domain = "[('id', '=', 1)]"
