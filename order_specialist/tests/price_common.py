"""Customers with a past: what the rules about price and quantity compare with."""

from datetime import datetime, timedelta

from .common import DeskCase

TODAY = datetime(2026, 3, 10, 9, 0)


class PriceCase(DeskCase):
    """A checklist with the rules of ``kinds``; orders are of ``TODAY``."""

    kinds = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist(*cls.kinds)
        cls.checks = {check.kind: check for check in cls.checklist.check_ids}

    @classmethod
    def _buy(cls, quantities, product=None, price=9.0, partner=None, unit=None, **values):
        """Let the customer buy each of ``quantities`` on an order of its own, one a day."""
        product = product or cls.product
        line = {"product_id": product.id, "price_unit": price}
        if unit:
            line["product_uom_id"] = unit.id
        orders = cls.env["sale.order"].create(
            [
                {
                    "partner_id": (partner or cls.customer).id,
                    "order_line": [(0, 0, {**line, "product_uom_qty": quantity})],
                    **values,
                }
                for quantity in quantities
            ]
        )
        cls._make_past(orders)
        return orders

    @classmethod
    def _make_past(cls, orders):
        """Let ``orders`` be confirmed, one a day, the last yesterday: as if it were long ago."""
        cls.env.flush_all()
        for age, order in enumerate(reversed(orders), start=1):
            cls.env.cr.execute(
                "UPDATE sale_order SET state = 'sale', date_order = %s WHERE id = %s",
                [TODAY - timedelta(days=age), order.id],
            )
        cls.env.cr.execute(
            "UPDATE sale_order_line SET state = 'sale' WHERE order_id IN %s", [orders._ids]
        )
        cls.env.invalidate_all()

    def _order(self, quantity=10, price=9.0, product=None, **values):
        return self._create_order([(product, quantity, price)], **{"date_order": TODAY, **values})

    def _find(self, orders, kind):
        """Return what the rule finds; one that crashed fails here."""
        evaluation = self.checks[kind]._find(orders.sudo())
        self.assertEqual(evaluation.errors, {})
        return evaluation.findings

    def _get_found(self, orders, kind):
        """Return ``[(expected, actual, rounded amount)]`` of what the rule finds."""
        return [
            (finding.expected, finding.actual, round(finding.amount, 2))
            for finding in self._find(orders, kind)
        ]

    def _fix(self, order, kind):
        """Press the button of the one finding of ``kind``."""
        blockers = [
            blocker
            for blocker in order.get_blockers()
            if blocker["check_id"] == self.checks[kind].id
        ]
        self.assertEqual(len(blockers), 1)
        self.assertIn("fix", blockers[0]["actions"])
        return self.env["order.desk"].with_user(self.specialist)._act(order, blockers[0], "fix")

    def _use_currency(self, rate=2.0):
        """Return another currency of ``rate`` for one of the company's."""
        dollar = self.env.ref("base.USD")
        currency = self.env.ref("base.EUR") if self.company.currency_id == dollar else dollar
        currency.active = True
        self.env["res.currency.rate"].create(
            {"name": "2026-01-01", "currency_id": currency.id, "rate": rate}
        )
        return currency

    def _use_foreign_pricelist(self, rate=2.0):
        return self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": self._use_currency(rate).id}
        )
