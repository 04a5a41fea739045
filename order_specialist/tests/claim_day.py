"""What may happen to an order, one small method each: chance chooses, people do."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .claim_sums import OPEN

#: Ways that leave what is delivered and billed of the order as it was.
FIGURES_STAY = {
    "replacement",
    "exchange",
    "refuse",
    "credit_price",
    "correct_tax",
    "goodwill",
    "charge",
    "charge_fee",
    "goods_return",
}
#: Ways that make more billable, and say so.
BILLS_MORE = {"keep_and_bill", "deliver_rest", "correct_line"}


class ClaimDay:
    """One order's life; each step is refused whole, or leaves the sums conserved."""

    def __init__(self, test, plan):
        self.test = test
        self.env = test.env
        self.order = test._sell(plan).sudo()
        self.refused = []

    def attempt(self, name, *args):
        """Do a step; what the desk refuses leaves nothing behind."""
        try:
            with self.env.cr.savepoint():
                getattr(self, name)(*args)
        except AccessError:
            raise
        except UserError as error:
            self.refused.append((name, args, str(error)))

    def has(self, what):
        """Return whether there is anything to do of a kind: else a step would be lost."""
        return bool(getattr(self, f"_get_{what}")())

    def _get_outgoing(self):
        return self._open_transfers("outgoing")

    def _get_incoming(self):
        return self._open_transfers("incoming")

    def _get_shipped(self):
        return self.order.order_line.move_ids.filtered(lambda move: move.state == "done")

    def _get_billable(self):
        return self.order.order_line.filtered("qty_to_invoice")

    def _get_billed(self):
        return self.test._get_invoices(self.order)

    def _get_made_transfers(self):
        transfers = self._open_transfers("outgoing") | self._open_transfers("incoming")
        return transfers.filtered("order_case_resolution_id")

    def _get_open_cases(self):
        return self.order.case_ids.filtered(
            lambda case: case.state not in ("settled", "refused", "cancelled")
        )

    def _get_credit_notes(self):
        done = self.order.case_ids.resolution_ids.filtered(lambda r: r.state == "done")
        return done.account_move_id.filtered(lambda move: move.move_type == "out_refund")

    def _get_drafts(self):
        documents = self.order.case_ids.resolution_ids.account_move_id
        return documents.filtered(lambda move: move.state == "draft")

    def _pick(self, records, place):
        return records[place % len(records)] if records else records

    def _lines(self):
        return self.order.order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment
        )

    def ship(self, share, has_backorder):
        """Validate the next open transfer towards the customer."""
        self._validate(self._open_transfers("outgoing")[:1], share, has_backorder)

    def receive(self, share):
        """Validate the next transfer that comes back."""
        self._validate(self._open_transfers("incoming")[:1], share, True)

    def cancel_transfer(self, place):
        """The warehouse cancels a transfer that a claim has made."""
        self._pick(self._get_made_transfers(), place).with_user(
            self.test.warehouse_lead
        ).action_cancel()

    def _open_transfers(self, way):
        moves = self.order.order_line.move_ids.filtered(lambda move: move.state not in OPEN)
        incoming = moves.filtered(lambda move: move.location_id.usage == "customer")
        transfers = (incoming if way == "incoming" else moves - incoming).picking_id
        ready = transfers.filtered(lambda transfer: transfer.state == "assigned")
        return (ready or transfers).sorted("id")

    def _validate(self, transfer, share, has_backorder):
        if not transfer:
            return
        transfer = transfer.with_user(self.test.warehouse_lead)
        transfer.action_assign()
        for move in transfer.move_ids.filtered(lambda move: move.state not in OPEN):
            wanted = move.product_uom.round(move.product_uom_qty * share)
            if move.has_tracking == "serial":
                wanted = max(int(wanted), 1)
            move.quantity = wanted
            move.picked = True
        context = {"skip_backorder": True}
        if not has_backorder:
            context["picking_ids_not_to_backorder"] = transfer.ids
        transfer.with_context(**context).button_validate()

    def return_by_hand(self, place, share, is_refunded):
        """The warehouse takes something back, beside the claims; also what came back before."""
        done = self.order.order_line.move_ids.picking_id.filtered(lambda p: p.state == "done")
        transfer = self._pick(done.sorted("id"), place)
        if not transfer:
            return
        wizard = self.env["stock.return.picking"].create({"picking_id": transfer.id})
        for line in wizard.product_return_moves:
            there = line.move_id.quantity - sum(
                line.move_id.returned_move_ids.filtered(lambda m: m.state != "cancel").mapped(
                    "product_uom_qty"
                )
            )
            wanted = line.uom_id.round(max(there, 0.0) * share)
            is_serial = line.product_id.tracking == "serial"
            line.write({"quantity": int(wanted) if is_serial else wanted})
            line.to_refund = is_refunded
        self._validate(wizard._create_return(), 1.0, True)

    def bill(self, day, final):
        """Bill what can be billed, at the rate of ``day``."""
        self.test._bill(self.order, day, final)

    def credit_the_rest(self):
        """Accounting credits what came back, less what claims have given of its price before."""
        moves = self.order._create_invoices(final=True)
        for line in moves.filtered(lambda move: move.move_type == "out_refund").invoice_line_ids:
            credited = line._find_credited_line()
            left = self.env["order.credit"]._get_left(credited)[credited] if credited else None
            if left and line.currency_id.compare_amounts(line.price_subtotal, left.amount) > 0:
                price = line.tax_ids._get_priced(left.amount / line.quantity)
                line.write({"price_unit": price, "discount": 0.0})
        moves.with_user(self.test.accountant).action_post()

    def credit_by_hand(self, place, share):
        """Accounting reverses an invoice of the order, or a share of it."""
        invoices = self.test._get_invoices(self.order).sorted("id")
        if invoices:
            self.test._reverse(self._pick(invoices, place), share)

    def take_back(self, place, share):
        """Accounting cancels or reverses a credit note of a claim, or a share of it."""
        credit = self._pick(self._get_credit_notes().sorted("id"), place)
        if credit.state == "draft":
            credit.with_user(self.test.accountant).button_cancel()
        elif credit:
            self.test._reverse(credit, share)

    def post_drafts(self):
        """Accounting posts what claims left in draft."""
        self._get_drafts().with_user(self.test.accountant).action_post()

    def claim(self, kind, place, share):
        """Open a claim for a share of the units of a line."""
        line = self._pick(self._lines(), place)
        basis = self.test._type(kind).basis
        there = {
            "shipped": line._get_shipped_gross(line.move_ids),
            "invoiced": line._get_invoiced_gross(),
            "unshipped": line.product_uom_qty - line.qty_delivered - line.cancelled_qty,
        }[basis]
        wanted = line.product_uom_id.round(max(there, 0.0) * share)
        if line.product_id.tracking == "serial":
            wanted = int(wanted)
        self.test._create_case(
            self.order,
            kind,
            order_line_id=line.id,
            expected_quantity=wanted,
            actual_quantity=0,
        )

    def claim_price(self, place, share):
        """Open a claim that a line was to cost less, or more."""
        lines = self._lines().invoice_lines.filtered(
            lambda aml: aml.parent_state == "posted" and aml.move_id.move_type == "out_invoice"
        )
        billed = self._pick(lines.sorted("id"), place)
        if not billed:
            return
        price = billed.price_unit * (1 - billed.discount / 100)
        self.test._create_case(
            self.order,
            "wrong_price",
            order_line_id=billed.sale_line_ids[:1].id,
            invoice_line_id=billed.id,
            actual_quantity=billed.quantity,
            expected_quantity=billed.quantity,
            actual_price=price,
            expected_price=round(price * share, 2),
        )

    def claim_tax(self, place, tax_place):
        """Open a claim that a line was to bear other taxes, or none."""
        lines = self._lines().invoice_lines.filtered(
            lambda aml: aml.parent_state == "posted" and aml.move_id.move_type == "out_invoice"
        )
        billed = self._pick(lines.sorted("id"), place)
        if billed:
            right = [*self.test.taxes.values(), self.env["account.tax"]][tax_place % 5]
            self.test._create_case(
                self.order,
                "tax",
                order_line_id=billed.sale_line_ids[:1].id,
                invoice_line_id=billed.id,
                expected_tax_ids=[Command.set(right.ids)],
            )

    def settle(self, place, code_place, share, is_other):
        """Settle a share of an open claim by one of the ways that it can be settled."""
        case = self._pick(self._get_open_cases().sorted("id"), place)
        codes = self._get_codes(case) if case else []
        if codes:
            self._settle_by(case, codes[code_place % len(codes)], share, is_other)

    def _get_codes(self, case):
        ways = self.env["order.case.resolution"]._selection_code()
        return [c for c, _label in ways if self.env[f"order.resolution.{c}"]._applies_to(case)]

    def _settle_by(self, case, code, share, is_other):
        values = {"note": "Said so"}
        if code == "goodwill":
            values["extra_amount"] = 1.11
        if code == "charge_fee":
            values |= {"extra_amount": 15.0, "fee_product_id": self.test.fee.id}
        if is_other and code in ("replacement", "exchange"):
            values["sent_product_id"] = self.test.articles["other"].id
        parts = self._get_parts(case, code, share)
        before = self._get_figures()
        for invoice, group in parts.items():
            resolution = self._create(case, code, values, group)
            if resolution.state != "draft":
                continue
            resolution.action_settle()
            self.test.assertEqual(resolution.state, "done", (code, invoice))
            self.test.settled.add(code)
        self._compare(code, before, self._get_figures())

    def _get_parts(self, case, code, share):
        """Return the parts that the dialog proposes, a ``share`` of each, by invoice."""
        parts = {}
        for part in self.env[f"order.resolution.{code}"]._prepare_parts(case):
            if case.measure == "money":
                part["amount"] = case.currency_id.round(part["amount"] * share)
            else:
                line = self.env["order.case.line"].browse(part["case_line_id"])
                wanted = line.uom_id.round(part["quantity"] * share)
                is_serial = line.product_id.tracking == "serial"
                part["quantity"] = int(wanted) if is_serial else wanted
                part.pop("amount", None)
            billed = self.env["account.move.line"].browse(part.get("invoice_line_id"))
            parts.setdefault(billed.move_id.id, []).append(part)
        return parts or {False: []}

    def _create(self, case, code, values, parts):
        resolutions = self.env["order.case.resolution"].with_user(self.test.specialist)
        return resolutions.create(
            {
                "case_id": case.id,
                "code": code,
                "line_ids": [Command.create(part) for part in parts],
                **values,
            }
        )

    def _get_figures(self):
        return {
            line: {
                "qty_delivered": line.qty_delivered,
                "qty_to_deliver": line.qty_to_deliver,
                "qty_invoiced": line.qty_invoiced,
                "qty_to_invoice": line.qty_to_invoice,
                "amount_to_invoice": line.amount_to_invoice,
            }
            for line in self.order.order_line
        }

    def _compare(self, code, before, after):
        """Nothing becomes billable again, and a replacement adds nothing at all."""
        test = self.test
        test.assertEqual(set(before), set(after), f"{code} adds a line")
        for line, figures in after.items():
            if code not in BILLS_MORE:
                billable = max(figures["qty_to_invoice"], 0.0)
                was = max(before[line]["qty_to_invoice"], 0.0)
                test.assertLessEqual(billable, was + 1e-6, f"{code} reopens the bill")
            if code in FIGURES_STAY:
                for name, value in figures.items():
                    test.assertAlmostEqual(value, before[line][name], 2, f"{code}: {name}")

    def finish(self):
        """Ship, receive, refuse, post and bill whatever is open; check the figures that remain."""
        for _round in range(8):
            if not (self._open_transfers("outgoing") + self._open_transfers("incoming")):
                break
            self.attempt("ship", 1.0, True)
            self.attempt("receive", 1.0)
        self.attempt("post_drafts")
        self.attempt("bill", None, True)
        if any("credited twice" in why for name, _args, why in self.refused if name == "bill"):
            self.attempt("credit_the_rest")
        self.test.assert_conserved(self.order)
        for line in self._lines():
            self.test.assertAlmostEqual(line.qty_to_invoice, 0.0, 2, "not billed at the end")
