from odoo import models


class OrderResolutionCloseShort(models.AbstractModel):
    r"""Close what was not shipped: it will not be delivered nor billed.

    The ordered quantity stays; ``cancelled_qty`` counts as procured, so that launching again
    makes no transfer. After closing n short:

    ===================  =================  ==================
    \                    ordered            delivered
    ===================  =================  ==================
    ``qty_delivered``    as before          as before
    ``qty_invoiced``     as before          as before
    ``qty_to_invoice``   n less             as before
    ``amount_to_invoice`` n × price less    as before
    ===================  =================  ==================
    """

    _name = "order.resolution.close_short"
    _inherit = "order.resolution"
    _description = "Close short"
    _sequence_of_code = 40

    def _label(self):
        return self.env._("Close short")

    def _outcome(self):
        return self.env._("closed short")

    def _is_for(self, case_line):
        return case_line.measure == "quantity" and case_line.case_id.type_id.basis == "unshipped"

    def _applies_to(self, case):
        return any(
            self._is_for(line) and line.open_quantity > 0 and line.order_line_id
            for line in case.line_ids
        )

    def _get_stake(self, resolution):
        return 0.0

    def _preview(self, resolution):
        return self.env._(
            "%(parts)s will not be delivered nor invoiced; their open transfers are cancelled",
            parts=self._describe_parts(resolution),
        )

    def _apply(self, resolution):
        for part in resolution.line_ids:
            part.case_line_id.order_line_id._close_short(part.quantity)
        return {}
