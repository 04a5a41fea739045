from odoo import models


class OrderResolutionGoodsReturn(models.AbstractModel):
    r"""Have goods come back. It settles nothing by itself: credit them, or refuse the rest.

    The return is a fact beside the sums. Once n are received:

    ===================  =================  ==================
    \                    ordered            delivered
    ===================  =================  ==================
    ``qty_delivered``    n less             n less
    ``qty_invoiced``     as before          as before
    ``qty_to_invoice``   n less: to credit  n less: to credit
    ``amount_to_invoice`` n × price less    n × price less
    ===================  =================  ==================

    The units that came back count as closed short, so that launching again sends nothing.
    """

    _name = "order.resolution.goods_return"
    _inherit = ["order.resolution", "order.goods.back"]
    _description = "Have the goods returned"
    _sequence_of_code = 60
    _settles = False

    def _label(self):
        return self.env._("Have the goods returned")

    def _outcome(self):
        return self.env._("asked back")

    def _is_for(self, case_line):
        return self._is_returnable(case_line)

    def _get_stake(self, resolution):
        return 0.0

    def _applies_to(self, case):
        return bool(self._prepare_parts(case))

    def _prepare_parts(self, case):
        rows = []
        for line in case.line_ids:
            if self._is_returnable(line):
                there = sum(quantity for _move, quantity in self._get_returnable(line))
                wanted = min(line.claimed_quantity - line._get_asked(self), there)
                if wanted > 0:
                    rows.append({"case_line_id": line.id, "quantity": wanted})
        return rows

    def _preview(self, resolution):
        return self.env._(
            "Return of %(parts)s from %(customer)s; the claim stays open until they are credited",
            parts=self._describe_parts(resolution),
            customer=resolution.case_id.order_id.partner_shipping_id.display_name,
        )

    def _apply(self, resolution):
        return {"picking_id": self._create_returns(resolution, is_refunded=True)[:1].id}
