"""Orders that were delivered and invoiced, and claims about them."""

import base64
from contextlib import contextmanager

from odoo.exceptions import UserError
from odoo.fields import Command

from .common import DeskCase


class ClaimCase(DeskCase):
    """The desk with accounting: a chart of accounts, a tax of 20 %, stock enough."""

    #: Quantity and price of the order that lies there, ``delivered`` with its invoice, before each
    #: test: for classes whose tests begin with one.
    delivers = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", cls.company, False)
        cls.tax = cls.env["account.tax"].create(
            {"name": "20 %", "amount": 20.0, "price_include_override": "tax_excluded"}
        )
        cls.product = cls._create_product("A", 12.5, 1000, taxes_id=[Command.set(cls.tax.ids)])
        if cls.delivers:
            cls.delivered = cls._deliver_and_invoice(*cls.delivers)

    @contextmanager
    def _refused(self, message, error=UserError):
        """Expect that the desk refuses with ``message``, and that nothing of it stays."""
        with self.assertRaisesRegex(error, message), self.env.cr.savepoint():
            yield

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

    @classmethod
    def _type(cls, code):
        return cls.env.ref(f"order_specialist.order_case_type_{code}")

    @classmethod
    def _confirm(cls, quantity=100, price=12.5, discount=0.0, **values):
        """Return a confirmed and released order of one line, entered by the specialist."""
        order = cls._create_order(
            lines=(),
            order_line=[
                Command.create(
                    {
                        "product_id": cls.product.id,
                        "product_uom_qty": quantity,
                        "price_unit": price,
                        "discount": discount,
                    }
                )
            ],
            **values,
        )
        order.action_confirm()
        return order

    @classmethod
    def _ship(cls, order, quantity=None, backorder=True):
        """Ship ``quantity`` of the order's open transfer, as the warehouse; returns the moves."""
        picking = order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))[:1]
        picking = picking.with_user(cls.warehouse_lead)
        picking.action_assign()
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
            move.picked = True
        context = {"skip_backorder": True}
        if not backorder:
            context["picking_ids_not_to_backorder"] = picking.ids
        picking.with_context(**context).button_validate()
        return picking.sudo().move_ids.filtered(lambda move: move.state == "done")

    @classmethod
    def _invoice(cls, order):
        """Invoice what can be invoiced, as the accountant; returns the posted invoice."""
        invoice = order.sudo()._create_invoices()
        invoice.with_user(cls.accountant).action_post()
        return invoice

    @classmethod
    def _deliver_and_invoice(cls, quantity=5, price=10.0, **values):
        """Return an order that is delivered and invoiced, with its one invoice."""
        order = cls._confirm(quantity, price, **values)
        cls._ship(order)
        return order, cls._invoice(order)

    @classmethod
    def _claim(cls, order, code, quantity, move=None, invoice=None, user=None):
        """Claim ``quantity`` units of the order's only line."""
        line = order.order_line[:1].sudo()
        there = line._get_shipped_gross(move or line.move_ids) or line.qty_invoiced
        invoice_line = invoice.invoice_line_ids[:1] if invoice else invoice
        return cls._create_case(
            order,
            code,
            user=user,
            expected_quantity=max(there, quantity),
            actual_quantity=max(there - quantity, 0),
            move_id=move.id if move else False,
            invoice_line_id=invoice_line.id if invoice_line else False,
        )

    @classmethod
    def _claim_price(cls, order, expected, invoice, quantity=None):
        """Claim that the order's only line was to cost ``expected``."""
        billed = invoice.invoice_line_ids[:1]
        return cls._create_case(
            order,
            "wrong_price",
            invoice_line_id=billed.id,
            actual_quantity=quantity or billed.quantity,
            expected_quantity=quantity or billed.quantity,
            actual_price=billed.price_unit * (1 - billed.discount / 100),
            expected_price=expected,
        )

    @classmethod
    def _create_case(cls, order, code, user=None, **line):
        values = {
            "order_id": order.id,
            "type_id": cls._type(code).id,
            "line_ids": [Command.create({"order_line_id": order.order_line[:1].id, **line})],
        }
        return cls.env["order.case"].with_user(user or cls.specialist).create(values)

    @classmethod
    def _resolve(cls, case, code, user=None, **values):
        """Propose and settle all that is open of ``case`` by ``code``; returns the resolution."""
        resolution = cls._propose(case, code, user, **values)
        resolution.action_settle()
        return resolution

    @classmethod
    def _propose(cls, case, code, user=None, quantity=None, **values):
        case = case.with_user(user or cls.specialist)
        parts = case.env[f"order.resolution.{code}"].sudo()._prepare_parts(case.sudo())
        if quantity is not None:
            parts = [{**parts[0], "quantity": quantity}]
            parts[0].pop("amount", None)
        return case.env["order.case.resolution"].create(
            {
                "case_id": case.id,
                "code": code,
                "line_ids": [Command.create(part) for part in parts],
                **values,
            }
        )

    @classmethod
    def _attach_photo(cls, case):
        """Attach a photo to the claim, as its owner does."""
        case.env["ir.attachment"].create(
            {
                "name": "photo.png",
                "datas": base64.b64encode(b"photo"),
                "res_model": "order.case",
                "res_id": case.id,
            }
        )
