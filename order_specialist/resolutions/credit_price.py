from odoo import models
from odoo.exceptions import UserError


class OrderResolutionCreditPrice(models.AbstractModel):
    """Credit a price difference: the goods and their quantity stay as they were invoiced.

    The credit note's lines carry no order line. So, on delivered and on ordered quantities alike:

    ===================  ==================
    ``qty_delivered``    as before
    ``qty_invoiced``     as before
    ``qty_to_invoice``   as before
    ``amount_to_invoice`` as before
    ===================  ==================

    With its order line the credit would reopen the quantity to invoice, even as a draft.
    """

    _name = "order.resolution.credit_price"
    _inherit = ["order.resolution", "order.credit"]
    _description = "Credit the price difference"
    _sequence_of_code = 20

    def _label(self):
        return self.env._("Credit the price difference")

    def _outcome(self):
        return self.env._("credited")

    def _is_for(self, case_line):
        return (
            case_line.measure == "money" and not case_line.is_tax and case_line.claimed_amount > 0
        )

    def _applies_to(self, case):
        """Return whether a money line of ``case`` claims more than nothing of an invoice."""
        return any(
            self._is_for(line) and line.open_amount > 0 and self._get_invoice_line(line)
            for line in case.line_ids
        )

    def _get_invoice_line(self, case_line):
        """Return the invoice line to credit: that of the claim, or the order line's dearest."""
        if case_line.invoice_line_id:
            return case_line.invoice_line_id
        invoiced = case_line.order_line_id._get_posted_invoice_lines()
        return invoiced.sorted("price_subtotal", reverse=True)[:1]

    def _prepare_parts(self, case):
        return [
            {
                "case_line_id": line.id,
                "amount": line.open_amount,
                "invoice_line_id": self._get_invoice_line(line).id,
            }
            for line in case.line_ids
            if self._is_for(line) and line.open_amount > 0
        ]

    def _preview(self, resolution):
        currency = resolution.currency_id
        rows = [
            self.env._(
                "%(article)s: %(amount)s on invoice %(invoice)s",
                article=part.product_id.display_name or part.invoice_line_id.name,
                amount=currency.format(part.amount),
                invoice=part.invoice_line_id.move_id.name,
            )
            for part in resolution.line_ids
        ]
        return self.env._(
            "Credit note of %(total)s without tax for the price; nothing becomes billable "
            "again (%(rows)s)",
            total=currency.format(resolution.amount),
            rows="; ".join(rows),
        )

    def _lock_documents(self, resolution):
        self._lock(resolution.line_ids.invoice_line_id.move_id)

    def _apply(self, resolution):
        values = [self._prepare_price_values(part) for part in resolution.line_ids]
        return {"account_move_id": self._create_credit(resolution, values).id}

    def _prepare_price_values(self, part):
        """Return the credit line: quantity × price difference where the claim says so."""
        case_line, line = part.case_line_id, part.invoice_line_id
        if not line:
            raise UserError(
                self.env._(
                    "%s is not invoiced yet: correct the order instead.", case_line.display_name
                )
            )
        sold = line.price_unit * (1 - line.discount / 100.0)
        quantity, price = 1.0, case_line._get_priced(part.amount)
        if case_line.actual_quantity and case_line.actual_price:
            quantity = case_line.uom_id._compute_quantity(
                case_line.actual_quantity, line.product_uom_id
            )
            self._check_price_left(part, quantity)
            price /= quantity
            if line.currency_id.compare_amounts(price, sold) > 0:
                raise UserError(
                    self.env._(
                        "A credit of %(credit)s for one %(article)s is more than its price, "
                        "%(sold)s.",
                        credit=line.currency_id.format(price),
                        article=line.product_id.display_name,
                        sold=line.currency_id.format(sold),
                    )
                )
        return self._prepare_price_line_values(part, quantity, price)

    def _check_price_left(self, part, quantity):
        """Refuse the price of units that were credited, or whose price was credited already."""
        line, case_line = part.invoice_line_id, part.case_line_id
        priced = self.env["account.move.line"].search(
            [*self._get_credit_domain(line), ("order_case_line_id", "!=", case_line.id)]
        )
        priced = priced.filtered(
            lambda credit: (
                not credit._is_quantity_credit()
                and self._is_same_difference(credit.order_case_line_id, case_line)
            )
        )
        left = self._get_left(line)[line].quantity - sum(priced.mapped("quantity"))
        if line.product_uom_id.compare(quantity, left) > 0:
            raise UserError(
                self.env._(
                    "The price of %(asked)s of %(article)s cannot be credited on invoice "
                    "%(invoice)s: %(left)s of them are left, the others were credited.",
                    asked=f"{quantity:.15g}",
                    article=line.product_id.display_name,
                    invoice=line.move_id.name,
                    left=f"{max(left, 0.0):.15g}",
                )
            )

    def _is_same_difference(self, one, other):
        """Return whether two claims are about a part of the price that they share.

        From 10 to 9 and then from 9 to 8.50 share none.
        """
        compare = other.currency_id.compare_amounts
        return (
            compare(one.expected_price, other.actual_price) < 0
            and compare(other.expected_price, one.actual_price) < 0
        )
