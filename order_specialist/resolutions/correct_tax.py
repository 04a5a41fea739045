from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class OrderResolutionCorrectTax(models.AbstractModel):
    """Put wrong taxes right: what is left of the line is taken back and billed anew.

    One document with two lines for each line of the invoice, the same money without tax with the
    wrong taxes and with the right ones: only the tax stays. It is a credit note where too much tax
    was billed, an invoice where it was too little. Its lines carry no order line, so
    ``qty_delivered``, ``qty_invoiced``, ``qty_to_invoice`` and ``amount_to_invoice`` stay as
    before, on delivered and on ordered quantities alike.

    Taxes are those of a whole line: what was credited of it before stays as it is, what is
    credited afterwards is credited with the right taxes (``order.credit._get_taxes``). The money
    without tax stays, also where the price holds its tax, as where Odoo maps taxes.
    """

    _name = "order.resolution.correct_tax"
    _inherit = "order.resolution.charge"
    _description = "Put the tax right"
    _sequence_of_code = 22

    def _label(self):
        return self.env._("Put the tax right")

    def _outcome(self):
        return self.env._("put right")

    def _is_for(self, case_line):
        return case_line.is_tax and bool(case_line.invoice_line_id)

    def _applies_to(self, case):
        return any(self._is_for(line) and not line._is_settled() for line in case.line_ids)

    def _get_stake(self, resolution):
        """Return how much more tax is given back than is charged."""
        signed = (
            part.amount if part.case_line_id.claimed_amount > 0 else -part.amount
            for part in resolution.line_ids
        )
        return max(sum(signed), 0.0)

    def _get_document_amount(self, move):
        """Return the tax: without it there is nothing on the document."""
        return move.amount_tax

    def _prepare_parts(self, case):
        return [
            {
                "case_line_id": line.id,
                "amount": abs(line.open_amount),
                "invoice_line_id": line.invoice_line_id.id,
            }
            for line in case.line_ids
            if self._is_for(line) and not line._is_settled()
        ]

    def _preview(self, resolution):
        invoice = resolution.line_ids.invoice_line_id.move_id
        tax = self._sum_tax(invoice[:1], self._get_all_rows(resolution, as_billed=True))
        values = {
            "total": invoice[:1].currency_id.format(abs(tax)),
            "invoice": ", ".join(invoice.mapped("name")),
            "rows": "; ".join(self._describe_taxes(part) for part in resolution.line_ids),
        }
        if tax < 0:
            return self.env._(
                "Invoice of %(total)s of tax that invoice %(invoice)s billed too little (%(rows)s)",
                **values,
            )
        return self.env._(
            "Credit note of %(total)s of tax on invoice %(invoice)s; nothing becomes billable "
            "again (%(rows)s)",
            **values,
        )

    def _describe_taxes(self, part):
        line = part.invoice_line_id
        return self.env._(
            "%(article)s: %(right)s instead of %(wrong)s",
            article=part.product_id.display_name or line.name,
            right=self._name_taxes(part.case_line_id.expected_tax_ids),
            wrong=self._name_taxes(self._get_taxes(line)),
        )

    def _name_taxes(self, taxes):
        return ", ".join(taxes.mapped("name")) or self.env._("no tax")

    def _apply(self, resolution):
        for part in resolution.line_ids:
            self._check_difference(part)
        invoice = resolution.line_ids.invoice_line_id.move_id
        tax = self._sum_tax(invoice, self._get_all_rows(resolution, as_billed=True))
        sign = -1 if tax < 0 else 1
        rows = self._get_all_rows(resolution)
        values = [self._prepare_tax_values(*row, sign=sign) for row in rows]
        if tax < 0:
            document = self._create_charge(resolution, invoice, values)
            self._take_tax_rounding(document, invoice)
        else:
            document = self._create_credit(resolution, values)
        self._fit_tax(document, abs(tax))
        return {"account_move_id": document.id}

    def _fit_tax(self, document, wanted):
        """Let the largest tax of ``document`` take the cent that its rounding differs by."""
        missing = wanted - document.amount_tax
        items = document.line_ids.filtered("tax_repartition_line_id")
        if not items or document.currency_id.is_zero(missing):
            return
        item = max(items, key=lambda item: abs(item.amount_currency))
        missing *= document.direction_sign
        values = {
            "amount_currency": item.amount_currency + missing,
            "balance": item.balance + missing / document.invoice_currency_rate,
        }
        document.write({"line_ids": [Command.update(item.id, values)]})

    def _check_difference(self, part):
        """Refuse what is not the whole difference of what is left of the line."""
        case_line, line = part.case_line_id, part.invoice_line_id
        now = case_line._get_tax_difference()
        if case_line.currency_id.compare_amounts(abs(now), part.amount):
            raise UserError(
                self.env._(
                    "The tax of %(article)s on invoice %(invoice)s differs by %(now)s, not by "
                    "%(asked)s. It is put right in one go; where something was credited since, "
                    "claim it anew.",
                    article=case_line.display_name,
                    invoice=line.move_id.name,
                    now=case_line._format(abs(now)),
                    asked=case_line._format(part.amount),
                )
            )


