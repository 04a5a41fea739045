from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command, Date


class OrderResolutionCharge(models.AbstractModel):
    """Bill what was billed too little: an invoice of its own for the difference in price.

    Its lines carry no order line, so ``qty_delivered``, ``qty_invoiced``, ``qty_to_invoice`` and
    ``amount_to_invoice`` stay as before, on delivered and on ordered quantities alike.
    """

    _name = "order.resolution.charge"
    _inherit = ["order.resolution", "order.credit"]
    _description = "Bill the difference"
    _sequence_of_code = 25

    def _label(self):
        return self.env._("Bill the difference")

    def _outcome(self):
        return self.env._("charged")

    def _is_for(self, case_line):
        return (
            case_line.measure == "money" and not case_line.is_tax and case_line.claimed_amount < 0
        )

    def _get_stake(self, resolution):
        return 0.0

    def _applies_to(self, case):
        return any(
            self._is_for(line) and line.open_amount < 0 and self._get_billed(line)
            for line in case.line_ids
        )

    def _get_billed(self, case_line):
        lines = case_line.order_line_id._get_posted_invoice_lines()
        return case_line.invoice_line_id or lines.sorted("price_subtotal", reverse=True)[:1]

    def _prepare_parts(self, case):
        return [
            {
                "case_line_id": line.id,
                "amount": -line.open_amount,
                "invoice_line_id": self._get_billed(line).id,
            }
            for line in case.line_ids
            if self._is_for(line) and line.open_amount < 0
        ]

    def _preview(self, resolution):
        return self.env._(
            "Invoice of %(total)s without tax for what invoice %(invoice)s billed too little",
            total=resolution.currency_id.format(resolution.amount),
            invoice=", ".join(resolution.line_ids.invoice_line_id.move_id.mapped("name")),
        )

    def _apply(self, resolution):
        billed = resolution.line_ids.invoice_line_id
        if not billed or not all(part.invoice_line_id for part in resolution.line_ids):
            raise UserError(self.env._("Nothing is invoiced yet: correct the order instead."))
        values = [self._prepare_charge_values(part) for part in resolution.line_ids]
        return {"account_move_id": self._create_charge(resolution, billed.move_id, values).id}

    def _prepare_charge_values(self, part):
        case_line, line = part.case_line_id, part.invoice_line_id
        quantity = case_line.uom_id._compute_quantity(
            case_line.actual_quantity or 1.0, line.product_uom_id
        )
        price = case_line._get_priced(part.amount) / quantity
        return self._prepare_price_line_values(part, quantity, price) | {
            "order_credited_line_id": False
        }

    def _create_charge(self, resolution, invoice, line_values):
        """Create the invoice; return it."""
        values = self._prepare_credit_values(resolution, invoice, line_values)
        values |= {
            "move_type": "out_invoice",
            "reversed_entry_id": False,
            "invoice_payment_term_id": invoice.invoice_payment_term_id.id,
            "invoice_date": Date.context_today(self),
            "invoice_line_ids": [Command.create(line) for line in line_values],
        }
        return self.env["account.move"].with_company(invoice.company_id).create(values)
