from odoo import models
from odoo.exceptions import UserError


class OrderResolutionCorrectLine(models.AbstractModel):
    """Put the price of the order line right before it is invoiced: no document is needed."""

    _name = "order.resolution.correct_line"
    _inherit = "order.resolution"
    _description = "Correct the order"
    _sequence_of_code = 15

    def _label(self):
        return self.env._("Correct the order before it is billed")

    def _outcome(self):
        return self.env._("corrected")

    def _is_for(self, case_line):
        return (
            case_line.measure == "money"
            and bool(case_line.order_line_id)
            and bool(case_line.actual_price or case_line.expected_price)
        )

    def _is_correctable(self, line):
        order_line = line.order_line_id
        return self._is_for(line) and not line._is_settled() and not order_line.qty_invoiced

    def _applies_to(self, case):
        return any(self._is_correctable(line) for line in case.line_ids)

    def _prepare_parts(self, case):
        return [
            {"case_line_id": line.id, "amount": abs(line.open_amount)}
            for line in case.line_ids
            if self._is_correctable(line)
        ]

    def _preview(self, resolution):
        currency = resolution.currency_id
        return "; ".join(
            self.env._(
                "%(article)s: %(old)s becomes %(new)s on order %(order)s",
                article=part.product_id.display_name,
                old=currency.format(part.case_line_id.order_line_id.price_unit),
                new=currency.format(part.case_line_id.expected_price),
                order=part.case_line_id.order_id.name,
            )
            for part in resolution.line_ids
        )

    def _apply(self, resolution):
        for part in resolution.line_ids:
            line = part.case_line_id.order_line_id
            if line.qty_invoiced:
                raise UserError(
                    self.env._("%s is invoiced already: credit the difference.", line.display_name)
                )
            # what was agreed is the price after discount: the claim says it so
            line.write({"price_unit": part.case_line_id.expected_price, "discount": 0.0})
        return {}
