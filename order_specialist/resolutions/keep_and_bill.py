from odoo import models


class OrderResolutionKeepAndBill(models.AbstractModel):
    r"""The customer keeps what was too much, or not ordered, and pays for it.

    The order follows what was delivered. After keeping n:

    ===================  ===================  ================================
    \                    ordered              delivered
    ===================  ===================  ================================
    ordered              n more               n more
    ``qty_delivered``    as before            as before
    ``qty_to_invoice``   n more               as before: it was billable
    ===================  ===================  ================================

    A line that Odoo added for what nobody ordered becomes billable.
    """

    _name = "order.resolution.keep_and_bill"
    _inherit = "order.resolution"
    _description = "Keep and bill"
    _sequence_of_code = 45

    def _label(self):
        return self.env._("Customer keeps it and pays")

    def _outcome(self):
        return self.env._("kept and billed")

    def _is_for(self, case_line):
        return (
            case_line.measure == "quantity"
            and case_line.case_id.type_id.basis == "shipped"
            and bool(case_line.order_line_id)
        )

    def _applies_to(self, case):
        return any(self._is_for(line) and self._get_excess(line) > 0 for line in case.line_ids)

    def _get_stake(self, resolution):
        return 0.0

    def _get_excess(self, case_line):
        """Return how much of the open claim was delivered beyond the order, or unordered."""
        line = case_line.order_line_id
        if line._filter_unaccepted():
            return case_line.open_quantity
        beyond = line.qty_delivered - line.product_uom_qty
        return max(min(case_line.open_quantity, beyond), 0.0)

    def _prepare_parts(self, case):
        return [
            {"case_line_id": line.id, "quantity": self._get_excess(line)}
            for line in case.line_ids
            if self._is_for(line) and self._get_excess(line) > 0
        ]

    def _preview(self, resolution):
        return self.env._(
            "%(parts)s are added to what is ordered, and billed with the next invoice",
            parts=self._describe_parts(resolution),
        )

    def _apply(self, resolution):
        for part in resolution.line_ids:
            line = part.case_line_id.order_line_id
            if line._filter_unaccepted():
                line.sudo(False).action_accept_not_ordered()
            beyond = line.qty_delivered - line.product_uom_qty
            if line.product_uom_id.compare(beyond, 0.0) > 0:
                # as the goods did: it is a fact, nobody asks for a change
                delivered = self.env["order.change"]._by_odoo(line, "goods")
                delivered.write(
                    {
                        "product_uom_qty": line.product_uom_qty + min(part.quantity, beyond),
                        # at the price that was agreed: a quantity may have another one
                        "price_unit": line.price_unit,
                        "discount": line.discount,
                    }
                )
        return {}
