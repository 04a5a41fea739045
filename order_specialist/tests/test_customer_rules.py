from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .credit_common import CreditCase

KINDS = (
    "customer_reference",
    "duplicate_order",
    "customer_blocked",
    "customer_terms",
    "vat_invalid",
    "control_total",
    "credit_limit",
    "overdue_invoices",
)

#: Which rules use which source.
SOURCES = {
    "customers": {"customer_blocked", "vat_invalid"},
    "terms": {"customer_terms"},
    "receivable": {"credit_limit", "overdue_invoices"},
    "credit_rows": {"credit_limit"},
    "same_number": {"duplicate_order"},
    "control_totals": {"control_total"},
}


@tagged("post_install", "-at_install")
class TestCustomerRules(CreditCase):
    """All rules about the customer together: what they cost, and what a broken one breaks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.credit.automatic = False
        cls.checklist = cls._create_checklist(*KINDS)
        lines = [
            Command.create({"product_id": cls.product.id, "product_uom_qty": 20, "price_unit": 9})
        ]
        cls.orders = cls.env["sale.order"].create(
            [
                {
                    "partner_id": cls.customer.id,
                    "client_order_ref": f"PO {number // 2}",
                    "control_lines": 2,
                    "order_line": lines,
                }
                for number in range(12)
            ]
        )
        cls.customer.write({"order_blocked": True, "order_block_reason": "Insolvency filed"})

    def _evaluate(self, orders, kinds=KINDS):
        checks = self.checklist.check_ids.filtered(lambda check: check.kind in kinds)
        return checks.sudo()._find(orders)

    def _count(self, orders, kinds):
        """Return how many queries the rules need for ``orders`` besides orders and lines."""
        self.env.flush_all()
        facts = self.env["order.gate"]._get_facts(orders)
        facts.orders, facts.lines  # noqa: B018
        start = self.env.cr.sql_log_count
        evaluation = self._evaluate(facts, kinds)
        self.assertFalse(evaluation.errors)
        return self.env.cr.sql_log_count - start

    def test_queries_are_few_and_the_same_for_one_and_for_many(self):
        self._count(self.orders, KINDS)
        alone = self._count(self.orders[0], ("customer_reference",))
        many = self._count(self.orders, KINDS)
        self.assertEqual(self._count(self.orders[-1], KINDS), many)
        self.assertLessEqual(many - alone, len(SOURCES))

    def test_what_is_not_asked_is_not_loaded(self):
        loaded = []
        facts_class = type(self.env["order.gate"]._get_facts(self.orders))
        get = facts_class.__getitem__
        self.patch(
            facts_class, "__getitem__", lambda facts, name: loaded.append(name) or get(facts, name)
        )
        self._evaluate(self.orders, ("customer_reference",))
        self.assertEqual(set(loaded) & set(SOURCES), set())
        self._evaluate(self.orders, KINDS)
        self.assertLessEqual(set(SOURCES), set(loaded))

    def test_what_breaks_one_source_breaks_only_its_rules(self):
        model = self.env.registry["order.check"]
        right = {finding.identity[:2] for finding in self._evaluate(self.orders).findings}
        for source, kinds in SOURCES.items():
            load = getattr(model, f"_load_{source}")
            for broken in (
                lambda check, facts: 1 / 0,
                lambda check, facts: check.env.cr.execute("SELECT 1 / 0"),
            ):
                setattr(model, f"_load_{source}", broken)
                try:
                    with mute_logger(
                        "odoo.sql_db", "odoo.addons.order_specialist.models.order_check_run"
                    ):
                        evaluation = self._evaluate(self.orders)
                finally:
                    setattr(model, f"_load_{source}", load)
                self.assertEqual({check.kind for check in evaluation.errors}, kinds, source)
                found = {finding.identity[:2] for finding in evaluation.findings}
                errors = {check.id for check in evaluation.errors}
                self.assertEqual(found, {pair for pair in right if pair[0] not in errors}, source)

    def test_all_of_them_find_something_here(self):
        found = {finding.check.kind for finding in self._evaluate(self.orders).findings}
        self.assertEqual(
            found, {"duplicate_order", "customer_blocked", "control_total", "credit_limit"}
        )

    def test_words_and_texts_are_there_for_each(self):
        helps = self.env["order.check"]._get_kind_help()
        for check in self.checklist.check_ids:
            self.assertGreater(len(helps[check.kind]), 20, check.kind)
        for finding in self._evaluate(self.orders).findings:
            self.assertNotIn(finding.check._describe(finding), ("", finding.check.name))
