from odoo import models


class OrderResolutionExchange(models.AbstractModel):
    """Have the goods come back and send others: the same article, or another of equal value.

    Both transfers carry ``order_case_resolution_id`` and are left out of what is delivered. After
    exchanging n, for both policies: ``qty_delivered``, ``qty_invoiced``, ``qty_to_invoice`` and
    ``amount_to_invoice`` as before; ``replaced_qty`` n more.
    """

    _name = "order.resolution.exchange"
    _inherit = ["order.resolution.replacement", "order.goods.back"]
    _description = "Exchange"
    _sequence_of_code = 35

    def _label(self):
        return self.env._("Take back and send again")

    def _outcome(self):
        return self.env._("exchanged")

    def _is_for(self, case_line):
        return super()._is_for(case_line) and self._is_returnable(case_line)

    def _preview(self, resolution):
        return self.env._(
            "Return of %(parts)s; %(sent)s",
            parts=self._describe_parts(resolution),
            sent=super()._preview(resolution),
        )

    def _apply(self, resolution):
        self._create_returns(resolution, is_refunded=False)
        return super()._apply(resolution)
