from collections import defaultdict, namedtuple

from odoo import models
from odoo.exceptions import LockError, UserError
from odoo.fields import Command, Date
from odoo.tools import float_compare, float_is_zero

#: What is left to credit of an invoice line: quantity in its unit, amount without tax,
#: amount with tax; and what credits of the price alone took already.
Left = namedtuple("Left", "quantity amount total priced")


class OrderCredit(models.AbstractModel):
    """What may still be credited of an invoice, and the credit note itself.

    Odoo has no link from a credit note's line to the line that it credits:
    ``account.move.line.order_credited_line_id`` is it. Lines that credit a quantity keep their
    order line, lines that credit a price do not; amounts count for both. What cannot be matched
    to a line counts against the whole invoice.
    """

    _name = "order.credit"
    _description = "Credit Notes of Claims"

    def _get_left(self, invoice_lines):
        """Return ``{invoice line: Left}``, cancelled credit notes left out, drafts counted."""
        credits = self.env["account.move.line"].search(self._get_credit_domain(invoice_lines))
        by_line = credits.grouped("order_credited_line_id")
        return {
            line: self._get_left_of(line, by_line.get(line, credits.browse()))
            for line in invoice_lines
        }

    def _get_credit_domain(self, invoice_lines):
        return [
            ("order_credited_line_id", "in", invoice_lines.ids),
            ("parent_state", "!=", "cancel"),
            ("display_type", "=", "product"),
            # taken back by an invoice that reverses it: the claim is open again
            "|",
            ("move_id.order_case_resolution_id", "=", False),
            ("move_id.order_case_resolution_id.state", "!=", "cancelled"),
            "|",
            "|",
            ("move_id.reversed_entry_id", "=", False),
            ("move_id.reversed_entry_id.order_case_resolution_id", "=", False),
            ("move_id.reversed_entry_id.order_case_resolution_id.state", "!=", "cancelled"),
        ]

    def _get_left_of(self, line, credits):
        returned = credits.filtered(lambda credit: credit._is_quantity_credit())
        quantity = sum(
            credit._get_credit_sign()
            * credit.product_uom_id._compute_quantity(
                credit.quantity, line.product_uom_id, rounding_method="HALF-UP"
            )
            for credit in returned
        )
        return Left(
            line.quantity - quantity,
            line.price_subtotal - credits._sum_credited("price_subtotal"),
            line.price_total - credits._sum_credited("price_total"),
            (credits - returned)._sum_credited("price_subtotal"),
        )

    def _get_unmatched(self, invoice):
        """Return what hand-made credit notes took of ``invoice`` that no line accounts for."""
        domain = [
            ("move_id.reversed_entry_id", "=", invoice.id),
            ("parent_state", "!=", "cancel"),
            ("display_type", "=", "product"),
            ("order_credited_line_id", "=", False),
        ]
        return sum(self.env["account.move.line"].search(domain).mapped("price_subtotal"))

    def _lock(self, invoices):
        """Lock ``invoices`` and mark their rows, so that a settlement at the same moment that
        has not seen this one fails and is tried again (a lock alone does not show at REPEATABLE
        READ).
        """
        if not invoices:
            return
        try:
            invoices.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is working on invoice %s at this moment. Nothing was done; "
                    "try again in a minute.",
                    ", ".join(invoices.mapped("name")),
                )
            ) from error
        self.env.cr.execute(
            "UPDATE account_move SET write_date = write_date WHERE id IN %s", [invoices._ids]
        )

    def _check_left(self, invoice_lines):
        """Refuse credits that exceed an invoice line, or the invoice: the one such check."""
        for line, left in self._get_left(invoice_lines).items():
            digits = self.env["decimal.precision"].precision_get("Product Unit")
            over = float_compare(left.quantity, 0.0, precision_digits=digits) < 0
            if over or line.currency_id.compare_amounts(left.amount, 0.0) < 0:
                raise UserError(
                    self.env._(
                        "%(article)s on invoice %(invoice)s would be credited twice: "
                        "%(excess)s more than was invoiced.",
                        article=line.name,
                        invoice=line.move_id.name,
                        excess=f"{-left.quantity:.15g}"
                        if over
                        else line.currency_id.format(-left.amount),
                    )
                )
        for invoice in invoice_lines.move_id:
            lines = invoice.invoice_line_ids.filtered(lambda aml: aml.display_type == "product")
            # what was paid before is a line that takes off: it is not there to be credited
            left = sum(max(part.amount, 0.0) for part in self._get_left(lines).values())
            left -= self._get_unmatched(invoice)
            if invoice.currency_id.compare_amounts(left, 0.0) < 0:
                raise UserError(
                    self.env._(
                        "Invoice %(invoice)s would be credited twice: other credit notes leave "
                        "%(short)s too little.",
                        invoice=invoice.name,
                        short=invoice.currency_id.format(-left),
                    )
                )

    def _prepare_credit_values(self, resolution, invoice, line_values):
        """Return the values of the credit note: the invoice's partner, journal and rate."""
        return {
            "move_type": "out_refund",
            "reversed_entry_id": invoice.id,
            "partner_id": invoice.partner_id.id,
            "partner_shipping_id": invoice.partner_shipping_id.id,
            "journal_id": invoice.journal_id.id,
            "company_id": invoice.company_id.id,
            "currency_id": invoice.currency_id.id,
            "invoice_currency_rate": invoice.invoice_currency_rate,
            "fiscal_position_id": invoice.fiscal_position_id.id,
            "invoice_date": Date.context_today(self),
            "invoice_payment_term_id": False,
            "invoice_user_id": invoice.invoice_user_id.id,
            "team_id": invoice.team_id.id,
            "invoice_origin": invoice.invoice_origin,
            "ref": self.env._(
                "%(invoice)s, claim %(case)s", invoice=invoice.name, case=resolution.case_id.name
            ),
            "order_case_resolution_id": resolution.id,
            "invoice_line_ids": [Command.create(values) for values in line_values],
        }

    def _prepare_line_values(self, part, quantity, price_unit, discount=0.0):
        """Return a line of the credit note: product, account, taxes, analytic of the invoice's."""
        return {
            **self._prepare_values(part.invoice_line_id, quantity, price_unit, discount),
            "order_case_line_id": part.case_line_id.id,
        }

    def _prepare_price_line_values(self, part, quantity, price_unit):
        """Return a line about the price alone: what is owed by the piece is no part of it."""
        taxes = self._get_taxes(part.invoice_line_id)._without_fixed()
        values = self._prepare_line_values(part, quantity, price_unit)
        return {**values, "tax_ids": [Command.set(taxes.ids)]}

    def _get_taxes(self, line):
        """Return the taxes of an invoice line: those that it was billed anew with, if it was."""
        anew = self._get_anew(line)
        return anew[0].tax_ids if anew else line.tax_ids

    def _get_anew(self, lines):
        """Return the lines that bill ``lines`` anew with other taxes, the latest first."""
        domain = [
            *self._get_credit_domain(lines),
            ("move_id.order_case_resolution_id.code", "=", "correct_tax"),
        ]
        found = self.env["account.move.line"].search(domain, order="id desc")
        return found.filtered(lambda aml: aml._get_credit_sign() * aml.quantity < 0)

    def _prepare_values(self, line, quantity, price_unit, discount=0.0):
        """Return the values of a line that is like the invoice line ``line``, and credits it.

        :param price_unit: as it was billed; with other taxes since, the money without tax stays
        """
        taxes = self._get_taxes(line)
        if taxes != line.tax_ids:
            price_unit = taxes._get_priced(line.tax_ids._get_net(price_unit))
        return {
            "name": line.name,
            "product_id": line.product_id.id,
            "product_uom_id": line.product_uom_id.id,
            "quantity": quantity,
            "price_unit": price_unit,
            "discount": discount,
            "account_id": line.account_id.id,
            "tax_ids": [Command.set(taxes.ids)],
            "analytic_distribution": line.analytic_distribution,
            "order_credited_line_id": line.id,
        }

    def _create_credit(self, resolution, line_values, credited=None):
        """Create the credit note of ``resolution``; return it.

        :param credited: the invoice lines that it credits, if not those of the parts
        """
        credited = credited or resolution.line_ids.invoice_line_id
        invoice = credited.move_id
        self._lock(invoice)
        before = self._get_left(credited)
        values = self._prepare_credit_values(resolution, invoice, line_values)
        credit = self.env["account.move"].with_company(invoice.company_id).create(values)
        self._take_rounding(credit, before)
        self._check_left(credited)
        self._take_tax_rounding(credit, invoice)
        return credit

    def _take_rounding(self, credit, before):
        """Let the last credit of an invoice line take what rounding left of it."""
        for line in credit.invoice_line_ids:
            left = before[line.order_credited_line_id]
            digits = self.env["decimal.precision"].precision_get("Product Unit")
            last = float_is_zero(left.quantity - line.quantity, precision_digits=digits)
            if not (last and line._is_quantity_credit()):
                continue
            included = any(tax.price_include for tax in line.tax_ids)
            there, now = (
                (left.total, line.price_total) if included else (left.amount, line.price_subtotal)
            )
            if line.currency_id.compare_amounts(there, now):
                line.write({"price_unit": there / line.quantity, "discount": 0.0})

    def _take_tax_rounding(self, credit, invoice):
        """Let the document that leaves nothing of a tax take what rounding left of it."""
        lines = invoice.invoice_line_ids.filtered(lambda aml: aml.display_type == "product")
        if self._get_unmatched(invoice):
            return
        left, anew = self._get_left(lines), self._get_anew(lines)
        latest = {aml.order_credited_line_id: aml for aml in reversed(anew)}
        there = lines.filtered(lambda aml: not invoice.currency_id.is_zero(left[aml].amount))
        still = self.env["account.tax"].union(*(latest.get(aml, aml).tax_ids for aml in there))
        still = still.flatten_taxes_hierarchy()
        credits = invoice.reversal_move_ids | anew.move_id
        credits |= credits.reversal_move_ids
        credits = credits.filtered(lambda move: move.state != "cancel")
        open_by_tax = self._sum_taxes(invoice)
        for key, sums in self._sum_taxes(credits).items():
            open_by_tax[key] = [a + b for a, b in zip(open_by_tax[key], sums, strict=True)]
        commands = []
        for line in credit.line_ids.filtered("tax_repartition_line_id"):
            if line.tax_line_id in still:
                continue
            amount, balance = open_by_tax.pop(line.tax_line_id, (0.0, 0.0))
            if amount or balance:
                commands.append(
                    Command.update(
                        line.id,
                        {
                            "amount_currency": line.amount_currency - amount,
                            "balance": line.balance - balance,
                        },
                    )
                )
        if commands:
            credit.write({"line_ids": commands})

    def _sum_taxes(self, moves):
        """Return ``{tax: [amount in document currency, balance]}`` of ``moves``."""
        sums = defaultdict(lambda: [0.0, 0.0])
        for line in moves.line_ids.filtered("tax_repartition_line_id"):
            entry = sums[line.tax_line_id]
            entry[0] += line.amount_currency
            entry[1] += line.balance
        return sums