class OrderResolutionCorrectTaxRows(models.AbstractModel):
    """The lines that take back and bill anew, and the tax that they leave."""

    _inherit = "order.resolution.correct_tax"

    def _get_all_rows(self, resolution, as_billed=False):
        rows = []
        for part in resolution.line_ids:
            rows += self._get_rows(part.case_line_id, part.invoice_line_id, as_billed)
        return rows

    def _get_known(self, lines):
        """Return ``{invoice line: (what is left of it, its taxes)}``: two queries for them all."""
        left, anew = self._get_left(lines), self._get_anew(lines)
        latest = {aml.order_credited_line_id: aml for aml in reversed(anew)}
        return {line: (left[line], latest.get(line, line).tax_ids) for line in lines}

    def _get_rows(self, case_line, line, as_billed=False, known=None):
        """Return ``[(claim line, invoice line, taxes, quantity, price)]``: back, and anew.

        :param as_billed: at the price of the invoice where all of the line is there, to know the
            tax that it bears to the cent; else at the price that takes its money back to the cent
        :param known: what ``_get_known`` says of the line, where many are looked at
        """
        left, wrong = known or self._get_known(line)[line]
        if not left.quantity:
            return []
        right = case_line.expected_tax_ids._origin
        is_whole = not line.currency_id.compare_amounts(left.amount, line.price_subtotal)
        # of a price that holds its tax Odoo books a cent more or less than it shows
        net = (abs(line.amount_currency) if is_whole else left.amount) / left.quantity
        back = wrong._add_included(net)
        if as_billed and is_whole and wrong == line.tax_ids:
            back = line.price_unit * (1 - line.discount / 100)
        return [
            (case_line, line, wrong, left.quantity, back),
            (case_line, line, right, -left.quantity, right._add_included(net)),
        ]

    def _get_difference(self, case_line, known=None):
        """Return what was billed too much of tax, in the currency of the invoice."""
        line = case_line.invoice_line_id
        return self._sum_tax(line.move_id, self._get_rows(case_line, line, True, known))

    def _sum_tax(self, invoice, rows):
        """Return the tax of a document with these lines, worked out and rounded by Odoo."""
        taxes, company = self.env["account.tax"], invoice.company_id
        lines = [
            taxes._prepare_base_line_for_taxes_computation(
                None,
                product_id=line.product_id,
                partner_id=invoice.partner_id,
                currency_id=invoice.currency_id,
                rate=invoice.invoice_currency_rate,
                tax_ids=used,
                quantity=quantity,
                price_unit=price,
            )
            for _case_line, line, used, quantity, price in rows
        ]
        taxes._add_tax_details_in_base_lines(lines, company)
        taxes._round_base_lines_tax_details(lines, company)
        totals = taxes._get_tax_totals_summary(lines, invoice.currency_id, company)
        return totals["tax_amount_currency"]

    def _prepare_tax_values(self, case_line, line, taxes, quantity, price, sign=1):
        wording = self.env._("%s, taken back") if quantity > 0 else self.env._("%s, billed anew")
        return {
            **self._prepare_values(line, sign * quantity, price),
            "name": wording % line.name,
            "price_unit": price,
            "tax_ids": [Command.set(taxes.ids)],
            "order_case_line_id": case_line.id,
        }
