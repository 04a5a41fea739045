from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class OrderResolutionChargeFee(models.AbstractModel):
    """Charge a fee beside the claim: restocking, freight. It settles nothing by itself.

    An invoice of its own, of a service; no figure of the order's lines changes.
    """

    _name = "order.resolution.charge_fee"
    _inherit = "order.resolution.charge"
    _description = "Charge a fee"
    _sequence_of_code = 80
    _settles = False
    _takes_amount = True

    def _label(self):
        return self.env._("Charge a fee (restocking, freight)")

    def _is_for(self, case_line):
        return True

    def _applies_to(self, case):
        return bool(case.order_id.invoice_ids.filtered(lambda move: move.state == "posted"))

    def _prepare_parts(self, case):
        return []

    def _preview(self, resolution):
        return self.env._(
            "Invoice of %(total)s without tax for %(fee)s; the claim itself stays open",
            total=resolution.currency_id.format(resolution.extra_amount),
            fee=resolution.fee_product_id.display_name or self.env._("a fee"),
        )

    def _apply(self, resolution):
        product = resolution.fee_product_id
        if not product or resolution.extra_amount <= 0:
            raise UserError(self.env._("Say which fee is charged, and how much it is."))
        invoices = resolution.order_id.invoice_ids.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )
        invoice = invoices.sorted("id")[-1:]
        charge = self._create_charge(
            resolution, invoice, [self._prepare_fee_values(resolution, invoice)]
        )
        return {"account_move_id": charge.id}

    def _prepare_fee_values(self, resolution, invoice):
        """Return the line of the fee: what was agreed is without the tax that its price holds."""
        product = resolution.fee_product_id
        taxes = product.taxes_id._filter_taxes_by_company(resolution.company_id)
        taxes = invoice.fiscal_position_id.map_tax(taxes)
        return {
            "product_id": product.id,
            "quantity": 1.0,
            "price_unit": taxes._get_priced(resolution.extra_amount),
            "tax_ids": [Command.set(taxes.ids)],
        }
