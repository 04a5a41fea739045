from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class OrderResolutionCreditQuantity(models.AbstractModel):
    """Credit a quantity, the goods do not come back.

    The credit note's lines keep their order line, so Odoo takes them from what is invoiced; the
    order line's ``credited_qty`` keeps from billing what would become billable again (nothing,
    where more was billed than shipped). After crediting n:

    ===================  ==========================================
    ``qty_delivered``    as before (nothing comes back)
    ``qty_invoiced``     n less
    ``qty_to_invoice``   as before, on delivered and ordered quantities
    ``amount_to_invoice`` as before
    ===================  ==========================================

    What was invoiced and never shipped (ordered quantities) is closed short with the credit.
    """

    _name = "order.resolution.credit_quantity"
    _inherit = ["order.resolution", "order.credit"]
    _description = "Credit without return"
    _sequence_of_code = 10

    def _label(self):
        return self.env._("Credit without return")

    def _outcome(self):
        return self.env._("credited")

    def _is_for(self, case_line):
        return case_line.measure == "quantity"

    def _get_stake(self, resolution):
        """Return what the invoices say, whatever became of the order's prices since."""
        return sum(self._get_worth(part) for part in resolution.line_ids)

    def _get_worth(self, part):
        line = part.invoice_line_id
        if not line.quantity:
            return part.amount
        uom = part.case_line_id.uom_id or line.product_uom_id
        quantity = uom._compute_quantity(part.quantity, line.product_uom_id, round=False)
        worth = line.price_subtotal / line.quantity * quantity
        case = part.case_line_id.case_id
        if not case.currency_id or line.currency_id == case.currency_id:
            return worth
        return line.currency_id._convert(worth, case.currency_id, case.company_id, line.date)

    def _applies_to(self, case):
        return any(
            line.measure == "quantity" and line.open_quantity > 0 and self._choose(line)
            for line in case.line_ids
        )

    def _choose(self, case_line):
        """Return ``[(invoice line, quantity in the order line's unit)]`` for what is open.

        The invoice line of the claim first; then the one that bills exactly the delivery in
        question; then the oldest with something left.
        """
        order_line, move = case_line.order_line_id, case_line.move_id
        lines = case_line.invoice_line_id or order_line._get_posted_invoice_lines()
        left = self._get_left(lines)
        chosen, wanted = [], min(case_line.open_quantity, self._get_billed_of(case_line))
        for line in lines.sorted(lambda aml: (aml.quantity != move.quantity, aml.date, aml.id)):
            there = line.product_uom_id._compute_quantity(
                left[line].quantity, order_line.product_uom_id or line.product_uom_id
            )
            take = min(there, wanted)
            if take > 0:
                chosen.append((line, take))
                wanted -= take
        return chosen

    def _get_billed_of(self, case_line):
        """Return how much of a claim can have been billed: of what was not shipped no more than
        is billed ahead of the goods, else the credit would be for what was shipped.
        """
        line = case_line.order_line_id
        if not line or case_line.case_id.type_id.basis != "unshipped":
            return case_line.claimed_quantity
        return max(line.qty_invoiced + line.credited_qty - line.qty_delivered, 0.0)

    def _check_billed(self, resolution):
        """Refuse to credit as not shipped what was never billed."""
        for case_line, parts in resolution.line_ids.grouped("case_line_id").items():
            billed = self._get_billed_of(case_line)
            if case_line._exceeds(sum(parts.mapped("quantity")), billed):
                raise UserError(
                    self.env._(
                        "Of %(article)s %(billed)s were billed and not shipped: no more can be "
                        "credited. Close the rest short instead.",
                        article=case_line.display_name,
                        billed=f"{billed:.15g}",
                    )
                )

    def _prepare_parts(self, case):
        return [
            {
                "case_line_id": case_line.id,
                "quantity": quantity,
                "invoice_line_id": invoice_line.id,
            }
            for case_line in case.line_ids
            if case_line.measure == "quantity" and case_line.open_quantity > 0
            for invoice_line, quantity in self._choose(case_line)
        ]

    def _preview(self, resolution):
        currency = resolution.currency_id
        return self.env._(
            "Credit note of %(total)s without tax on invoice %(invoice)s for %(parts)s; the "
            "quantity does not become billable again",
            total=currency.format(resolution.amount),
            invoice=", ".join(resolution.line_ids.invoice_line_id.move_id.mapped("name")),
            parts=self._describe_parts(resolution),
        )

    def _lock_documents(self, resolution):
        self._lock(resolution.line_ids.invoice_line_id.move_id)

    def _apply(self, resolution):
        lines = resolution.line_ids.invoice_line_id
        if not lines or not all(part.invoice_line_id for part in resolution.line_ids):
            raise UserError(self.env._("Only what is invoiced can be credited."))
        self._check_billed(resolution)
        left = self._get_left(lines)
        values = [self._prepare_quantity_values(p, left) for p in resolution.line_ids]
        before = {
            line: line.qty_to_invoice for line in resolution.line_ids.case_line_id.order_line_id
        }
        credit = self._create_credit(resolution, values)
        for part in resolution.line_ids:
            order_line = part.case_line_id.order_line_id
            if part.case_line_id.case_id.type_id.basis == "unshipped":
                order_line._close_short(part.quantity)
            elif order_line:
                part.kept_quantity = order_line._keep_from_billing(
                    part.quantity, before[order_line]
                )
        return {"account_move_id": credit.id}

    def _prepare_quantity_values(self, part, left):
        """Return the credit line, at the invoice line's price less what was credited of it."""
        line, there = part.invoice_line_id, left[part.invoice_line_id]
        uom = part.case_line_id.uom_id or line.product_uom_id
        quantity = uom._compute_quantity(part.quantity, line.product_uom_id)
        self._check_quantity_left(part, quantity, there.quantity)
        values = self._prepare_line_values(part, quantity, line.price_unit, line.discount)
        values["sale_line_ids"] = [Command.set(line.sale_line_ids.ids)]
        if there.priced > 0:
            # a credit of the price came before: the same money is not given back twice
            sold, left_of_it = line.price_subtotal / line.quantity, there.amount / there.quantity
            values["price_unit"] *= left_of_it / sold
        return values

    def _undo(self, resolution):
        for part in resolution.line_ids:
            self._lower(part, part.quantity)

    def _lower(self, part, value):
        order_line = part.case_line_id.order_line_id
        if part.case_line_id.case_id.type_id.basis == "unshipped":
            order_line._reopen_short(value)
        elif order_line:
            billed_again = min(part.kept_quantity, value)
            order_line.credited_qty -= billed_again
            part.kept_quantity -= billed_again

    def _check_quantity_left(self, part, quantity, left):
        if part.case_line_id._exceeds(quantity, left):
            raise UserError(
                self.env._(
                    "%(asked)s of %(article)s cannot be credited on invoice %(invoice)s: "
                    "%(left)s left.",
                    asked=f"{quantity:.15g}",
                    article=part.product_id.display_name,
                    invoice=part.invoice_line_id.move_id.name,
                    left=f"{left:.15g}",
                )
            )
