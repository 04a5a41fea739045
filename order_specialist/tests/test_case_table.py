"""The table of figures in the docstring of the resolutions, read and tried line by line."""

from odoo.fields import Command
from odoo.tests import tagged

from .case_common import ClaimCase

FIGURES = ("qty_delivered", "qty_invoiced", "qty_to_invoice", "amount_to_invoice")
#: Claim type and base of each way; two units at 12.00 with tax, or a price that is wrong by 1.00.
CLAIMS = {
    "credit_quantity": ("damaged", "billed"),
    "credit_price": ("wrong_price", "billed"),
    "correct_tax": ("tax", "billed"),
    "charge": ("wrong_price", "billed"),
    "charge_fee": ("damaged", "billed"),
    "goodwill": ("damaged", "billed"),
    "refuse": ("damaged", "billed"),
    "replacement": ("lost", "billed"),
    "exchange": ("wrong_item", "billed"),
    "goods_return": ("damaged", "billed"),
    "correct_line": ("wrong_price", "short"),
    "close_short": ("short_shipped", "short"),
    "deliver_rest": ("short_shipped", "short"),
    "keep_and_bill": ("over", "over"),
}
MEANING = {
    "=": 0.0,
    "-n": -2.0,
    "+n": 2.0,
    "-n x price": -24.0,
    "+n x price": 24.0,
}


@tagged("post_install", "-at_install")
class TestCaseTable(ClaimCase):
    """One order with a line for each policy: billed in full, shipped short, shipped too much."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._type("short_shipped").settles_alone = False
        values = {"taxes_id": [Command.set(cls.tax.ids)]}
        by_order = cls._create_product("Ordered", 10.0, 1000, invoice_policy="order", **values)
        cls.policies = {cls.product: "delivered", by_order: "ordered"}
        cls.fee = cls._create_product("Fee", 15.0, type="service", is_storable=False)
        cls.bases = {
            "billed": cls._prepare(5, backorder=True),
            "short": cls._prepare(3, backorder=False),
            "over": cls._prepare(7, backorder=True),
        }
        cls._invoice(cls.bases["billed"])
        cls.bases["short"].sudo().case_ids.action_cancel()

    @classmethod
    def _prepare(cls, shipped, backorder):
        order = cls._create_order([(product, 5, 10.0) for product in cls.policies])
        order.action_confirm()
        cls._ship(order, shipped, backorder)
        return order

    def _read_table(self):
        """Return ``{(way, policy): changes}`` as the docstring has them."""
        rows = {}
        text = type(self.env["order.resolution"]).__doc__ or self._get_docstring()
        for line in text.splitlines():
            cells = [cell.strip() for cell in line.strip().split("  ") if cell.strip()]
            if len(cells) == 6 and cells[0] in CLAIMS:
                way, policy, *changes = cells
                for one in ("delivered", "ordered") if policy == "both" else (policy,):
                    rows[way, one] = changes
        return rows

    def _get_docstring(self):
        from ..resolutions.resolution import OrderResolution

        return OrderResolution.__doc__

    def test_the_table_has_each_way_and_policy(self):
        codes = {code for code, _label in self.env["order.case.resolution"]._selection_code()}
        expected = {(code, policy) for code in codes for policy in self.policies.values()}
        self.assertEqual(set(self._read_table()), expected)

    def test_each_way_changes_the_figures_as_the_table_says(self):
        table = self._read_table()
        for code, (kind, base) in CLAIMS.items():
            with self.subTest(way=code), self._undone():
                order = self.bases[base]
                before = {line: self._figures(line) for line in order.order_line}
                self._settle(order, code, kind)
                for line, figures in before.items():
                    cells = table[code, self.policies[line.product_id]]
                    after = self._figures(line)
                    for name, was, now, cell in zip(FIGURES, figures, after, cells, strict=True):
                        # of all that is still to bill one tenth less: 9.00 and not 10.00
                        change = -0.1 * was if cell == "new price" else MEANING[cell]
                        self.assertAlmostEqual(
                            now - was, change, 2, f"{line.product_id.name}: {name}"
                        )

    def _figures(self, line):
        return [line[name] for name in FIGURES]

    def _settle(self, order, code, kind):
        """Claim two units of each line, settle them so, and move what is to move."""
        measure = {"expected_quantity": 2, "actual_quantity": 0}
        if kind == "wrong_price":
            agreed = 11.0 if code == "charge" else 9.0
            measure = {"actual_quantity": 2, "actual_price": 10.0, "expected_price": agreed}
        if kind == "tax":
            measure = {"expected_tax_ids": [Command.clear()]}
        case = (
            self.env["order.case"]
            .with_user(self.specialist)
            .create(
                {
                    "order_id": order.id,
                    "type_id": self._type(kind).id,
                    "line_ids": [
                        Command.create(
                            {
                                "order_line_id": line.id,
                                "invoice_line_id": kind == "tax" and line.invoice_lines.id,
                                **measure,
                            }
                        )
                        for line in order.order_line
                    ],
                }
            )
        )
        given = {"goodwill": {"extra_amount": 3.0}, "refuse": {"note": "No"}}
        given["charge_fee"] = {"extra_amount": 15.0, "fee_product_id": self.fee.id}
        resolution = self._propose(case, code, **given.get(code, {}))
        preview = resolution.preview
        resolution.action_settle()
        self.assertEqual(resolution.state, "done")
        if document := resolution.account_move_id:
            # what it makes was said before, to the cent
            self.assertIn(document.currency_id.format(resolution.document_amount), preview)
        moves = order.sudo().order_line.move_ids.filtered(
            lambda m: m.state not in ("done", "cancel")
        )
        moves.write({"picked": True})
        for move in moves:
            move.quantity = move.product_uom_qty
        for transfer in moves.picking_id:
            transfer.with_user(self.warehouse_lead).button_validate()
