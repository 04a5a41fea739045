"""A small world in which chance sells, ships, bills and claims: all that sums can depend on."""

from dataclasses import dataclass

from odoo import fields
from odoo.fields import Command

from .case_common import ClaimCase

#: Name: (amount, type, included in the price, what it is computed on includes).
TAXES = {
    "20": (20.0, "percent", False),
    "7.7": (7.7, "percent", False),
    "in 20": (20.0, "percent", True),
    "eco": (0.33, "fixed", False),
}


@dataclass(frozen=True)
class Sold:
    """One line of an order."""

    article: str
    quantity: float
    price: float
    discount: float
    taxes: tuple
    in_dozens: bool


@dataclass(frozen=True)
class Plan:
    """What an order is, before anything happens to it."""

    lines: tuple
    steps: int
    rounding: str
    is_foreign: bool
    prepaid: tuple
    posting: str


class ClaimWorld(ClaimCase):
    """Articles of each kind, taxes of each kind, warehouses of one to three steps."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # sums are looked at, not the history of each document
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.env["order.limit"].search([("group_id", "!=", False)]).unlimited = True
        cls.env["order.case.type"].search([("code", "!=", False)]).write(
            {"evidence_above": 0.0, "settles_alone": False}
        )
        cls._create_taxes()
        cls._create_warehouses()
        cls._create_articles()
        cls._create_foreign()
        cls.fee = cls._create_product("Restocking", 15.0, type="service", is_storable=False)

    @classmethod
    def _create_taxes(cls):
        cls.taxes = {
            name: cls.env["account.tax"].create(
                {
                    "name": name,
                    "amount": amount,
                    "amount_type": kind,
                    "price_include_override": "tax_included" if included else "tax_excluded",
                }
            )
            for name, (amount, kind, included) in TAXES.items()
        }

    @classmethod
    def _create_warehouses(cls):
        other = cls.env["stock.warehouse"].create(
            [
                {"name": "Two steps", "code": "TWO", "delivery_steps": "pick_ship"},
                {"name": "Three steps", "code": "THREE", "delivery_steps": "pick_pack_ship"},
            ]
        )
        cls.warehouses = cls.warehouse | other

    @classmethod
    def _create_articles(cls):
        kinds = {
            "delivered": {},
            "ordered": {"invoice_policy": "order"},
            "lot": {"tracking": "lot"},
            "serial": {"tracking": "serial", "invoice_policy": "order"},
            "other": {},
        }
        cls.articles = {
            name: cls._create_product(name, 10.0, standard_price=6.0, **values)
            for name, values in kinds.items()
        }
        for warehouse in cls.warehouses:
            for article in cls.articles.values():
                cls._stock_up(article, warehouse.lot_stock_id)

    @classmethod
    def _stock_up(cls, article, location):
        quants = cls.env["stock.quant"]
        if article.tracking == "none":
            quants._update_available_quantity(article, location, 5000)
            return
        count, each = (40, 1) if article.tracking == "serial" else (2, 2500)
        lots = cls.env["stock.lot"].create(
            [{"product_id": article.id, "name": f"{location.id}/{n}"} for n in range(count)]
        )
        for lot in lots:
            quants._update_available_quantity(article, location, each, lot_id=lot)

    @classmethod
    def _create_foreign(cls):
        rates = {"2000-01-01": 1.7, "2024-01-01": 2.35, "2024-06-01": 1.99}
        currency = cls.env["res.currency"].create(
            {
                "name": "ZED",
                "symbol": "Z",
                "rate_ids": [
                    Command.create({"name": day, "company_rate": rate})
                    for day, rate in rates.items()
                ],
            }
        )
        cls.foreign = cls.env["product.pricelist"].create({"name": "Z", "currency_id": currency.id})

    def _sell(self, plan):
        """Return the confirmed and released order of ``plan``, with its down payment billed."""
        self.company.tax_calculation_rounding_method = plan.rounding
        self.company.order_credit_note_posting = plan.posting
        values = {"warehouse_id": self.warehouses[plan.steps - 1].id}
        if plan.is_foreign:
            values["pricelist_id"] = self.foreign.id
        lines = [Command.create(self._prepare_sold(sold)) for sold in plan.lines]
        order = self._create_order(lines=(), order_line=lines, **values)
        order.action_confirm()
        if plan.prepaid:
            self._bill_before(order, *plan.prepaid)
        return order

    def _prepare_sold(self, sold):
        article = self.articles[sold.article]
        dozen = self.env.ref("uom.product_uom_dozen")
        return {
            "product_id": article.id,
            "product_uom_id": (dozen if sold.in_dozens else article.uom_id).id,
            "product_uom_qty": sold.quantity,
            "price_unit": sold.price,
            "discount": sold.discount,
            "tax_ids": [Command.set([self.taxes[name].id for name in sold.taxes])],
        }

    def _bill_before(self, order, method, amount):
        name = "amount" if method == "percentage" else "fixed_amount"
        wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids)
        wizard = wizard.create({"advance_payment_method": method, name: amount})
        invoice = wizard._create_invoices(order.sudo())
        invoice.action_post()

    def _bill(self, order, day=None, final=False):
        """Bill what can be billed of ``order``, dated ``day``; return the posted documents."""
        moves = order.sudo()._create_invoices(final=final)
        moves.invoice_date = day or fields.Date.today()
        moves.with_user(self.accountant).action_post()
        return moves

    def _reverse(self, move, share=1.0):
        """Reverse a posted document by hand, as the accountant, or a share of its quantities."""
        wizard = self.env["account.move.reversal"].with_user(self.accountant)
        wizard = wizard.with_context(active_model="account.move", active_ids=move.ids)
        wizard = wizard.create({"journal_id": move.journal_id.id})
        wizard.refund_moves()
        reverse = wizard.new_move_ids
        if share != 1.0:
            for line in reverse.invoice_line_ids.filtered("product_uom_id"):
                line.quantity = line.product_uom_id.round(line.quantity * share)
        reverse.invoice_date = fields.Date.today()
        reverse.action_post()
        return reverse
